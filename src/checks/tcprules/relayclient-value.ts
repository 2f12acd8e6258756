import { relayclientSettings } from '../../services/services.ts';
import type { Check } from '../check.ts';
import { onePerLine, relays, rulesInForce, subjectOf, variableOf } from '../tcprules-records.ts';

const EXAMPLE = 'user@example.org';

/** The value is put at the end of every recipient (qmail-smtpd.c:250); with `@` at its beginning it is meant so. */
export const check: Check = function* (target) {
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) {
      yield rules;
      continue;
    }
    for (const record of onePerLine(rules.records.filter(relays))) {
      const value = variableOf(record, 'RELAYCLIENT') ?? '';
      if (!spoils(value)) continue;
      const data = { path: record.path, address: record.key === '' ? ':' : record.key, value, spoilt: EXAMPLE + value };
      yield { message: 'default', data, subject: subjectOf(record), fold: record.path };
    }
  }
  for (const { value, file, line } of relayclientSettings(target.services)) {
    if (value === null || !spoils(value)) continue;
    yield {
      message: 'elsewhere',
      data: { path: file, value, spoilt: EXAMPLE + value },
      subject: { path: file, line },
    };
  }
};

function spoils(value: string): boolean {
  return value !== '' && !value.startsWith('@');
}

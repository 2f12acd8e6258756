import { readInt } from '../../qmail/control.ts';
import type { Check, Report, Subject } from '../check.ts';
import { serviceVariables } from '../service-variables.ts';
import { onePerLine, rulesInForce, subjectOf, variableOf } from '../tcprules-records.ts';

/** Smaller than the header of an ordinary message. */
const TINY = 1000;

/** $DATABYTES takes the place of control/databytes, and without a digit at its beginning it is 0, no limit (qmail-smtpd.c:117). */
export const check: Check = function* (target) {
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) {
      yield rules;
      continue;
    }
    for (const record of onePerLine(rules.records)) {
      const value = record.deny ? null : variableOf(record, 'DATABYTES');
      if (value !== null) yield* judged(value, subjectOf(record));
    }
  }
  for (const { value, file, line } of serviceVariables(target.services, 'DATABYTES')) {
    if (value !== null) yield* judged(value, { path: file, line });
  }
};

function* judged(value: string, subject: Subject): Generator<Report> {
  const number = readInt(value) ?? 0;
  const data = { path: subject.path ?? '', value, number: String(number) };
  if (number === 0 && !/^0+$/.test(value)) yield { message: 'default', data, subject, prevents: [{ id: 'SMTPD-Q4' }] };
  if (number > 0 && number < TINY) yield { message: 'tiny', data, subject, prevents: [{ id: 'SMTPD-23' }] };
}

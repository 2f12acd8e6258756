/** Two installations compared, for programs (`compare.schema.json`). */
import type { ComparisonOutcome } from '../audit/compare/compare.ts';
import type { Language } from '../qmail/message.ts';
import { differenceText } from './compare-text.ts';

export function* compareJson(outcome: ComparisonOutcome, language: Language): Generator<string> {
  const { old, new: now, differences, skipped, summary } = outcome;
  yield `{\n  "format": "qmail-lint/compare",\n  "version": 1,\n  "old": ${JSON.stringify(old)},\n  "new": ${JSON.stringify(now)},\n`;
  yield '  "differences": [';
  for (const [index, each] of differences.entries()) {
    const { what, effect, remedy, old: before, new: after } = differenceText(each, language);
    const { kind, severity, subject, endings, log = null, count, also } = each;
    const plain = {
      kind,
      severity,
      subject,
      message: what,
      old: before,
      new: after,
      endings,
      effect,
      remedy,
      log,
      count,
      also,
    };
    yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(plain)}`;
  }
  yield `\n  ],\n  "skipped": ${JSON.stringify(skipped)},\n  "summary": ${JSON.stringify(summary)}\n}\n`;
}

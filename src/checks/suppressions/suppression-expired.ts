import type { Check } from '../check.ts';

/** A suppression whose last day has gone by. */
export const check: Check = function* ({ suppressions }) {
  for (const { state, rule, pattern, reason, until, file, line } of suppressions()) {
    if (state !== 'expired') continue;
    const data = { rule, pattern, reason, until: until ?? '', file, line: String(line) };
    yield { data, subject: { path: file, line } };
  }
};

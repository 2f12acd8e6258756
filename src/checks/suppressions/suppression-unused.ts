import type { Check } from '../check.ts';

/** A suppression that no finding falls under. */
export const check: Check = function* ({ suppressions }) {
  for (const { state, rule, pattern, reason, file, line } of suppressions()) {
    if (state !== 'unused') continue;
    yield { data: { rule, pattern, reason, file, line: String(line) }, subject: { path: file, line } };
  }
};

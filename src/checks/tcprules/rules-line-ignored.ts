import type { Check } from '../check.ts';
import { rulesSources } from '../tcprules-source.ts';

/** A line without a colon makes no rule, and tcprules says nothing (ucspi-tcp tcprules.c:127). A comment after blanks is one of them. */
export const check: Check = function* (target) {
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const { path, compiled } = source;
    for (const { line, text } of compiled.ignored) {
      if (/^\s*(#.*)?$/.test(text)) continue;
      yield { data: { path, number: String(line), rule: text }, subject: { path, line }, fold: path };
    }
  }
};

import type { Check, Target } from '../check.ts';
import { type NeverMatched, neverMatched } from '../tcprules-address.ts';
import { inForce, lostRelay, type RulesInForce } from '../tcprules-records.ts';
import { mendData, type RulesSource, rulesSources } from '../tcprules-source.ts';

/**
 * Addresses that no client has, so that another rule applies or none (ucspi-tcp rules.c:34-91). Parameters: `kinds`, those of
 * `neverMatched` that the rule is about.
 */
export const check: Check = function* (target, rule) {
  const kinds = rule.parameters?.['kinds'] as readonly NeverMatched['kind'][];
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const { path, lines } = source;
    for (const each of lines) {
      const never = neverMatched(each.address, each.keys[0] ?? '');
      if (never === null || !kinds.includes(never.kind)) continue;
      const { instead } = never;
      const text = (instead ?? '') + each.text.slice(each.address.length);
      const several = kinds.length > 1;
      yield {
        message: instead === null ? 'unclear' : several ? never.kind : 'default',
        data: {
          path,
          number: String(each.line),
          address: each.address,
          instead: instead ?? '',
          ...mendData(source, each.text, text),
        },
        subject: { path, line: each.line },
        prevents: [{ id: 'TCPRULES-Q1' }, ...lostRelay(each, instead ?? each.keys[0] ?? '', answerOf(target, source))],
        fold: path,
      };
    }
  }
};

function answerOf(target: Target, { file }: RulesSource): RulesInForce['answer'] | null {
  for (const each of inForce(target, file)) if (!('skip' in each)) return each.answer;
  return null;
}

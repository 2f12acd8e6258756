import type { Rule } from '../checks/check.ts';
import { isStock, type Variant } from '../qmail/variant.ts';

/** Whether a rule speaks of this variant of qmail. */
export function applies(rule: Rule, variant: Variant): boolean {
  return rule.stock !== true || isStock(variant) || rule.also?.some((name) => name === variant.name) === true;
}

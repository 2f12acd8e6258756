import type { RuleFile } from './checks.ts';

/** docs/rules: a page for each rule. */
export function rulePages(_root: string, _rules: RuleFile[]): Map<string, string> {
  return new Map();
}

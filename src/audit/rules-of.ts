/** Which rules prevent a message. */
import type { RegisteredRule } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';

/** The rules that prevent the message of that id, in the order of their list. */
export function rulesOf(message: string): RegisteredRule[] {
  return RULES.filter(({ rule }) => rule.prevents.includes(message));
}

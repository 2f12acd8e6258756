/** What a fix needs of what the rules reported, without the words. */
import type { RegisteredRule, Repair, Report } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import { findingOf, fixOf, type Wording } from './finding.ts';
import type { Fold } from './folder.ts';
import { inOrder } from './order.ts';
import type { Finding } from './outcome.ts';
import type { Collected } from './outcome-of.ts';

export interface Mendable extends Pick<Finding, 'rule' | 'fix'> {
  readonly repairs?: readonly Repair[];
}

/** In the order of the report, as far as that follows from what is wrong. What somebody accepted is left out. */
export function mendable({ folds }: Collected, wording: Wording): Mendable[] {
  const rules = new Map(RULES.map((each) => [each.rule.id, each]));
  const kinds = new Map<Finding, { fold: Fold; registered: RegisteredRule }>();
  for (const fold of folds.values()) {
    const registered = rules.get(fold.rule);
    if (registered === undefined || fold.by !== null) continue;
    const first = firstOf(fold, registered, wording);
    if (first !== null) kinds.set(first, { fold, registered });
  }
  return inOrder([...kinds.keys()]).flatMap((first) => {
    const { fold, registered } = kinds.get(first) as { fold: Fold; registered: RegisteredRule };
    return fold.kept.map((report) => mendableOf(registered, report));
  });
}

/** Null where there is nothing to mend, and for a report that its own rule cannot word: the report says that. */
function firstOf({ kept }: Fold, registered: RegisteredRule, wording: Wording): Finding | null {
  const first = kept.find(({ repairs = [] }) => repairs.length > 0);
  if (first === undefined) return null;
  try {
    return findingOf(registered, first, wording);
  } catch {
    return null;
  }
}

function mendableOf({ rule }: RegisteredRule, report: Report): Mendable {
  const message = rule.messages[report.message ?? 'default'];
  const fix = message === undefined ? null : fixOf(rule, message, report);
  return { rule: rule.id, fix, repairs: report.repairs ?? [] };
}

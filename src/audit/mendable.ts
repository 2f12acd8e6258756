/** What a fix needs of what the rules reported, without the words. */
import type { RegisteredRule, Repair, Report } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import { covered, type Followed } from './covering.ts';
import { findingOf, fixOf, type Wording } from './finding.ts';
import type { Fold } from './folder.ts';
import { inOrder } from './order.ts';
import type { Finding } from './outcome.ts';
import type { Collected } from './outcome-of.ts';

export interface Mendable extends Pick<Finding, 'rule' | 'fix'> {
  readonly repairs: readonly Repair[];
}

/** In the order of the report, as far as that follows from what is wrong. What somebody accepted is left out. */
export function mendable({ folds }: Collected, wording: Wording): Mendable[] {
  const rules = new Map(RULES.map((each) => [each.rule.id, each]));
  const { folds: own, followed } = covered([...folds.values()], rules);
  const kinds = new Map<Finding, Mendable[]>();
  for (const fold of own) {
    const registered = rules.get(fold.rule);
    if (registered === undefined || fold.by !== null) continue;
    const all = fold.kept
      .map((report) => withFollowing(mendableOf(registered, report), followed.get(report)))
      .filter(({ repairs }) => repairs.length > 0);
    const first = all.length === 0 ? null : firstOf(fold, registered, wording);
    if (first !== null) kinds.set(first, all);
  }
  return inOrder([...kinds.keys()]).flatMap((first) => kinds.get(first) ?? []);
}

/** Null for a report that its own rule cannot word: the report says that. */
function firstOf({ kept: [first] }: Fold, registered: RegisteredRule, wording: Wording): Finding | null {
  try {
    return first === undefined ? null : findingOf(registered, first, wording);
  } catch {
    return null;
  }
}

function mendableOf({ rule }: RegisteredRule, report: Report): Mendable {
  const message = rule.messages[report.message ?? 'default'];
  const fix = message === undefined ? null : fixOf(rule, message, report);
  return { rule: rule.id, fix, repairs: report.repairs ?? [] };
}

/** As a finding takes up what follows from it (`outcomeOf`). */
function withFollowing(cause: Mendable, follows: readonly Followed[] = []): Mendable {
  const mended = follows
    .map(({ registered, report }) => mendableOf(registered, report))
    .filter(({ fix }) => fix !== null);
  if (mended.length === 0) return cause;
  return {
    ...cause,
    fix: cause.fix ?? mended[0]?.fix ?? null,
    repairs: [cause, ...mended].flatMap((each) => each.repairs),
  };
}

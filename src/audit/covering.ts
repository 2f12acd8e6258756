/** What follows from one cause is told with it: the findings of other rules at its places go into the finding that names the cause. */
import type { RegisteredRule, Report } from '../checks/check.ts';
import { isWithin } from '../host/access.ts';
import type { Fold } from './folder.ts';

/** A finding that another one explains. */
export interface Followed {
  readonly registered: RegisteredRule;
  readonly report: Report;
}

export interface Covered {
  /** Those that stand for themselves, with what is left of them. */
  readonly folds: readonly Fold[];
  /** By the report that names their cause. */
  readonly followed: ReadonlyMap<Report, readonly Followed[]>;
}

interface Cause {
  readonly report: Report;
  readonly covers: ReadonlySet<string>;
  readonly places: readonly string[];
}

/** What is suppressed neither explains anything nor is explained. */
export function covered(folds: readonly Fold[], rules: ReadonlyMap<string, RegisteredRule>): Covered {
  const causes = folds.flatMap((fold) => (fold.by === null ? causesIn(fold, rules) : []));
  const followed = new Map<Report, Followed[]>();
  if (causes.length === 0) return { folds, followed };
  const left = folds.flatMap((fold) => {
    const registered = rules.get(fold.rule);
    if (fold.by !== null || registered === undefined) return [fold];
    const kept = fold.kept.filter((report) => {
      const cause = causes.find((each) => explains(each, fold.rule, report));
      if (cause !== undefined)
        followed.set(cause.report, [...(followed.get(cause.report) ?? []), { registered, report }]);
      return cause === undefined;
    });
    if (kept.length === fold.kept.length) return [fold];
    // Of those that were counted and not kept nothing else is known than that they are like these.
    return kept.length === 0 ? [] : [{ ...fold, kept, count: fold.count - (fold.kept.length - kept.length) }];
  });
  return { folds: left, followed };
}

function causesIn({ rule, kept }: Fold, rules: ReadonlyMap<string, RegisteredRule>): Cause[] {
  return kept.flatMap((report) => {
    const covers = rules.get(rule)?.rule.messages[report.message ?? 'default']?.covers;
    if (covers === undefined || report.covers === undefined) return [];
    return [{ report, covers: new Set(covers), places: report.covers }];
  });
}

function explains({ report: cause, covers, places }: Cause, rule: string, report: Report): boolean {
  const { path } = report.subject;
  if (cause === report || path === undefined) return false;
  if (!covers.has(rule) && !covers.has(`${rule}:${report.message ?? 'default'}`)) return false;
  return places.some((place) => isWithin(path, place));
}

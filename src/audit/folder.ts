/** Collects reports by what they have in common: all are counted, a bounded number of each kind is kept. */
import type { Report } from '../checks/check.ts';

export interface Fold {
  readonly rule: string;
  readonly key: string;
  count: number;
  readonly kept: Report[];
}

export type Folds = Map<string, Fold>;

export function keep(folds: Folds, rule: string, report: Report, most: number): void {
  const key = `${rule} ${report.message ?? 'default'} ${report.fold ?? ''}`;
  const fold = folds.get(key) ?? { rule, key, count: 0, kept: [] };
  fold.count += 1;
  if (fold.kept.length < most) fold.kept.push(report);
  folds.set(key, fold);
}

/** Adds what another part of the accounts gave; the earlier part's examples come first. */
export function merge(into: Folds, folds: Iterable<Fold>, most: number): void {
  for (const fold of folds) {
    const known = into.get(fold.key);
    if (known === undefined) into.set(fold.key, fold);
    else {
      known.count += fold.count;
      known.kept.push(...fold.kept.slice(0, Math.max(0, most - known.kept.length)));
    }
  }
}

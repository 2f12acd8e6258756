/** Collects reports by what they have in common: all are counted, a bounded number of each kind is kept. */
import type { Report } from '../checks/check.ts';
import type { Suppress } from './suppress.ts';

export interface Fold {
  readonly rule: string;
  readonly key: string;
  /** The suppression that its reports fall under, by its place in the list; null: none. */
  readonly by: number | null;
  count: number;
  readonly kept: Report[];
}

/** How many forwarding mailboxes are kept, as a large site may have; the rest is not followed. */
export const FORWARDERS = 20_000;

export type Folds = Map<string, Fold>;

/** What to do with the reports of an audit: how many of a kind are kept, and which are suppressed. */
export interface Keeping {
  readonly most: number;
  readonly suppress: Suppress;
}

export function keep(folds: Folds, rule: string, report: Report, { most, suppress }: Keeping): void {
  const by = suppress(rule, report);
  const key = `${rule} ${report.message ?? 'default'} ${by ?? ''} ${report.fold ?? ''}`;
  const fold = folds.get(key) ?? { rule, key, by, count: 0, kept: [] };
  fold.count += 1;
  if (fold.kept.length < limitOf(fold.kept, report, most)) fold.kept.push(report);
  folds.set(key, fold);
}

/** Adds what another part of the accounts gave; the earlier part's examples come first. */
export function merge(into: Folds, folds: Iterable<Fold>, most: number): void {
  for (const fold of folds) {
    const known = into.get(fold.key);
    if (known === undefined) into.set(fold.key, fold);
    else {
      known.count += fold.count;
      for (const report of fold.kept)
        if (known.kept.length < limitOf(known.kept, report, most)) known.kept.push(report);
    }
  }
}

/** Where all is asked for, all is listed. */
function limitOf([first]: readonly Report[], report: Report, most: number): number {
  return Number.isFinite(most) && (first ?? report).shared ? 1 : most;
}

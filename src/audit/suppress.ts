/** Which suppression of the configuration a report falls under. */
import type { Report } from '../checks/check.ts';
import type { Suppression } from '../config/settings.ts';
import { textOf } from '../host/bytes.ts';

/** A suppression made ready to be held against reports: plain data. */
export interface ReadySuppression extends Suppression {
  /** The rules that its name stands for: one of 1999 may stand for several. */
  readonly rules: readonly string[];
  readonly expired: boolean;
  /** The configuration that has it, and from which line on. */
  readonly file: string;
  readonly line: number;
}

/** The place in the list of the suppression that a report falls under, or null. */
export type Suppress = (rule: string, report: Report) => number | null;

export const SUPPRESS_NOTHING: Suppress = () => null;

export const SUBJECTS = ['path', 'user', 'domain'] as const;

/** Loads what reads patterns only where there are any suppressions. */
export async function suppressor(suppressions: readonly ReadySuppression[]): Promise<Suppress> {
  const active = suppressions.flatMap((each, index) => (each.expired ? [] : [{ each, index }]));
  if (active.length === 0) return SUPPRESS_NOTHING;
  const { default: picomatch } = await import('picomatch');
  const fitting = (pattern: string, key: (typeof SUBJECTS)[number]) => {
    const nocase = key === 'domain';
    const same = (text: string) => (nocase ? text.toLowerCase() : text);
    const matches = picomatch(pattern, { dot: true, windows: false, nocase });
    return (text: string) => same(text) === same(pattern) || matches(text);
  };
  const ways = active.map(({ each, index }) => ({
    index,
    rules: new Set(each.rules),
    fits: SUBJECTS.flatMap((key) => (each[key] === undefined ? [] : [{ key, matches: fitting(each[key], key) }])),
  }));
  return (rule, { subject }) => {
    const way = ways.find(
      ({ rules, fits }) =>
        rules.has(rule) &&
        fits.every(({ key, matches }) => subject[key] !== undefined && matches(textOf(subject[key]))),
    );
    return way?.index ?? null;
  };
}

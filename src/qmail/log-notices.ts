/** `alert:` and `warning:` lines of qmail-send, and what the servers around it complain of: each distinct one with its count. */

import { type LineMatcher, lineMatcher } from './line-match.ts';
import { copied } from './log-reports.ts';

export interface Notice {
  readonly text: string;
  /** Null where it is nothing that qmail says. */
  readonly message: string | null;
  count: number;
  /** Seconds since 1970; NaN where no line of it has a time. */
  first: number;
  last: number;
}

export interface Notices {
  /** Counts the line where it is one of the catalogue's, or where `certain` says that it is qmail's all the same. */
  add(text: string, time: number, certain: boolean): Notice | null;
  /** Whether it is one of the catalogue's. */
  knows(text: string): boolean;
  all(): Notice[];
}

/** Distinct texts that are kept; later ones stand together by message. */
const TEXTS = 1000;

/** `match`: which message a line is. */
export function noticeTable(match: LineMatcher = lineMatcher()): Notices {
  const table = new Map<string, Notice>();
  const strangers = new Set<string>();
  const find = (text: string, certain: boolean): Notice | null => {
    if (strangers.has(text) && !certain) return null;
    const found = match(text);
    if (found === null && !certain) {
      if (strangers.size < TEXTS) strangers.add(copied(text));
      return null;
    }
    const key = table.size < TEXTS ? copied(text) : (found?.template ?? '{text}');
    const known = table.get(key);
    if (known !== undefined) return known;
    const made = { text: key, message: found?.message ?? null, count: 0, first: Number.NaN, last: Number.NaN };
    table.set(key, made);
    return made;
  };
  return {
    add: (text, time, certain) => {
      const notice = table.get(text) ?? find(text, certain);
      if (notice === null) return null;
      notice.count += 1;
      if (!Number.isNaN(time) && !(time >= notice.first)) notice.first = time;
      if (!Number.isNaN(time) && !(time <= notice.last)) notice.last = time;
      return notice;
    },
    knows: (text) => table.has(text) || (!strangers.has(text) && match(text) !== null),
    all: () => [...table.values()],
  };
}

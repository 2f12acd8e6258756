/** Split directories, such as queue/mess/0 to 22, that change in the same way are read as one. */
import { basename, dirname } from '../host/access.ts';

/** Fewer are told one by one. */
const ROW = 3;
const NUMBER = /^(0|[1-9]\d{0,8})$/;

/** What is told in one line: a path, or `from..to` of `count` neighbours. Byte strings. */
export interface Row<T> {
  readonly path: string;
  readonly count: number;
  readonly first: T;
}

/** `all` is in the order of the paths; `likeness` is equal for those that differ in their paths alone. */
export function inRows<T extends { readonly path: string }>(
  all: readonly T[],
  likeness: (each: T) => string,
): Row<T>[] {
  const rows: Row<T>[] = [];
  for (let at = 0; at < all.length; ) {
    const some = neighbours(all, at, likeness);
    for (const row of withoutGaps(some)) rows.push(...told(row));
    at += some.length;
  }
  return rows;
}

/** The one at `at`, and what follows with numbers in the same directory, like it. */
function neighbours<T extends { readonly path: string }>(
  all: readonly T[],
  at: number,
  likeness: (each: T) => string,
): T[] {
  const first = all[at] as T;
  if (!NUMBER.test(basename(first.path))) return [first];
  const [dir, like] = [dirname(first.path), likeness(first)];
  const isOne = (each: T) => NUMBER.test(basename(each.path)) && dirname(each.path) === dir && likeness(each) === like;
  let end = at + 1;
  while (end < all.length && isOne(all[end] as T)) end += 1;
  return all.slice(at, end);
}

function withoutGaps<T extends { readonly path: string }>(some: readonly T[]): T[][] {
  const rows: T[][] = [];
  for (const each of some.toSorted((one, other) => numberOf(one) - numberOf(other))) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    if (row !== undefined && last !== undefined && numberOf(last) + 1 === numberOf(each)) row.push(each);
    else rows.push([each]);
  }
  return rows;
}

function numberOf({ path }: { readonly path: string }): number {
  return Number(basename(path));
}

function told<T extends { readonly path: string }>(row: readonly T[]): Row<T>[] {
  const [first, last] = [row[0], row.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (row.length < ROW) return row.map((each) => ({ path: each.path, count: 1, first: each }));
  return [{ path: `${first.path}..${basename(last.path)}`, count: row.length, first }];
}

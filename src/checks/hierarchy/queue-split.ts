import { ROOT, walk } from '../../host/access.ts';
import { SPLIT_TREES, splitNumbers } from '../../qmail/hierarchy.ts';
import type { Check, Target, Yield } from '../check.ts';
import { asInstalledAll, dataOf, faultsOf, inQueue } from '../queue.ts';

/** The numbered directories of the queue are not 0 to conf-split minus 1 (readsubdir.c:30). */
export const check: Check = inQueue(function* (target) {
  const { split } = target.installation.compiled;
  for (const { places, consequences } of faultsOf(target, 'missing', 'type')) {
    const [first] = places;
    if (first.part === null || !/\/\d+$/.test(first.part.name)) continue;
    const tree = first.part.name.replace(/\/\d+$/, '');
    const path = `${target.installation.home}/${tree}`;
    const missing = places.map((place) => place.part?.name.slice(tree.length + 1) ?? '');
    yield {
      data: {
        ...dataOf(target, first),
        tree,
        path,
        missing: list(missing),
        split: String(split),
        last: String(split - 1),
      },
      subject: { path: places.length === 1 ? first.path : path },
      prevents: consequences,
      repairs: asInstalledAll(target, places),
    };
  }
  yield* beyond(target, split);
});

/** Directories that nothing looks into; and a number of them that conf-split does not have by custom. */
function* beyond(target: Target, split: number): Generator<Yield> {
  const { host, home } = target.installation;
  for (const tree of SPLIT_TREES) {
    const extra = (splitNumbers(host, home, tree) ?? []).filter((number) => number >= split);
    const used = extra.filter((number) => !isEmpty(target, `${home}/queue/${tree}/${number}`));
    const [number] = used.length > 0 ? used : extra;
    if (number === undefined) continue;
    const path = `${home}/queue/${tree}/${number}`;
    yield {
      message: used.length > 0 ? 'beyond-used' : 'beyond',
      data: {
        path,
        tree: `queue/${tree}`,
        extra: list((used.length > 0 ? used : extra).map(String)),
        split: String(split),
      },
      subject: { path },
      prevents: [{ id: used.length > 0 ? 'SEND-Q14' : 'INSTALL-N1' }],
    };
  }
  if (isPrime(split)) return;
  const path = `${home}/queue/mess`;
  yield {
    message: 'not-prime',
    data: { path, split: String(split), last: String(split - 1) },
    subject: { path },
    prevents: [{ id: 'INSTALL-N1' }],
  };
}

function isEmpty({ host }: Target, path: string): boolean {
  const dir = walk(host, ROOT, path);
  return !dir.ok || dir.stat.type !== 'dir' || host.list(dir.path).length === 0;
}

function list(numbers: readonly string[]): string {
  return numbers.length <= 12 ? numbers.join(', ') : `${numbers.slice(0, 10).join(', ')} ... (${numbers.length})`;
}

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return true;
}

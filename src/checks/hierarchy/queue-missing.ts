import type { Check } from '../check.ts';
import { asInstalledAll, commonPath, dataOf, faultsOf, inQueue } from '../queue.ts';

/** A directory of the queue is not there, or something else is in its place. */
export const check: Check = inQueue(function* (target) {
  for (const { cause, places, consequences } of faultsOf(target, 'missing', 'type')) {
    const [place] = places;
    if (place.part?.type !== 'dir' || /\/\d+$/.test(place.part.name)) continue;
    yield {
      message: cause === 'type' ? 'not-directory' : place.part.name === 'queue' ? 'queue' : 'default',
      data: { ...dataOf(target, place), part: place.part.name },
      subject: { path: place.path },
      prevents: consequences,
      repairs: place.part.name === 'queue' ? [] : asInstalledAll(target, [place]),
    };
  }
  for (const { places, consequences } of faultsOf(target, 'lost')) {
    const path = commonPath(places);
    yield {
      message: 'several',
      data: {
        path,
        parts: missingParts(places.map((place) => place.part?.name ?? place.path)),
        count: String(places.length),
      },
      subject: { path },
      prevents: consequences,
      repairs: asInstalledAll(target, places),
    };
  }
});

const NAMED = 4;

/** `queue/todo, queue/mess/{0..22}`: of a split directory the few that are missing, or, as a shell has it, from the first to the last. */
function missingParts(names: readonly string[]): string {
  const numbers = new Map<string, number[]>();
  for (const name of names) {
    const [, tree = name, number] = /^(.*)\/(\d+)$/.exec(name) ?? [];
    numbers.set(tree, [...(numbers.get(tree) ?? []), ...(number === undefined ? [] : [Number(number)])]);
  }
  return [...numbers]
    .map(([tree, some]) =>
      splitNames(
        tree,
        some.sort((one, other) => one - other),
      ),
    )
    .join(', ');
}

function splitNames(tree: string, numbers: readonly number[]): string {
  const [first = 0] = numbers;
  const last = numbers.at(-1) ?? first;
  if (numbers.length === 0) return tree;
  if (numbers.length > NAMED && last - first === numbers.length - 1) return `${tree}/{${first}..${last}}`;
  const more = numbers.length > NAMED ? ` ... (${numbers.length})` : '';
  return (
    numbers
      .slice(0, NAMED)
      .map((number) => `${tree}/${number}`)
      .join(', ') + more
  );
}

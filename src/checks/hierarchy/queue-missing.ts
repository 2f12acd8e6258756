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
    const trees = new Set(places.map((place) => (place.part?.name ?? place.path).replace(/\/\d+$/, '/N')));
    yield {
      message: 'several',
      data: { path, parts: [...trees].join(', '), count: String(places.length) },
      subject: { path },
      prevents: consequences,
      repairs: asInstalledAll(target, places),
    };
  }
});

import type { Check } from '../check.ts';
import { asInstalledAll, commonPath, dataOf, faultsOf, inQueue, namesOfPlaces } from '../queue.ts';

/** Directories of the queue in which the program that needs them may not work: another owner, another group, a closed mode. */
export const check: Check = inQueue(function* (target) {
  for (const { cause, places, consequences } of faultsOf(target, 'owner', 'mode', 'way')) {
    if (cause !== 'way' && !places.some(({ part }) => part?.type === 'dir')) continue;
    const [first] = places;
    const path = commonPath(places);
    const kind = cause === 'way' ? 'way' : cause === 'mode' ? 'mode' : 'default';
    yield {
      message: kind !== 'way' && places.length > 1 ? `${kind}-several` : kind,
      data: { ...dataOf(target, first), path, parts: namesOfPlaces(places), count: String(places.length) },
      subject: { path },
      prevents: consequences,
      repairs: cause === 'way' ? [] : asInstalledAll(target, places),
    };
  }
});

/** Goes over directories so that one that cannot be looked at does not hide the others. */
import { CouldNotCheck } from '../host/host.ts';
import type { Yield } from './check.ts';

/** What could not be looked at is said once for each reason, with its first path. */
export function* eachHome<T>(homes: readonly T[], judge: (home: T) => Iterable<Yield>): Generator<Yield> {
  const unseen = new Map<string, { path: string; count: number }>();
  for (const home of homes) {
    try {
      yield* judge(home);
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      const known = unseen.get(error.reason);
      if (known === undefined) unseen.set(error.reason, { path: error.path, count: 1 });
      else known.count += 1;
    }
  }
  for (const [reason, { path, count }] of unseen)
    yield { skip: 'could-not', reason: count === 1 ? reason : `${reason} (and ${count - 1} more)`, path };
}

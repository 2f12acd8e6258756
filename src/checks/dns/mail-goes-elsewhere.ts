import { isOwn } from '../../qmail/remote.ts';
import type { Check, Target, Yield } from '../check.ts';
import { type Candidate, candidates, isOurs, isPrivate, isPublicOwn, reachedAt } from '../dns-names.ts';

/** A domain that is kept here while the DNS sends the rest of the world to another host. */
export const check: Check = async function* (target) {
  const { addresses, publicAddresses } = target.host;
  if (addresses === null && publicAddresses.length === 0) {
    yield { skip: 'not-asked', reason: 'own addresses are not known (--address)' };
    return;
  }
  const controls = target.send();
  if ('refused' in controls) return;
  const ours = (await candidates(target)).filter(
    (each): each is Candidate => 'name' in each && each.written && isOurs(controls, each.name),
  );
  for (const answers of await Promise.all(ours.map((each) => judge(target, each)))) yield* answers;
};

async function judge(target: Target, { name, from, subject }: Candidate): Promise<Yield[]> {
  const reached = await reachedAt(target, name);
  if (reached.kind !== 'places' || !reached.byMx || reached.places.length === 0) return [];
  const { addresses, publicAddresses } = target.host;
  if (reached.places.some(({ address }) => isOwn(addresses, address) || isPublicOwn(target, address))) return [];
  const behindNat = publicAddresses.length === 0 && (addresses ?? []).every(isPrivate);
  if (behindNat && reached.places.every(({ address }) => !isPrivate(address))) {
    return [
      {
        skip: 'not-asked',
        reason: 'all own addresses are private: --public-address says how the world reaches this host',
      },
    ];
  }
  const [best] = reached.places;
  return [{ data: { domain: name, from, exchange: best?.name ?? '' }, subject }];
}

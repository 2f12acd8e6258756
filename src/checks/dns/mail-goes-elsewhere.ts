import { accepts } from '../../qmail/rcpthosts.ts';
import { isOwn } from '../../qmail/remote.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check, Target, Yield } from '../check.ts';
import {
  type Candidate,
  isOurs,
  isPrivate,
  isPublicOwn,
  NOT_ASKED,
  noAnswer,
  reachedAt,
  writtenCandidates,
} from '../dns-names.ts';

/** A domain that is kept here while the DNS sends the rest of the world to another host. */
export const check: Check = async function* (target) {
  const { addresses, publicAddresses } = target.host;
  if (addresses === null && publicAddresses.length === 0) {
    yield { skip: 'not-asked', reason: 'own addresses are not known (--address)' };
    return;
  }
  const controls = target.send();
  if ('refused' in controls) return;
  const { found, skipped } = writtenCandidates(target);
  yield* skipped;
  const ours = found.filter(({ name }) => isOurs(controls, name));
  for (const answers of await Promise.all(ours.map((each) => judge(target, each)))) yield* answers;
};

async function judge(target: Target, { name, from, subject }: Candidate): Promise<Yield[]> {
  const reached = await reachedAt(target, name);
  if (reached.kind === 'not-asked') return [NOT_ASKED];
  if (reached.kind === 'soft') return [noAnswer(name, reached.reason)];
  if (reached.kind !== 'places' || !reached.byMx) return [];
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
  const message = isTaken(target, name) ? 'filtered' : 'default';
  return [{ message, data: { domain: name, from, exchange: best?.name ?? '' }, subject }];
}

/** Whether the other host can bring mail for the domain here, as one that filters it does. */
function isTaken(target: Target, domain: string): boolean {
  const answer = accepts(rcpthostsOf(target), `x@${domain}`);
  return answer !== 'trouble' && answer.accepted;
}

import { readRemoteControls, remote } from '../../qmail/remote.ts';
import type { Check, Target, Yield } from '../check.ts';
import { type Candidate, candidates, isOurs, isPublicOwn, NOT_ASKED, noAnswer, reachedAt } from '../dns-names.ts';
import { isMiniQmail, MINI_QMAIL } from '../qmqp.ts';

/**
 * Names whose best MX or A is this host, but which qmail-send hands to qmail-remote: it refuses to talk to itself
 * (qmail-remote.c:376), or, where NAT hides that, sends the mail round in a circle.
 */
export const check: Check = async function* (target) {
  if (isMiniQmail(target)) return yield MINI_QMAIL;
  if (target.host.addresses === null) {
    yield { skip: 'not-asked', reason: 'own addresses are not known (--address)' };
    return;
  }
  const controls = target.send();
  const routes = readRemoteControls((name) => target.control(name));
  if ('refused' in controls || routes === null) return;
  const { found, skipped } = await candidates(target);
  yield* skipped;
  const suspects = found.filter(({ name }) => !isOurs(controls, name));
  for (const answers of await Promise.all(suspects.map((each) => judge(target, routes, each)))) yield* answers;
};

async function judge(
  target: Target,
  routes: NonNullable<ReturnType<typeof readRemoteControls>>,
  candidate: Candidate,
): Promise<Yield[]> {
  const { host, installation } = target;
  const { outcome, relays } = await remote(
    host.dns,
    host.addresses,
    routes,
    candidate.name,
    installation.variant.name !== 'notqmail',
  );
  const data = { domain: candidate.name, from: candidate.from };
  const { subject } = candidate;
  if (outcome.message === 'REMOTE-13') {
    const byMx = (await host.dns.mx(candidate.name)).kind === 'data';
    return [{ message: candidate.written || byMx ? 'default' : 'own-name', data, subject }];
  }
  if (outcome.message === 'REMOTE-5' || outcome.message === 'REMOTE-6') {
    return [noAnswer(candidate.name)];
  }
  if (outcome.message === null && relays.length === 0) return [NOT_ASKED];
  if (relays.length === 0 || host.publicAddresses.length === 0) return [];
  const reached = await reachedAt(target, candidate.name);
  if (reached.kind === 'soft') return [noAnswer(candidate.name, reached.reason)];
  const best = reached.kind === 'places' ? reached.places[0] : undefined;
  if (best === undefined || !isPublicOwn(target, best.address) || relays[0] !== best.name) return [];
  return [{ message: 'nat', data: { ...data, address: best.address }, subject, prevents: [{ id: 'SMTPD-22' }] }];
}

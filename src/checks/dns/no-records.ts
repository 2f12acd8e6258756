import { ROOT } from '../../host/access.ts';
import { accepts, type Rcpthosts, readRcpthosts } from '../../qmail/rcpthosts.ts';
import type { Check, Yield } from '../check.ts';
import {
  type Candidate,
  isOurs,
  NOT_ASKED,
  noAnswer,
  type Reached,
  reachedAt,
  writtenCandidates,
} from '../dns-names.ts';

/** A domain of ours that the DNS does not know, or whose MX hosts it does not know: nobody outside can send to it. */
export const check: Check = async function* (target) {
  const controls = target.send();
  if ('refused' in controls) return;
  const rcpthosts = readRcpthosts(target.installation, ROOT);
  const { found, skipped } = writtenCandidates(target);
  yield* skipped;
  const ours = found.filter(({ declared, name }) => declared || isOurs(controls, name));
  const reached = await Promise.all(ours.map(({ name }) => reachedAt(target, name)));
  if (ours.length > 1 && reached.every(({ kind }) => kind === 'none')) {
    yield { skip: 'could-not', reason: "the DNS knows none of this host's names: is the resolver cut off?" };
    return;
  }
  for (const [index, each] of ours.entries()) yield* judge(rcpthosts, each, reached[index] as Reached);
};

function judge(rcpthosts: Rcpthosts, candidate: Candidate, reached: Reached): Yield[] {
  const { name, from, subject } = candidate;
  if (reached.kind === 'not-asked') return [NOT_ASKED];
  if (reached.kind === 'soft') return [noAnswer(name, reached.reason)];
  if (reached.kind === 'places' || reached.kind === 'refused') return [];
  const wanted = isWanted(rcpthosts, candidate);
  if (reached.kind === 'none')
    return [{ message: wanted ? 'accepted' : 'local', data: { domain: name, from }, subject }];
  const data = { domain: name, from, exchanges: reached.exchanges.join(', ') };
  return [wanted ? { message: 'mx', data, subject } : { message: 'mx-local', data, subject, prevents: [] }];
}

/** Whether mail from outside is meant to come. */
function isWanted(rcpthosts: Rcpthosts, { name, declared }: Candidate): boolean {
  const acceptance = accepts(rcpthosts, `postmaster@${name}`);
  return declared || (acceptance !== 'trouble' && acceptance.by !== null);
}

import { ROOT } from '../../host/access.ts';
import { accepts, type Rcpthosts, readRcpthosts } from '../../qmail/rcpthosts.ts';
import type { Check, Target, Yield } from '../check.ts';
import { type Candidate, candidates, isOurs, type Reached, reachedAt } from '../dns-names.ts';

/** A domain of ours that the DNS does not know: nobody outside can send to it. */
export const check: Check = async function* (target) {
  const controls = target.send();
  if ('refused' in controls) return;
  const rcpthosts = readRcpthosts(target.installation, ROOT);
  const ours = (await candidates(target)).filter(
    (each): each is Candidate => 'name' in each && (each.declared || (each.written && isOurs(controls, each.name))),
  );
  const reached = await Promise.all(ours.map(({ name }) => reachedAt(target, name)));
  if (ours.length > 1 && reached.every(({ kind }) => kind === 'none')) {
    yield { skip: 'could-not', reason: "the DNS knows none of this host's names: is the resolver cut off?" };
    return;
  }
  for (const [index, each] of ours.entries()) yield* judge(target, rcpthosts, each, reached[index] as Reached);
};

function judge(
  target: Target,
  rcpthosts: Rcpthosts,
  { name, from, subject, declared }: Candidate,
  reached: Reached,
): Yield[] {
  if (reached.kind === 'not-asked') return [{ skip: 'not-asked', reason: 'the DNS was not asked' }];
  if (reached.kind === 'soft')
    return [{ skip: 'could-not', reason: `the DNS gave no answer for ${name} (${reached.reason})` }];
  if (reached.kind !== 'none') return [];
  const acceptance = accepts(rcpthosts, `postmaster@${name}`);
  const wanted = declared || (acceptance !== 'trouble' && acceptance.by !== null);
  return [{ message: wanted ? 'accepted' : 'local', data: { domain: name, from }, subject }];
}

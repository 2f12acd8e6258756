import { dirname } from '../../host/access.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { bounces, seenOf, traceLocal } from '../local-address.ts';
import { someOf } from '../morercpthosts.ts';

/** None of the homes that should lie in a directory is there: qmail-getpw passes over all who live in them (qmail-getpw.c:41). */
export const check: Check = function* (target) {
  for (const [parent, people] of target.goneHomes()) {
    const [first] = people.slice(0, ASKED).flatMap(({ name }) => lostMail(target, name) ?? []);
    if (first === undefined) continue;
    const names = someOf(people.map(({ name }) => name));
    yield {
      message: first.id === 'LOCAL-Q3' ? 'swallowed' : 'default',
      data: { parent, names, count: String(people.length), above: dirname(parent) },
      subject: { path: parent },
      prevents: [first],
    };
  }
};

/** Of so many the mail is followed. */
const ASKED = 20;

/** What is seen of the mail for an account that is passed over; null where it is not, or where a file in ~alias is for that very name. */
function lostMail(target: Target, name: string): Prevented | null {
  const hop = traceLocal(target, name);
  if (hop?.assignment?.by !== 'alias' || hop.outcome === null) return null;
  if (bounces(hop.outcome)) return seenOf(hop.outcome)[0] ?? null;
  return hop.result?.file?.name === '.qmail-default' ? { id: 'LOCAL-Q3' } : null;
}

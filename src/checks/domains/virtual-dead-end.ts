import { aliasPassedOver } from '../alias-home.ts';
import type { Check, Target, Yield } from '../check.ts';
import {
  dotQmailNames,
  endOf,
  exampleAddress,
  filePrefix,
  passesOver,
  routing,
  type VirtualEntry,
  virtualEntries,
  virtualPlace,
} from '../routing.ts';
import { couldNot } from '../tried.ts';
import { byVpopmail, vpopmailHomes } from '../vpopmail.ts';
import { lostDomain } from '../vpopmail-lost.ts';

/** Nobody's address in the domain bounces, and no .qmail file is there for any other (qmail-local.c:587). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const namesIn = remember((home: string) => dotQmailNames(target, home));
  for (const entry of virtualEntries(controls)) {
    if (entry.value === '' || hasOwnRule(entry) || controls.locals.find(entry.domain) !== null) continue;
    try {
      yield* judge(target, entry, namesIn);
    } catch (error) {
      yield couldNot(error);
    }
  }
};

function* judge(target: Target, entry: VirtualEntry, namesIn: (home: string) => string[]): Generator<Yield> {
  const hop = target.trace(exampleAddress(entry.key));
  if (endOf(hop) !== 'dead' || hop.assignment === null || byVpopmail(hop.assignment)) return;
  // vpopmail/vpopmail-not-assigned tells of that, and users/assign-domain-idle of a line that gives the domain to somebody else.
  if (lostDomain(target, entry) !== null || (entry.value !== entry.key && isOfVpopmail(target, entry.key))) return;
  const address = entry.key.includes('@');
  const { assignment } = hop;
  if (!address) {
    const prefix = filePrefix(assignment);
    if (namesIn(assignment.home).some((name) => name.startsWith(prefix) && name !== prefix)) return;
    if (aliasPassedOver(target, entry) !== null) return;
  }
  const { data, subject } = virtualPlace(target, entry);
  const file = address
    ? `${assignment.home}/.qmail${assignment.dash}${assignment.ext.toLowerCase().replaceAll('.', ':')}`
    : `${assignment.home}/${filePrefix(assignment)}default`;
  yield {
    message: address
      ? 'address'
      : entry.key === ''
        ? 'everything'
        : assignment.by === 'alias' && !passesOver(hop.steps)
          ? 'nobody'
          : 'default',
    data: { ...data, value: entry.value, user: assignment.user, file },
    subject: { ...subject, user: assignment.user },
    ...(entry.key === '' ? { covers: [data.path] } : {}),
  };
}

function isOfVpopmail(target: Target, domain: string): boolean {
  return vpopmailHomes(target).some(({ domains }) => domains.includes(domain.toLowerCase()));
}

/** Values that cannot be meant so, of which other rules speak. */
function hasOwnRule({ key, value }: VirtualEntry): boolean {
  return /^[ \t]|[@:\r]|[ \t]#|-$/.test(value) || /^@|[*\r \t]/.test(key);
}

function remember<V>(ask: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const value = known.get(key) ?? ask(key);
    known.set(key, value);
    return value;
  };
}

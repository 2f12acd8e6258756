/** Where mail that is forwarded on this host comes to its end, for everybody who forwards. */
import { addressOf, aliasFiles, traceFile } from '../checks/alias.ts';
import type { Forwarder, ForwardTrail, Skipped, Subject, Target } from '../checks/check.ts';
import { isMistyped } from '../checks/forward-text.ts';
import { localDomain } from '../checks/local-address.ts';
import { couldNot, tried } from '../checks/tried.ts';
import type { Resolver } from '../host/host.ts';
import { type Followed, follow, type Scene, unseenIn } from '../qmail/follow.ts';
import { SOMEONE } from '../qmail/trace.ts';

/** Domains of other people that are looked up; a site that forwards to more of them is not looked through to the end. */
export const DOMAINS = 200;

/** Trails that end in a failure: loops, names that nobody has, hosts that are ourselves. Deferrals are their mailbox's own matter. */
export async function forwardTrails(
  target: Target,
  forwarders: readonly Forwarder[],
): Promise<(ForwardTrail | Skipped)[]> {
  const controls = target.send();
  const domain = localDomain(target);
  if ('refused' in controls || domain === null) return [];
  const { installation } = target;
  const dns = bounded(installation.host.dns, DOMAINS);
  const host = { ...installation.host, dns };
  const scene: Scene = {
    installation: { ...installation, host, takenForGranted: true },
    controls,
    cdb: target.usersCdb(),
  };
  const trails: ForwardTrail[] = [];
  /** Each reason once, with the first place that had it. */
  const unseen = new Map<string, Skipped>();
  const starts = [...mailboxStarts(forwarders, domain), ...aliasStarts(target, domain)];
  for (const start of starts) {
    for (const found of 'skip' in start ? [start] : await failuresFrom(scene, start)) {
      if (!('skip' in found)) trails.push(found);
      else if (!unseen.has(found.reason)) unseen.set(found.reason, found);
    }
  }
  const cut = dns.isSpent() ? [{ skip: 'not-asked', reason: SPENT } as const] : [];
  return [...trails, ...unseen.values(), ...cut];
}

export const SPENT = `only the first ${DOMAINS} domains that mail is forwarded to were looked up`;

async function failuresFrom(scene: Scene, { address, subject }: Start): Promise<(ForwardTrail | Skipped)[]> {
  const followed = await follow(scene, { sender: SOMEONE, recipient: address });
  return [...failures(followed, subject, []), ...unseenIn(followed).map(couldNot)];
}

interface Start {
  readonly address: string;
  readonly subject: Subject;
}

function mailboxStarts(forwarders: readonly Forwarder[], domain: string): Start[] {
  return forwarders.map(({ local, user, path }) => ({
    address: `${local}@${domain}`,
    subject: { user, ...(path === null ? {} : { path }) },
  }));
}

/** Of each file that forwards, or why it could not be looked at. */
function aliasStarts(target: Target, domain: string): (Start | Skipped)[] {
  const files = tried(() => aliasFiles(target));
  if ('skip' in files) return [files];
  return files.flatMap((file): (Start | Skipped)[] => {
    const hop = tried(() => traceFile(target, file));
    if (hop === null) return [];
    if ('skip' in hop) return [hop];
    if ((hop.result?.forwards ?? []).length === 0) return [];
    return [{ address: `${addressOf(file.ext)}@${domain}`, subject: { path: file.path } }];
  });
}

/** The ends below the first hop that are failures, each with the way to it. */
function failures(followed: Followed, subject: Subject, way: readonly string[]): ForwardTrail[] {
  const here = [...way, followed.address];
  if (way.length > 0 && followed.outcome.status === 'failure')
    return [{ subject, way: here, to: followed.to, outcome: followed.outcome }];
  return followed.then.filter(({ address }) => !isMistyped(address)).flatMap((each) => failures(each, subject, here));
}

/** Asks for the first `most` names only. */
export function bounded(dns: Resolver, most: number): Resolver & { isSpent(): boolean } {
  const asked = new Set<string>();
  let spent = false;
  const may = (name: string) => {
    if (asked.size < most) asked.add(name);
    spent ||= !asked.has(name);
    return asked.has(name);
  };
  return {
    ...dns,
    isSpent: () => spent,
    mx: async (name) => (may(name) ? dns.mx(name) : { kind: 'not-asked' }),
    a: async (name) => (may(name) ? dns.a(name) : { kind: 'not-asked' }),
  };
}

/** Where mail that is forwarded on this host comes to its end, for everybody who forwards. */
import { addressOf, aliasFiles, traceFile } from '../checks/alias.ts';
import type { Forwarder, ForwardTrail, Subject, Target } from '../checks/check.ts';
import { isMistyped } from '../checks/forward-text.ts';
import { localDomain } from '../checks/local-address.ts';
import { CouldNotCheck, type Resolver } from '../host/host.ts';
import { type Followed, follow, type Scene } from '../qmail/follow.ts';
import { SOMEONE } from '../qmail/trace.ts';

/** Domains of other people that are looked up; a site that forwards to more of them is not looked through to the end. */
const DOMAINS = 200;

/** Trails that end in a failure: loops, names that nobody has, hosts that are ourselves. Deferrals are their mailbox's own matter. */
export async function forwardTrails(target: Target, forwarders: readonly Forwarder[]): Promise<ForwardTrail[]> {
  const controls = target.send();
  const domain = localDomain(target);
  if ('refused' in controls || domain === null) return [];
  const { installation } = target;
  const host = { ...installation.host, dns: bounded(installation.host.dns, DOMAINS) };
  const scene: Scene = {
    installation: { ...installation, host, takenForGranted: true },
    controls,
    cdb: target.usersCdb(),
  };
  const trails: ForwardTrail[] = [];
  for (const start of [...mailboxStarts(forwarders, domain), ...aliasStarts(target, domain)]) {
    try {
      const followed = await follow(scene, { sender: SOMEONE, recipient: start.address });
      trails.push(...failures(followed, start.subject, []));
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
    }
  }
  return trails;
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

function aliasStarts(target: Target, domain: string): Start[] {
  try {
    return aliasFiles(target).flatMap((file) => {
      const forwards = traceFile(target, file)?.result?.forwards ?? [];
      return forwards.length === 0
        ? []
        : [{ address: `${addressOf(file.ext)}@${domain}`, subject: { path: file.path } }];
    });
  } catch (error) {
    if (error instanceof CouldNotCheck) return [];
    throw error;
  }
}

/** The ends below the first hop that are failures, each with the way to it. */
function failures(followed: Followed, subject: Subject, way: readonly string[]): ForwardTrail[] {
  const here = [...way, followed.address];
  if (way.length > 0 && followed.outcome.status === 'failure')
    return [{ subject, way: here, to: followed.to, outcome: followed.outcome }];
  return followed.then.filter(({ address }) => !isMistyped(address)).flatMap((each) => failures(each, subject, here));
}

/** Asks for the first `most` names only. */
function bounded(dns: Resolver, most: number): Resolver {
  const asked = new Set<string>();
  const may = (name: string) => {
    if (asked.size < most) asked.add(name);
    return asked.has(name);
  };
  return {
    ...dns,
    mx: async (name) => (may(name) ? dns.mx(name) : { kind: 'not-asked' }),
    a: async (name) => (may(name) ? dns.a(name) : { kind: 'not-asked' }),
  };
}

/** Where mail that is forwarded on this host comes to its end, for everybody who forwards. */
import { addressOf, aliasFiles, traceFile } from '../checks/alias.ts';
import type { Forwarder, ForwardTrail, Skipped, Subject, Target } from '../checks/check.ts';
import { isMistyped } from '../checks/forward-text.ts';
import { bounces, localDomain } from '../checks/local-address.ts';
import { isSystem, uidMinOf } from '../checks/people.ts';
import { couldNot, tried } from '../checks/tried.ts';
import { wantsMail } from '../checks/wants-mail.ts';
import { dirname, ROOT, walk } from '../host/access.ts';
import type { Resolver } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import { type Followed, follow, type Scene, unseenIn } from '../qmail/follow.ts';
import { skipReason } from '../qmail/getpw.ts';
import { getpwIds } from '../qmail/installation.ts';
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
  const scene: Site = {
    gone: target.goneHomes(),
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

/** With the directories whose homes are all gone. */
interface Site extends Scene {
  readonly gone: ReadonlyMap<string, unknown>;
}

async function failuresFrom(scene: Site, { address, subject }: Start): Promise<(ForwardTrail | Skipped)[]> {
  const followed = await follow(scene, { sender: SOMEONE, recipient: address });
  const trails = failures(followed, subject, []).filter((trail) => !isToldElsewhere(scene, trail));
  return [...trails, ...unseenIn(followed).map(couldNot)];
}

function isToldElsewhere(scene: Site, { outcome, to }: ForwardTrail): boolean {
  if (!bounces(outcome)) return false;
  const told = tried(() => isPassedOver(scene, to));
  return told === true;
}

/** The account that the mail was meant for has a finding of its own: home/user-skipped or home/homes-missing. Throws CouldNotCheck. */
function isPassedOver({ installation, gone }: Site, to: string): boolean {
  const { host } = installation;
  const account = host.accounts.byName(lowerCase(to.slice(0, to.lastIndexOf('@'))));
  const qmailp = getpwIds(installation);
  if (account === null || qmailp === null) return false;
  if (gone.has(dirname(account.home))) return true;
  const skip = skipReason(installation, qmailp, account);
  if (skip !== 'home-foreign' && skip !== 'home-closed') return false;
  const system = isSystem(account, uidMinOf(host));
  return wantsMail(installation, { system }, account, skip, walk(host, ROOT, account.home));
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

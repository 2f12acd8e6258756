/** What of an installation one domain has to do with, for the audit of that domain alone. */
import { rcpthostsOf } from '../checks/accepted.ts';
import type { Report, Subject, Target } from '../checks/check.ts';
import { addressedBy, extensionOf } from '../checks/dot-qmail-name.ts';
import { isAccepted } from '../checks/morercpthosts.ts';
import { couldNot, tried } from '../checks/tried.ts';
import { vpopmailHomes } from '../checks/vpopmail.ts';
import { basename, isWithin, ROOT, walk } from '../host/access.ts';
import { noDns } from '../host/no-dns.ts';
import { lowerCase } from '../qmail/control.ts';
import { CONTROLS } from '../qmail/controls.ts';
import { safeExt } from '../qmail/dot-qmail.ts';
import { type Followed, follow, type Scene } from '../qmail/follow.ts';
import type { Assignment } from '../qmail/getpw.ts';
import { qmailAccount } from '../qmail/installation.ts';
import { route } from '../qmail/send.ts';
import { NOBODY, SOMEONE } from '../qmail/trace.ts';

export interface DomainScope {
  /** The accounts that its mail comes to; null: any account may be meant, as in a local domain. */
  readonly accounts: ReadonlySet<string> | null;
  /** Whether the files of ~alias answer for it. */
  readonly alias: boolean;
  /** Whether a report speaks of the domain, of what serves it, or of what concerns all. */
  keeps(report: Report): boolean;
}

/** Whether mail for the domain is taken here or kept here, or it was named as our own. Throws CouldNotCheck. */
export function isKnownDomain(target: Target, domain: string): boolean {
  if (target.domains.some((own) => lowerCase(own) === lowerCase(domain))) return true;
  const rcpthosts = rcpthostsOf(target);
  if (rcpthosts.state === 'present' && isAccepted(rcpthosts, domain)) return true;
  const controls = target.send();
  return 'refused' in controls || route(controls, `${NOBODY}@${domain}`).channel === 'local';
}

/** Follows what the domain has addresses for. What cannot be looked at narrows nothing. */
export async function domainScope(target: Target, domain: string): Promise<DomainScope> {
  const served = await servedBy(target, lowerCase(domain));
  const names = new Set([lowerCase(domain), ...served.names]);
  const concernsAll = placesOfAll(target);
  const aliasHome = qmailAccount(target.installation, 'alias')?.home ?? null;
  const keeps = ({ subject }: Report) => {
    if (subject.domain !== undefined && !concernsAll(subject))
      return [...names].some((name) => isFor(subject.domain ?? '', name));
    if (subject.user !== undefined) return served.accounts === null || served.accounts.has(subject.user);
    return served.alias || aliasHome === null || !isAliasFile(target, aliasHome, subject);
  };
  return { accounts: served.accounts, alias: served.alias, keeps };
}

/** Whether an entry (`example.org`, `.example.org`, `user@example.org`) speaks of a domain, which is in lower case. */
function isFor(entry: string, domain: string): boolean {
  const name = lowerCase(entry.slice(entry.lastIndexOf('@') + 1));
  return name.startsWith('.') ? domain.endsWith(name) : name === domain;
}

/** Control files of one value speak of the whole host, whatever name stands in them. */
function placesOfAll({ installation: { home } }: Target): (subject: Subject) => boolean {
  const single = new Set(
    CONTROLS.flatMap((control) => (control.class === 'line' ? [`${home}/control/${control.name}`] : [])),
  );
  return ({ path }) => path !== undefined && single.has(path);
}

/** A file that is there answers for its own address alone; one that is missing is missed by all. */
function isAliasFile({ host }: Target, home: string, { path }: Subject): boolean {
  if (path === undefined || !basename(path).startsWith('.qmail-')) return false;
  const found = tried(() => walk(host, ROOT, home));
  const dir = 'skip' in found || !found.ok ? home : found.path;
  if (!isWithin(path, dir) && !isWithin(path, home)) return false;
  const file = tried(() => walk(host, ROOT, path, { follow: false }));
  return 'skip' in file || file.ok;
}

interface Served {
  readonly accounts: ReadonlySet<string> | null;
  readonly alias: boolean;
  /** Other domains that come to the same place. */
  readonly names: readonly string[];
}

const EVERYBODY: Served = { accounts: null, alias: true, names: [] };
const NOBODYS: Served = { accounts: new Set(), alias: false, names: [] };

async function servedBy(target: Target, domain: string): Promise<Served> {
  try {
    const controls = target.send();
    if ('refused' in controls) return EVERYBODY;
    const { channel, virtual } = route(controls, `${NOBODY}@${domain}`);
    if (channel === 'remote') return NOBODYS;
    if (virtual === null) return EVERYBODY;
    const assignments: Assignment[] = [];
    for (const address of addressesOf(target, domain))
      collect(await follow(sceneOf(target), { sender: SOMEONE, recipient: address }), assignments);
    return {
      accounts: new Set(assignments.map(({ user }) => user)),
      alias: assignments.some(({ by, user }) => by === 'alias' || user === 'alias'),
      names: vpopmailHomes(target).find(({ domains }) => domains.includes(domain))?.domains ?? [],
    };
  } catch (error) {
    couldNot(error);
    return EVERYBODY;
  }
}

/** No name is looked up: what leaves the host is nobody's here. */
function sceneOf(target: Target): Scene {
  const { installation } = target;
  const host = { ...installation.host, dns: noDns };
  return {
    installation: { ...installation, host, takenForGranted: true },
    controls: target.send(),
    cdb: target.usersCdb(),
  };
}

/** More files of one domain are not followed one by one. */
const FILES = 500;

/** Nobody's address, and one for each dot-qmail file that answers for the domain. Throws CouldNotCheck. */
function addressesOf(target: Target, domain: string): string[] {
  const nobody = `${NOBODY}@${domain}`;
  const { assignment } = target.trace(nobody);
  if (assignment === null || assignment.dash === '' || !assignment.ext.endsWith(NOBODY)) return [nobody];
  const home = walk(target.host, ROOT, assignment.home);
  if (!home.ok || home.stat.type !== 'dir') return [nobody];
  const stem = safeExt(assignment.ext.slice(0, -NOBODY.length));
  const locals = target.host.list(home.path).flatMap((name) => {
    const ext = extensionOf(name);
    return ext === null || ext === stem || !ext.startsWith(stem) ? [] : [addressedBy(ext.slice(stem.length))];
  });
  return [nobody, ...locals.slice(0, FILES).map((local) => `${local}@${domain}`)];
}

function collect({ assignment, then }: Followed, into: Assignment[]): void {
  if (assignment !== null) into.push(assignment);
  for (const each of then) collect(each, into);
}

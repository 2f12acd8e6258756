/** The domains of vpopmail as users/assign has them, and what is read of each. */
import { type Credentials, chdir, openRead, ROOT, walk } from '../host/access.ts';
import { type AssignEntry, leadingNumber } from '../qmail/assign.ts';
import type { Assignment } from '../qmail/getpw.ts';
import type { Hop } from '../qmail/hop.ts';
import { NOBODY } from '../qmail/trace.ts';
import { type DeliverLine, deliverLines, unknownUsers } from '../qmail/vpopmail.ts';
import { assignEntries } from './assign.ts';
import type { Prevented, Skipped, Target } from './check.ts';
import { foundInHome } from './mailbox.ts';
import { isHostName } from './names.ts';

/** A directory of a domain: `+dom-:dom:UID:GID:…/domains/…/dom:-::`. Alias domains share one. */
export interface VpopmailHome {
  /** As users/assign has it. */
  readonly home: string;
  /** Whom vdelivermail runs as. */
  readonly who: Credentials;
  /** The names that lead there, the domain's own first where it has an entry. */
  readonly domains: readonly string[];
  /** The line of users/assign of the first. */
  readonly line: number;
}

/** Throws CouldNotCheck. */
export function vpopmailHomes(target: Target): VpopmailHome[] {
  const homes = new Map<string, VpopmailHome>();
  for (const { wild, local, user, uid, gid, home, line } of assignEntries(target).entries) {
    const domain = local.slice(0, -1).toLowerCase();
    if (!isVpopmailEntry({ wild, local, home })) continue;
    const known = homes.get(home);
    const own = domain === user.toLowerCase();
    const who = { uid: leadingNumber(uid), gid: leadingNumber(gid) };
    if (known === undefined) homes.set(home, { home, who, domains: [domain], line });
    else if (!known.domains.includes(domain)) {
      homes.set(home, { ...known, domains: own ? [domain, ...known.domains] : [...known.domains, domain] });
    }
  }
  return [...homes.values()];
}

/** Whether an entry of users/assign is for a domain of vpopmail. */
export function isVpopmailEntry({ wild, local, home }: Pick<AssignEntry, 'wild' | 'local' | 'home'>): boolean {
  return wild && local.endsWith('-') && isVpopmail(local.slice(0, -1), home);
}

function isVpopmail(domain: string, home: string): boolean {
  return domain.includes('.') && isHostName(domain) && home.includes('/domains/');
}

/** What find(1) needs to come to a path below the directory that holds all domains, as `foundInHome` has it. Throws CouldNotCheck. */
export function foundBelowDomains({ installation }: Target, { home }: VpopmailHome, path: string) {
  const { data, report } = foundInHome(installation, { home: home.slice(0, home.indexOf('/domains/')) }, path);
  const { home: top = '', ...rest } = data;
  return { data: { ...rest, top }, report };
}

/** Whether an assignment is one of vpopmail's. */
export function byVpopmail({ by, user, home }: Assignment): boolean {
  return by === 'users/cdb' && isVpopmail(user, home);
}

/** What becomes of mail for nobody's address there; null where no mail for these domains comes to this directory. Throws CouldNotCheck. */
export function vpopmailHop(target: Target, { domains, home }: VpopmailHome): { domain: string; hop: Hop } | null {
  for (const domain of domains) {
    const hop = target.trace(`${NOBODY}@${domain}`);
    const there = hop.assignment === null ? hop.outcome?.message === 'LSPAWN-6' : hop.assignment.home === home;
    if (hop.channel === 'local' && there && hop.to.startsWith(`${domain}-`)) return { domain, hop };
  }
  return null;
}

/** The line of .qmail-default that runs vdelivermail, where there is such a file and exactly one such line. Throws CouldNotCheck. */
export function defaultLine({ host }: Target, { home }: VpopmailHome): (DeliverLine & { path: string }) | null {
  const opened = openRead(host, ROOT, `${home}/.qmail-default`);
  if (!opened.ok || opened.stat.type !== 'file') return null;
  const [only, another] = deliverLines(host.read(opened.path));
  return only === undefined || another !== undefined ? null : { ...only, path: `${home}/.qmail-default` };
}

/** What is seen of mail for somebody whom vdelivermail does not know. Throws CouldNotCheck. */
export function ofUnknown(target: Target, domain: VpopmailHome): Prevented[] {
  const line = defaultLine(target, domain);
  switch (line === null ? undefined : unknownUsers(line)?.kind) {
    case 'bounce':
      return [{ id: 'LOCAL-29', ...(ownWords(target, domain) ? {} : { data: { output: NO_MAILBOX } }) }];
    case 'delete':
      return [{ id: 'VDELIVERMAIL-Q1' }];
    case 'directory':
    case 'address':
      return [{ id: 'VDELIVERMAIL-Q2' }];
    default:
      return [];
  }
}

const NO_MAILBOX = 'Sorry, no mailbox here by that name. (#5.1.1)\n';

/** Whether a file says it in other words. */
function ownWords({ host }: Target, { home }: VpopmailHome): boolean {
  const all = home.slice(0, home.indexOf('/domains/') + '/domains'.length);
  return [home, all].some((dir) => walk(host, ROOT, `${dir}/.no-user.msg`).ok);
}

const LIMIT = 256 * 1024 * 1024;

/** The bytes of vpasswd or vpasswd.cdb; null where it is not there. Throws CouldNotCheck. */
export function vpasswdText({ host }: Target, { home }: VpopmailHome, name: 'vpasswd' | 'vpasswd.cdb'): string | null {
  const opened = openRead(host, ROOT, `${home}/${name}`);
  return opened.ok && opened.stat.type === 'file' ? host.read(opened.path, LIMIT) : null;
}

const DATABASES = ['vpopmail.mysql', 'vpopmail.pgsql', 'vpopmail.ldap', 'vpopmail.oracle', 'vpopmail.sqlite'];

/** Those of `homes` that keep their users in vpasswd; what is left of such files does not count where a database has them. Throws CouldNotCheck. */
export function withVpasswd(target: Target, homes: readonly VpopmailHome[]): VpopmailHome[] | Skipped {
  const { host } = target;
  const roots = new Set(homes.map(({ home }) => home.slice(0, home.indexOf('/domains/'))));
  const account = host.accounts.byName('vpopmail');
  if (account !== null) roots.add(account.home);
  for (const root of roots)
    for (const name of DATABASES) {
      const path = `${root}/etc/${name}`;
      if (walk(host, ROOT, path).ok) return inDatabase(path);
    }
  const has = homes.filter(({ home }) => ['', '.cdb'].some((end) => walk(host, ROOT, `${home}/vpasswd${end}`).ok));
  const [first] = homes;
  return has.length === 0 && first !== undefined ? inDatabase(first.home) : has;
}

function inDatabase(path: string): Skipped {
  return { skip: 'not-applicable', reason: 'vpopmail keeps its users in a database, not in vpasswd', path };
}

/** Whether mail can get as far as the directory, whose users matter only then. Throws CouldNotCheck. */
export function isReached({ host }: Target, { home, who }: VpopmailHome): boolean {
  return who.uid !== 0 && chdir(host, who, home).ok;
}

const NAMED = 3;

/** Some domains for a sentence, and how many there are. */
export function named(domains: readonly string[]): string {
  if (domains.length <= NAMED) return domains.join(', ');
  return `${domains.slice(0, NAMED).join(', ')} ... (${domains.length})`;
}

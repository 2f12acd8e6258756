/** The accounts of the running machine: what getpwent(3) knows, through getent(1). */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { accountsFrom, parseEtcPasswd, parseGroup, parsePasswd } from './accounts.ts';
import { reasonOf } from './errno.ts';
import { type Account, type Accounts, CouldNotCheck } from './host.ts';

const ENUMERATE_SECONDS = 60;
const LOOK_UP_SECONDS = 5;
const GETENT_NOT_FOUND = 2;
const DATABASE_LIMIT = 512 * 1024 * 1024;

/** Sources of nsswitch.conf(5) that are /etc/passwd or /etc/group, or hold no account that mail is for. */
const READ = new Set(['files', 'systemd']);

/** Sources that getent(1) lists wholly, though not from those files. */
const LISTED = new Set(['db', 'extrausers', 'altfiles']);

/**
 * Sources that nsswitch.conf names for a database beside its file in /etc, whose text is given. `compat` reads that file alone
 * unless there are lines in it that begin with + or -.
 */
export function directoryServices(nsswitch: string, database: 'passwd' | 'group', file: string): string[] {
  const line = nsswitch.split('\n').find((each) => each.trimStart().startsWith(`${database}:`)) ?? '';
  const plain = !/^[+-]/m.test(file);
  return line
    .replace(/#.*/, '')
    .replace(/^\s*\w+:/, '')
    .replace(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter((source) => source !== '' && !READ.has(source) && !(source === 'compat' && plain));
}

/** Accounts under another root: its files only. What a directory service would add cannot be seen from here. */
export function filesAccounts(read: (path: string) => string | null): Accounts {
  const nsswitch = read('/etc/nsswitch.conf') ?? '';
  const [passwd, group] = [read('/etc/passwd'), read('/etc/group')];
  const beyond = unasked(directoryServices(nsswitch, 'passwd', passwd ?? ''));
  const groupsBeyond = group === null ? null : unasked(directoryServices(nsswitch, 'group', group));
  return accountsFrom(parseEtcPasswd(passwd ?? ''), parseGroup(group ?? ''), {
    incomplete: passwd === null ? '/etc/passwd cannot be read' : beyond,
    ...(passwd === null ? { lookUp: () => unreadable('/etc/passwd') } : {}),
    ...(group === null ? { lookUpGroup: () => unreadable('/etc/group') } : {}),
    ...(groupsBeyond === null ? {} : { lookUpGroup: () => unknown('/etc/group', groupsBeyond) }),
  });
}

function unasked(services: readonly string[]): string | null {
  return services.length === 0 ? null : `nsswitch.conf names ${services.join(', ')}, which cannot be asked from here`;
}

function unknown(path: string, reason: string): never {
  throw new CouldNotCheck(path, reason);
}

function unreadable(path: string): never {
  unknown(path, 'it is missing or cannot be read');
}

/** Accounts of the running machine, those that NSS knows included. */
export function systemAccounts(): Accounts {
  const [nsswitch, passwd, group] = ['/etc/nsswitch.conf', '/etc/passwd', '/etc/group'].map(readOrEmpty) as [
    string,
    string,
    string,
  ];
  const services = directoryServices(nsswitch, 'passwd', passwd);
  const groups = parseGroup(
    directoryServices(nsswitch, 'group', group).length === 0 ? group : (getent('group') ?? group),
  );
  if (services.length === 0) return accountsFrom(parseEtcPasswd(passwd), groups);
  const told = getent('passwd');
  const unlisted = told === null ? services : services.filter((source) => !LISTED.has(source));
  const listed = parsePasswd(told ?? passwd);
  const enumerates = unlisted.length === 0 || listed.length > parsePasswd(passwd).length;
  return accountsFrom(listed, groups, {
    incomplete: enumerates ? null : `${unlisted.join(', ')} (nsswitch.conf) does not list its accounts`,
    lookUp: remembered(lookUp),
  });
}

function getent(database: string): string | null {
  try {
    return execFileSync('getent', [database], {
      encoding: 'latin1',
      timeout: ENUMERATE_SECONDS * 1000,
      maxBuffer: DATABASE_LIMIT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}

function lookUp(name: string): Account | null {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@-]*$/.test(name)) return null;
  try {
    const line = execFileSync('getent', ['passwd', '--', name], {
      encoding: 'latin1',
      timeout: LOOK_UP_SECONDS * 1000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return parsePasswd(line)[0] ?? null;
  } catch (error) {
    if ((error as { status?: unknown }).status === GETENT_NOT_FOUND) return null;
    throw new CouldNotCheck('/etc/passwd', `getent passwd ${name}: ${reasonOf(error)}`);
  }
}

function remembered(ask: (name: string) => Account | null): (name: string) => Account | null {
  const answers = new Map<string, Account | null>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = ask(name);
    answers.set(name, answer);
    return answer;
  };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** The accounts of the running machine: what getpwent(3) knows, through getent(1). */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { accountsFrom, parseGroup, parsePasswd } from './accounts.ts';
import { reasonOf } from './errno.ts';
import { type Account, type Accounts, CouldNotCheck } from './host.ts';

const ENUMERATE_SECONDS = 60;
const LOOK_UP_SECONDS = 5;
const GETENT_NOT_FOUND = 2;
const DATABASE_LIMIT = 512 * 1024 * 1024;

/** Sources of nsswitch.conf(5) that are files of this machine, and so wholly enumerated. */
const LOCAL = new Set(['files', 'compat', 'db', 'systemd', 'extrausers', 'altfiles']);

/** Sources other than local files that nsswitch.conf names for passwd. */
export function directoryServices(nsswitch: string): string[] {
  const line = nsswitch.split('\n').find((each) => /^\s*passwd:/.test(each)) ?? '';
  return line
    .replace(/#.*/, '')
    .replace(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .slice(1)
    .filter((source) => source !== '' && !source.startsWith('passwd:') && !LOCAL.has(source));
}

/** Accounts under another root: its files only. What a directory service would add cannot be seen from here. */
export function filesAccounts(read: (path: string) => string | null): Accounts {
  const services = directoryServices(read('/etc/nsswitch.conf') ?? '');
  const [passwd, group] = [read('/etc/passwd'), read('/etc/group')];
  const beyond =
    services.length === 0 ? null : `nsswitch.conf names ${services.join(', ')}, which cannot be asked from here`;
  return accountsFrom(parsePasswd(passwd ?? ''), parseGroup(group ?? ''), {
    incomplete: passwd === null ? '/etc/passwd cannot be read' : beyond,
    ...(passwd === null ? { lookUp: () => unreadable('/etc/passwd') } : {}),
    ...(group === null ? { lookUpGroup: () => unreadable('/etc/group') } : {}),
  });
}

function unreadable(path: string): never {
  throw new CouldNotCheck(path, 'it is missing or cannot be read');
}

/** Accounts of the running machine, those that NSS knows included. */
export function systemAccounts(): Accounts {
  const files = readOrEmpty('/etc/passwd');
  const services = directoryServices(readOrEmpty('/etc/nsswitch.conf'));
  if (services.length === 0) return accountsFrom(parsePasswd(files), parseGroup(readOrEmpty('/etc/group')));
  const listed = parsePasswd(getent('passwd') ?? files);
  const groups = parseGroup(getent('group') ?? readOrEmpty('/etc/group'));
  const enumerates = listed.length > parsePasswd(files).length;
  return accountsFrom(listed, groups, {
    incomplete: enumerates ? null : `${services.join(', ')} (nsswitch.conf) does not list its accounts`,
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

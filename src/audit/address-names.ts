/** The names for which an installation has an answer of its own: accounts, users/cdb, dot-qmail files, vpopmail's users. */
import type { Target } from '../checks/check.ts';
import { addressedBy, misnamed, shownAddress } from '../checks/dot-qmail-name.ts';
import { dotQmailNames, filePrefix } from '../checks/routing.ts';
import { byVpopmail, isVpopmailEntry } from '../checks/vpopmail.ts';
import { chdir, ROOT, walk } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import { recordKey } from '../qmail/assign.ts';
import { CdbError, cdbEntries } from '../qmail/cdb.ts';
import { lowerCase } from '../qmail/control.ts';
import type { Assignment } from '../qmail/getpw.ts';
import type { Installation } from '../qmail/installation.ts';
import { lspawn, type UsersCdb } from '../qmail/lspawn.ts';
import { NOBODY } from '../qmail/trace.ts';
import type { VpopmailUsers } from './vpopmail-ends.ts';

/** What makes an address, as a byte string. */
export interface Source {
  readonly file: string;
  readonly line?: number;
}

/** What stands after a prefix of local parts. */
export interface Name {
  /** One that stands for all that it covers. */
  readonly name: string;
  /** As people read it: `*` for whatever follows. */
  readonly shown: string;
  readonly wild: boolean;
  readonly from: Source;
}

export interface Names {
  /** Of every address that begins with the prefix, `alice-`; with '' of those that no account has. Throws CouldNotCheck. */
  under(prefix: string): Generator<Name>;
  /** The keys of users/cdb that are whole local parts or begin some. Throws CouldNotCheck. */
  assigned(): readonly Assigned[];
}

interface Assigned extends Source {
  /** In lower case. */
  readonly local: string;
  readonly wild: boolean;
}

/** `granted`: the installation with its programs taken for granted. */
export function namesOf(target: Target, granted: Installation, users: VpopmailUsers): Names {
  const cdb = target.usersCdb();
  const assigned = assignedIn(target, cdb);
  const hyphened = sorted([...assigned, ...accountsWithBreak(granted)]);
  const files = dotQmails(target);
  return {
    assigned: () => assigned.filter(({ vpopmail }) => !vpopmail),
    *under(prefix) {
      if (prefix !== '') yield* behind(hyphened, lowerCase(prefix));
      const owner = lspawn(granted, cdb, prefix + NOBODY);
      if ('outcome' in owner) return;
      if (byVpopmail(owner)) yield* users.names(owner.home);
      if (!endsInNobody(owner)) return;
      if (stopsAll(granted, owner)) yield { name: NOBODY, shown: '*', wild: true, from: { file: '/etc/passwd' } };
      yield* files.behind(owner);
    },
  };
}

function endsInNobody({ dash, ext }: Assignment): boolean {
  return dash !== '' && ext.endsWith(NOBODY);
}

const STICKY = 0o1000;

/** Whether the home lets no mail in, whoever of it that is for (qmail-local.c:478). */
function stopsAll({ host, compiled }: Installation, { uid, gid, home }: Assignment): boolean {
  const found = chdir(host, { uid, gid }, home);
  return !found.ok || (found.stat.mode & (compiled.patrn | STICKY)) !== 0;
}

interface Known extends Assigned {
  readonly vpopmail: boolean;
}

/** Names with a break character, which may lie behind the prefix of another. */
function accountsWithBreak({ host, compiled }: Installation): Assigned[] {
  return host.accounts.all
    .filter(({ name }) => compiled.break !== '' && name.includes(compiled.break))
    .map(({ name }) => ({ local: name, wild: false, file: '/etc/passwd' }));
}

/** A users/cdb that cannot be read has no names; a line is known where users/assign still has it. Throws CouldNotCheck. */
function assignedIn(target: Target, cdb: UsersCdb): Known[] {
  if (typeof cdb === 'string') return [];
  const { home } = target.installation;
  const lines = new Map((target.assign()?.assign.entries ?? []).map((entry) => [recordKey(entry), entry.line]));
  return entriesOf(cdb)
    .filter(({ key }) => key.startsWith('!') && key.length > 1)
    .map(({ key, value }) => {
      const wild = !key.endsWith('\0');
      const local = wild ? key.slice(1) : key.slice(1, -1);
      const line = lines.get(key);
      const vpopmail = isVpopmailEntry({ wild, local, home: value.split('\0')[3] ?? '' });
      const file = `${home}/users/${line === undefined ? 'cdb' : 'assign'}`;
      return { local, wild, vpopmail, file, ...(line === undefined ? {} : { line }) };
    });
}

/** A broken one stops every delivery, whatever names it has. */
function entriesOf(cdb: Buffer): ReturnType<typeof cdbEntries> {
  try {
    return cdbEntries(cdb);
  } catch (error) {
    if (error instanceof CdbError) return [];
    throw error;
  }
}

function sorted(names: readonly Assigned[]): readonly Assigned[] {
  return names.toSorted((one, other) => (one.local < other.local ? -1 : one.local > other.local ? 1 : 0));
}

/** Those that begin with `prefix` and go on. */
function* behind(names: readonly Assigned[], prefix: string): Generator<Name> {
  for (const { local, wild, file, line } of beginning(names, prefix, (each) => each.local)) {
    const rest = local.slice(prefix.length);
    const from = { file, ...(line === undefined ? {} : { line }) };
    if (rest !== '') yield { name: wild ? rest + NOBODY : rest, shown: wild ? `${rest}*` : rest, wild, from };
  }
}

/** Of sorted items those whose key begins so. */
function* beginning<T>(items: readonly T[], prefix: string, keyOf: (item: T) => string): Generator<T> {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyOf(items[middle] as T) < prefix) low = middle + 1;
    else high = middle;
  }
  for (let index = low; index < items.length; index += 1) {
    const item = items[index] as T;
    if (!keyOf(item).startsWith(prefix)) return;
    yield item;
  }
}

const HOMES = 16;

/** The names of dot-qmail files, home by home; those of the last few are kept, since ~alias is asked for by many domains. */
function dotQmails(target: Target): { behind(owner: Assignment): Generator<Name> } {
  const known = new Map<string, { readonly names: readonly string[]; readonly all: ReadonlySet<string> }>();
  const of = (home: string) => {
    let found = known.get(home);
    if (found === undefined) {
      const names = dotQmailNames(target, home).sort();
      found = { names, all: new Set(names) };
      if (known.size >= HOMES) known.clear();
      known.set(home, found);
    }
    return found;
  };
  return {
    *behind(owner) {
      const { names, all } = of(owner.home);
      const stem = filePrefix(owner);
      for (const name of beginning(names, stem, (each) => each)) {
        const path = `${owner.home}/${name}`;
        if (name === stem || misnamed(name, all) !== null || !isFile(target, path)) continue;
        const rest = name.slice(stem.length);
        const shown = shownAddress(rest);
        yield { name: addressedBy(rest), shown, wild: shown !== rest.replaceAll(':', '.'), from: { file: path } };
      }
    },
  };
}

/** Whether qmail-local takes it for a dot-qmail file at all: anything else does not exist to it. */
function isFile({ host }: Target, path: string): boolean {
  try {
    const found = walk(host, ROOT, path);
    return found.ok && found.stat.type === 'file';
  } catch (error) {
    if (error instanceof CouldNotCheck) return true;
    throw error;
  }
}

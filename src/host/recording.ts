/** A host that takes down what it is asked and what it answers, for an image that answers the same. */
import { basename, dirname, join } from './access.ts';
import {
  type Account,
  type Accounts,
  type Answer,
  CouldNotCheck,
  type Host,
  type Resolver,
  type Room,
  type Stat,
} from './host.ts';
import { plainName } from './image-dns.ts';

/** What is known of one path. */
export interface Noted {
  readonly path: string;
  stat?: Stat;
  content?: string;
  target?: string;
  /** Every name in the directory is noted, or every name that begins so. */
  listed?: true | readonly string[];
  /** Names that were looked for in the directory and are not there. */
  absent?: string[];
  /** Why it could not be listed or read. */
  unread?: string;
}

/** How much may be taken down. */
export interface Discretion {
  /** What the names begin with that are noted of a directory; null: all are. */
  names(dir: string): readonly string[] | null;
  /** Whether the content of a file may be noted. */
  content(path: string): boolean;
}

/** What stands beside the files in an image. */
export interface Said {
  /** What is missing where no directory is that could say so. */
  readonly absent: Set<string>;
  readonly unread: Map<string, string>;
  readonly rooms: Map<string, Room>;
  readonly answers: Map<
    string,
    { readonly type: 'mx' | 'a' | 'ptr'; readonly name: string; readonly answer: Answer<unknown> }
  >;
  /** Names that the list of accounts lacks; null for one that nobody has. */
  readonly accounts: Map<string, Account | null>;
  readonly groups: Map<string, number | null>;
  /** Whether a name could not be looked up. */
  readonly refused: Set<'/etc/passwd' | '/etc/group'>;
}

export interface Recorder {
  readonly host: Host;
  readonly said: Said;
  /** How many paths are noted and not taken yet. */
  size(): number;
  /** What was noted since it was last asked. A path may come again with more. */
  take(): (Noted & { readonly stat: Stat })[];
}

export function recording(host: Host, discretion: Discretion): Recorder {
  const said: Said = {
    absent: new Set(),
    unread: new Map(),
    rooms: new Map(),
    answers: new Map(),
    accounts: new Map(),
    groups: new Map(),
    refused: new Set(),
  };
  let noted = new Map<string, Noted>();
  const whole = new Set<string>();
  const at = (path: string): Noted => {
    let note = noted.get(path);
    if (note === undefined) {
      note = { path };
      noted.set(path, note);
    }
    return note;
  };
  const lstat = (path: string) => {
    try {
      const stat = host.lstat(path);
      if (stat !== null) at(path).stat = stat;
      else if (!isListed(path, whole, noted)) noteAbsent(path);
      return stat;
    } catch (error) {
      if (error instanceof CouldNotCheck && noted.get(dirname(path))?.unread !== error.reason)
        said.unread.set(path, error.reason);
      throw error;
    }
  };
  /** With its directory, so that memory does not follow the number of directories. */
  const noteAbsent = (path: string) => {
    const above = dirname(path);
    const stat = noted.get(above)?.stat ?? unless(() => host.lstat(above));
    if (stat?.type !== 'dir') {
      said.absent.add(path);
      return;
    }
    const note = at(above);
    note.stat = stat;
    note.absent ??= [];
    const name = basename(path);
    if (!note.absent.includes(name)) note.absent.push(name);
  };
  const attempt = <T>(path: string, look: () => T): T => {
    try {
      return look();
    } catch (error) {
      if (error instanceof CouldNotCheck && !/^larger than /.test(error.reason)) at(path).unread = error.reason;
      throw error;
    }
  };
  return {
    said,
    size: () => noted.size,
    take: () => {
      const taken = [...noted.values()].flatMap((note) => {
        const stat = note.stat ?? unless(() => host.lstat(note.path));
        return stat === null ? [] : [{ ...note, stat }];
      });
      noted = new Map();
      return taken;
    },
    host: {
      ...host,
      source: null,
      lstat,
      readlink: (path) => attempt(path, () => (at(path).target = host.readlink(path))),
      read: (path, limit) =>
        attempt(path, () => {
          const content = host.read(path, limit);
          if (discretion.content(path)) at(path).content = content;
          return content;
        }),
      open: (path, limit) =>
        attempt(path, () => {
          const opened = host.open(path, limit);
          if (opened === null) lstat(path);
          else {
            const note = at(path);
            note.stat = opened.stat;
            if (opened.text !== null && discretion.content(path)) note.content = opened.text;
          }
          return opened;
        }),
      list: (dir) =>
        attempt(dir, () => {
          const names = host.list(dir);
          const prefixes = discretion.names(dir);
          at(dir).listed = prefixes ?? true;
          if (prefixes === null) whole.add(dir);
          for (const name of names)
            if (prefixes?.some((prefix) => name.startsWith(prefix)) ?? true) unless(() => lstat(join(dir, name)));
          return names;
        }),
      processes: () => {
        try {
          return host.processes();
        } catch (error) {
          if (error instanceof CouldNotCheck) said.unread.set('/proc', error.reason);
          throw error;
        }
      },
      room: (path) => {
        const room = host.room(path);
        if (room !== null) said.rooms.set(path, room);
        return room;
      },
      accounts: recordedAccounts(host.accounts, said),
      dns: recordedDns(host.dns, said),
    },
  };
}

/** Whether the directory above was listed, so that what it does not name is known not to be there. */
function isListed(path: string, whole: ReadonlySet<string>, noted: ReadonlyMap<string, Noted>): boolean {
  const above = dirname(path);
  if (whole.has(above)) return true;
  const listed = noted.get(above)?.listed;
  return listed !== undefined && listed !== true && listed.some((prefix) => path.startsWith(join(above, prefix)));
}

function unless<T>(look: () => T | null): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

/** A list that lacks nothing need not be asked again. */
function recordedAccounts(accounts: Accounts, said: Said): Accounts {
  const listed = new Set(accounts.all.map(({ name }) => name));
  const groups = new Set(accounts.groups.map(({ name }) => name));
  const asked = <T>(known: Map<string, T>, path: '/etc/passwd' | '/etc/group', name: string, look: () => T): T => {
    try {
      const found = look();
      if (accounts.incomplete !== null || path === '/etc/group') known.set(name, found);
      return found;
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      said.refused.add(path);
      said.unread.set(path, error.reason);
      throw error;
    }
  };
  return {
    ...accounts,
    byName: (name) => {
      const look = () => accounts.byName(name);
      return listed.has(name) ? look() : asked(said.accounts, '/etc/passwd', name, look);
    },
    gidOf: (name) => {
      const look = () => accounts.gidOf(name);
      return groups.has(name) ? look() : asked(said.groups, '/etc/group', name, look);
    },
  };
}

function recordedDns(dns: Resolver, said: Said): Resolver {
  const noted = async <T>(type: 'mx' | 'a' | 'ptr', name: string, question: Promise<Answer<T>>) => {
    const answer = await question;
    if (answer.kind !== 'not-asked') said.answers.set(`${type} ${plainName(name)}`, { type, name, answer });
    return answer;
  };
  return {
    mx: (name) => noted('mx', name, dns.mx(name)),
    a: (name) => noted('a', name, dns.a(name)),
    ptr: (address) => noted('ptr', address, dns.ptr(address)),
  };
}

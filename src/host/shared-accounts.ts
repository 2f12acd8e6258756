/** The accounts as one shared text, which several threads read without a copy each. */
import { accountsFrom, parsePasswd } from './accounts.ts';
import type { Account, Accounts, Group } from './host.ts';

/** Accounts in passwd(5) form, before each a newline, so that a name is found by what surrounds it. */
export interface SharedAccounts {
  readonly text: SharedArrayBuffer;
  /** Few names have a hyphen, while every address with an extension has one and is asked for. */
  readonly hyphened: ReadonlySet<string>;
  /** Uid 0: the owner that people most often ask for by name. */
  readonly root: string;
  /** Where parts of the accounts that come first begin and end, in bytes. */
  readonly parts: readonly (readonly [number, number])[];
}

/** `first` in parts of `size` accounts each, then `rest`, for looking up. */
export function shareAccounts(first: readonly Account[], rest: readonly Account[], size: number): SharedAccounts {
  const chunks = Array.from({ length: Math.ceil(first.length / size) }, (_, i) =>
    linesOf(first.slice(i * size, (i + 1) * size)),
  );
  const texts = ['\n', ...chunks, linesOf(rest)];
  const text = new SharedArrayBuffer(texts.reduce((length, each) => length + each.length, 0));
  const bytes = Buffer.from(text);
  const ends: number[] = [];
  for (const each of texts) ends.push((ends.at(-1) ?? 0) + bytes.write(each, ends.at(-1) ?? 0, 'latin1'));
  const hyphened = new Set<string>();
  for (const list of [first, rest]) for (const { name } of list) if (name.includes('-')) hyphened.add(name);
  const isRoot = ({ uid }: Account) => uid === 0;
  const root = (first.find(isRoot) ?? rest.find(isRoot))?.name ?? '0';
  return { text, hyphened, root, parts: chunks.map((_, i) => [ends[i] as number, ends[i + 1] as number]) };
}

function linesOf(accounts: readonly Account[]): string {
  return accounts.map(({ name, uid, gid, home }) => `${name}:x:${uid}:${gid}::${home}:\n`).join('');
}

/** The accounts of one part. */
export function accountsIn(shared: SharedArrayBuffer, [from, to]: readonly [number, number]): Account[] {
  return parsePasswd(Buffer.from(shared).toString('latin1', from, to));
}

/** Accounts of which `known` are at hand; any other is looked for in the shared text when it is asked for. */
export function sharedAccounts(
  { text: shared, hyphened, root }: Omit<SharedAccounts, 'parts'>,
  known: readonly Account[],
  groups: readonly Group[],
): Accounts {
  const text = Buffer.from(shared);
  const isNone = (name: string) => name.includes('-') && !hyphened.has(name);
  const search = (name: string) => accountAt(text, text.indexOf(`\n${name}:x:`, 'latin1'));
  const near = accountsFrom(known, groups, { lookUp: remembered((name) => (isNone(name) ? null : search(name))) });
  let places: Map<number, number> | undefined;
  return {
    ...near,
    userName: (uid) => {
      if (uid === 0) return root;
      places ??= placesByUid(text);
      return accountAt(text, places.get(uid) ?? -1)?.name ?? String(uid);
    },
  };
}

/** An account that is missing is asked for again with each mailbox, and a search goes through them all. */
function remembered(lookUp: (name: string) => Account | null): (name: string) => Account | null {
  const known = new Map<string, Account | null>();
  return (name) => {
    let found = known.get(name);
    if (found === undefined) {
      found = lookUp(name);
      if (known.size < MOST_REMEMBERED) known.set(name, found);
    }
    return found;
  };
}

const MOST_REMEMBERED = 1000;

/** Where the first line of each uid begins: its newline. */
function placesByUid(text: Buffer): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = 0; at >= 0 && at < text.length - 1; at = text.indexOf(NEWLINE, at + 1)) {
    const colon = text.indexOf(COLON, at);
    let uid = 0;
    for (let i = colon + 3; i < text.length && text[i] !== COLON; i += 1) uid = uid * 10 + ((text[i] as number) - ZERO);
    if (!places.has(uid)) places.set(uid, at);
  }
  return places;
}

const NEWLINE = 0x0a;
const COLON = 0x3a;
const ZERO = 0x30;

/** The account whose line follows the newline at `at`. */
function accountAt(text: Buffer, at: number): Account | null {
  if (at < 0) return null;
  return parsePasswd(text.toString('latin1', at + 1, text.indexOf('\n', at + 1, 'latin1')))[0] ?? null;
}

/** The accounts as one shared text, which several threads read without a copy each. */
import { accountsFrom, parsePasswd } from './accounts.ts';
import type { Account, Accounts, Group } from './host.ts';

/** The accounts in passwd(5) form, before each a newline, so that a name is found by what surrounds it. */
export function shareAccounts(accounts: readonly Account[]): SharedArrayBuffer {
  const text = `\n${accounts.map(({ name, uid, gid, home }) => `${name}:x:${uid}:${gid}::${home}:\n`).join('')}`;
  const shared = new SharedArrayBuffer(text.length);
  Buffer.from(shared).write(text, 'latin1');
  return shared;
}

/** Accounts of which `known` are at hand; any other is looked for in the shared text when it is asked for. */
export function sharedAccounts(
  shared: SharedArrayBuffer,
  known: readonly Account[],
  groups: readonly Group[],
): Accounts {
  const text = Buffer.from(shared);
  const near = accountsFrom(known, groups, {
    lookUp: (name) => accountAt(text, text.indexOf(`\n${name}:x:`, 'latin1')),
  });
  let places: Map<number, number> | undefined;
  return {
    ...near,
    userName: (uid) => {
      places ??= placesByUid(text);
      return accountAt(text, places.get(uid) ?? -1)?.name ?? String(uid);
    },
  };
}

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

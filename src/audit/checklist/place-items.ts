/** Items for directories that mail needs beside the homes: Maildirs that files name, and what users/assign names. */
import { ROOT, type Walk, walk } from '../../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../../host/host.ts';
import type { NewMachine } from '../../migrate/proposal/types.ts';
import { shellWord } from '../shell-word.ts';
import { movedPath, type Place } from './assigned.ts';
import type { ItemParts, MakeItem } from './item.ts';
import type { Item } from './types.ts';

export interface PlaceThere {
  /** On the new machine. */
  readonly path: string;
  readonly user: string;
  readonly account: Pick<Account, 'uid' | 'gid'>;
}

/** Those whose owner has an account there; that he has none is an item of its own. */
export function placesThere({ accountOf }: NewMachine, places: readonly Place[]): PlaceThere[] {
  return places.flatMap(({ path, owner }) => {
    const account = accountOf(owner.name);
    return account === null ? [] : [{ path: movedPath(path, owner.home, account.home), user: owner.name, account }];
  });
}

/** `home`: qmail's. */
export function placeItems(
  host: Host,
  home: string,
  maildirs: readonly PlaceThere[],
  trees: readonly PlaceThere[],
  item: MakeItem,
): Item[] {
  return [
    ...trees.map((place) => item(tried(host, place, '', (found) => tree(place, found)))),
    ...maildirs.map((place) => item(tried(host, place, '/new', (found) => maildir(home, place, found)))),
  ];
}

function tried(host: Host, { path, user }: PlaceThere, part: string, look: (found: Walk) => ItemParts): ItemParts {
  try {
    return look(walk(host, ROOT, path + part));
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    const data = { user, path: error.path, reason: error.reason };
    return { id: `place:${path}`, group: 'users', what: 'could-not', data, state: 'could-not' };
  }
}

function tree({ path, user, account }: PlaceThere, found: Walk): ItemParts {
  const parts: Omit<ItemParts, 'state'> = {
    id: `place:${path}`,
    group: 'users',
    what: 'assigned-home',
    data: { user, path },
    prevents: [['LOCAL-9', { home: path }]],
  };
  if (!found.ok) return { ...parts, state: 'missing' };
  return { ...parts, state: found.stat.uid === account.uid ? 'done' : 'different' };
}

function maildir(home: string, { path, user, account }: PlaceThere, found: Walk): ItemParts {
  const parts: Omit<ItemParts, 'state' | 'what'> = {
    id: `maildir:${path}`,
    group: 'users',
    data: { user, path },
    prevents: [['LOCAL-20']],
  };
  if (found.ok && found.stat.uid === account.uid) return { ...parts, what: 'maildir-elsewhere', state: 'done' };
  if (found.ok) return { ...parts, what: 'maildir-elsewhere-foreign', state: 'different' };
  const command = `su ${shellWord(user)} -s /bin/sh -c ${shellWord(`${home}/bin/maildirmake ${shellWord(path)}`)}`;
  return { ...parts, what: 'maildir-elsewhere', state: 'missing', command };
}

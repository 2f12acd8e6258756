/** Items for addresses that end elsewhere than in the old system. */

import { textOf } from '../../host/bytes.ts';
import { REQUIRED } from '../../migrate/addresses.ts';
import { type End, endTexts } from '../../migrate/outcome.ts';
import { NOBODY } from '../../qmail/trace.ts';
import type { Compared } from './compare.ts';
import type { MakeItem } from './item.ts';
import type { Difference, Item } from './types.ts';

export function differencesOf(compared: readonly Compared[]): Difference[] {
  return compared
    .filter(({ proposedSame, nowSame, now }) => !proposedSame || (now !== null && !nowSame))
    .map(({ address, everyOther, old, proposed, now }) => ({
      address: textOf(shown(address)),
      everyOther,
      old: shownEnds(old).map(textOf),
      proposed: shownEnds(proposed).map(textOf),
      now: now === null ? null : shownEnds(now).map(textOf),
    }));
}

/** The name that nobody has stands for all such names. */
function shown(text: string): string {
  return text.replaceAll(NOBODY, '*');
}

function shownEnds(ends: readonly End[]): string[] {
  return endTexts(ends).map(shown);
}

/** One for each that the proposal changes; one for all that it would bring back. */
export function addressItems(compared: readonly Compared[], item: MakeItem): Item[] {
  const left = compared.filter(({ proposedSame, nowSame }) => !(proposedSame || nowSame));
  const pending = compared.filter(({ proposedSame, nowSame, now }) => proposedSame && now !== null && !nowSame);
  const state = left.length === 0 && pending.length === 0 ? 'done' : 'missing';
  const first = pending
    .slice(0, 3)
    .map(({ address }) => shown(address))
    .join(', ');
  const all: Item =
    pending.length > 0
      ? item({
          id: 'addresses',
          group: 'addresses',
          what: 'addresses-pending',
          state,
          data: { count: String(pending.length), first },
        })
      : item({
          id: 'addresses',
          group: 'addresses',
          what: 'addresses',
          state: 'done',
          data: { count: String(compared.length - left.length) },
        });
  return [...left.map((each) => addressItem(each, item)), ...widerItems(compared, item), all];
}

/** Names of one domain that answer in every domain of the machine. */
function widerItems(compared: readonly Compared[], item: MakeItem): Item[] {
  const wider = compared.filter((each) => each.wider).map(({ address }) => address);
  if (wider.length === 0) return [];
  const data = { count: String(wider.length), first: wider.slice(0, SHOWN).join(', ') };
  return [item({ id: 'addresses-wider', group: 'addresses', what: 'addresses-wider', state: 'by-hand', data })];
}

const SHOWN = 3;

function addressItem({ address, everyOther, old, proposed, now }: Compared, item: MakeItem): Item {
  const ends = now ?? proposed;
  const unknown = [...old, ...ends].some(({ kind }) => kind === 'unknown');
  return item({
    id: `address:${shown(address)}`,
    group: 'addresses',
    what: everyOther ? 'address-every-other' : 'address',
    state: unknown ? 'could-not' : 'different',
    data: {
      address: shown(address),
      domain: address.slice(address.lastIndexOf('@') + 1),
      before: shownEnds(old).join('\n'),
      ends: shownEnds(ends).join('\n'),
    },
    prevents: messageOf(ends),
  });
}

/** The report that qmail would log. */
function messageOf(ends: readonly End[]): readonly (readonly [string])[] {
  return ends.some(({ kind }) => kind === 'refused')
    ? [['LOCAL-19']]
    : ends.some(({ kind }) => kind === 'loop')
      ? [['LOCAL-14']]
      : [];
}

/** Names that somebody must answer for, and nobody would. */
export function requiredItems(compared: readonly Compared[], aliasHome: string, item: MakeItem): Item[] {
  return REQUIRED.flatMap((name) => {
    const found = compared.find(({ address }) => address.startsWith(`${name}@`));
    const ends = found?.now ?? found?.proposed;
    if (ends === undefined || ends.some(({ kind }) => kind !== 'refused')) return [];
    const file = `${aliasHome}/.qmail-${name}`;
    return [
      item({
        id: `required:${name}`,
        group: 'names',
        what: 'required-name',
        data: { name, file },
        state: 'missing',
        file,
        prevents: [['LOCAL-19']],
      }),
    ];
  });
}

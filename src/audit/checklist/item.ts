/** How an item of the checklist is made. */

import type { Wording } from '../finding.ts';
import { preventedText } from '../finding.ts';
import type { Item } from './types.ts';

export interface ItemParts extends Partial<Omit<Item, 'prevents' | 'ticked'>> {
  readonly id: string;
  readonly group: Item['group'];
  readonly what: string;
  readonly state: Item['state'];
  /** Messages of the catalogue, with what fills them. */
  readonly prevents?: readonly (readonly [id: string, data?: Readonly<Record<string, string>>])[];
}

export type MakeItem = (parts: ItemParts) => Item;

export function itemMaker(wording: Wording, ticked: ReadonlySet<string>): MakeItem {
  return ({ prevents = [], ...parts }) => ({
    data: {},
    from: [],
    remarks: [],
    ...parts,
    ticked: ticked.has(parts.id),
    prevents: prevents.map(([id, data]) => preventedText(id, data ?? {}, wording)),
  });
}

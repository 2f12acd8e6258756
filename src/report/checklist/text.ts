/** What an item of the checklist says: what to do, and why where that is not plain. `{name}` is filled by the item's data. */
import type { Language } from '../../qmail/message.ts';

export interface ItemText {
  readonly title: string;
  readonly why?: string;
}

export type ItemTexts = Readonly<Record<string, Readonly<Record<Language, ItemText>>>>;

/** One sentence without more. */
export function say(en: string, ja: string, why?: readonly [en: string, ja: string]): ItemTexts[string] {
  return why === undefined
    ? { en: { title: en }, ja: { title: ja } }
    : { en: { title: en, why: why[0] }, ja: { title: ja, why: why[1] } };
}

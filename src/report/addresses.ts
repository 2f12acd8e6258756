/** The addresses of an installation: for a person, line by line for a pipe, and as JSON. Piece by piece, since there may be a million of them. */
import stringWidth from 'string-width';
import type { End } from '../audit/address-ends.ts';
import type { Unseen } from '../audit/address-list.ts';
import { isAmiss, type ListedAddress } from '../audit/addresses.ts';
import type { Language } from '../qmail/message.ts';
import { ADDRESS_WORDS, type AddressWords } from './address-words.ts';
import { type Paint, paint } from './colour.ts';
import type { Look } from './format.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { wrap } from './wrap.ts';

type Listed = AsyncIterable<ListedAddress | Unseen>;

export async function* addressesJson(listed: Listed): AsyncGenerator<string> {
  const skipped: Unseen[] = [];
  let [count, amiss] = [0, 0];
  yield '{\n  "format": "qmail-lint/addresses",\n  "version": 1,\n  "addresses": [';
  for await (const each of listed) {
    if ('reason' in each) {
      skipped.push(each);
      continue;
    }
    yield `${count === 0 ? '' : ','}\n    ${JSON.stringify({ ...each, amiss: isAmiss(each) })}`;
    count += 1;
    if (isAmiss(each)) amiss += 1;
  }
  yield `\n  ],\n  "skipped": ${JSON.stringify(skipped)},\n  "summary": ${JSON.stringify({ addresses: count, amiss })}\n}\n`;
}

/** `oneLine`: for a pipe, tabs between what it is, what becomes of it, and the line that made it so; no counts. */
export async function* addressesTable(listed: Listed, look: Look, oneLine: boolean): AsyncGenerator<string> {
  const words = ADDRESS_WORDS[look.language];
  const colour = paint(look.colour);
  const unseen = new Map<string, { path: string; count: number }>();
  let [count, amiss] = [0, 0];
  for await (const each of listed) {
    if ('reason' in each) {
      const known = unseen.get(each.reason);
      if (known === undefined) unseen.set(each.reason, { path: each.path, count: 1 });
      else known.count += 1;
      continue;
    }
    count += 1;
    if (isAmiss(each)) amiss += 1;
    yield oneLine ? piped(each, words, look.language) : shown(each, words, look, colour);
  }
  for (const line of unseenLines(unseen, words, look.language))
    yield oneLine ? `${line}\n` : `${wrap(line, look.width).join('\n')}\n`;
  if (oneLine) return;
  if (count === 0) yield `${words.alone}\n`;
  else yield `\n${colour.bold(words.counts(count, amiss))}\n`;
}

function unseenLines(
  unseen: ReadonlyMap<string, { path: string; count: number }>,
  words: AddressWords,
  language: Language,
): string[] {
  return [...unseen].map(([reason, { path, count }]) =>
    safeText(`${words.unseen}: ${path}: ${reasonIn(language, reason)}${count === 1 ? '' : ` (+${count - 1})`}`),
  );
}

function piped(each: ListedAddress, words: AddressWords, language: Language): string {
  const ends = endsIn(each, words, language).map(({ text }) => text);
  return `${[each.address, ends.join(', '), placeOf(each), ...refusal(each, words)].map(safeText).join('\t')}\n`;
}

const ADDRESS = 30;

function shown(each: ListedAddress, words: AddressWords, look: Look, colour: Paint): string {
  const address = safeText(each.address);
  const width = look.width - ADDRESS;
  const show = isAmiss(each) ? colour.error : colour.plain;
  const lines = [
    ...endsIn(each, words, look.language).flatMap(({ text, place }) => {
      const pieces = wrap(safeText(text), width).map(show);
      const last = pieces.pop() ?? '';
      const at = colour.dim(`[${safeText(place)}]`);
      const fits = stringWidth(`${last}  ${at}`) <= width;
      return fits
        ? [...pieces, `${last}  ${at}`]
        : [...pieces, last, ...wrap(`[${safeText(place)}]`, width).map(colour.dim)];
    }),
    ...refusal(each, words).flatMap((text) => wrap(safeText(text), width).map(colour.error)),
  ];
  const head = wrap(address, look.width);
  const first = stringWidth(address) < ADDRESS - 1 ? null : head.map((line) => colour.bold(line));
  const margin = ' '.repeat(ADDRESS);
  const body = lines.map((line, index) =>
    index === 0 && first === null
      ? colour.bold(address) + ' '.repeat(ADDRESS - stringWidth(address)) + line
      : margin + line,
  );
  return [...(first ?? []), ...body].map((line) => `${line}\n`).join('');
}

interface Told {
  readonly text: string;
  /** The line that made it so. */
  readonly place: string;
}

function endsIn(each: ListedAddress, words: AddressWords, language: Language): Told[] {
  if (each.unseen !== undefined) {
    const { path, reason } = each.unseen;
    return [{ text: `${words.unseen}: ${path}: ${reasonIn(language, reason)}`, place: fromOf(each) }];
  }
  return each.ends.map((end) => ({ text: told(end, words), place: end.file === undefined ? fromOf(each) : at(end) }));
}

/** An end in words, without the line that made it. */
export function told(end: End, words: AddressWords): string {
  const { kind, place, report, relay, fault, via } = end;
  return [
    words.kind[kind],
    ...(place === null ? [] : [place]),
    ...(report === undefined || report === null ? [] : [report]),
    ...(relay === undefined ? [] : [words.byRelay(relay)]),
    ...(fault === undefined ? [] : [words.fault[fault]]),
    ...(via === undefined ? [] : [words.via(via)]),
  ].join(' ');
}

function refusal({ smtp }: ListedAddress, words: AddressWords): string[] {
  return smtp === null || smtp.startsWith('250') ? [] : [words.refused(smtp)];
}

function placeOf(each: ListedAddress): string {
  const end = each.ends.find(({ file }) => file !== undefined);
  return end === undefined ? fromOf(each) : at(end);
}

function fromOf({ from }: ListedAddress): string {
  return at(from);
}

function at({ file, line }: { readonly file?: string; readonly line?: number }): string {
  return line === undefined ? (file ?? '') : `${file}:${line}`;
}

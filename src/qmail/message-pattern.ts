/** The texts of the catalogue as patterns: what stands in a log, a reply or a bounce is held against them. */
import { MESSAGES, type Message } from './message.ts';
import { logsafe } from './trace.ts';

/** One wording of a message. */
export interface Wording {
  readonly message: Message;
  readonly text: string;
  /** Characters that are the same each time, without blanks: the more of them, the surer a match. */
  readonly literal: number;
  /** The pattern as source, without anchors, for text that `comparable` made. Its named groups are the placeholders. */
  readonly source: string;
  /** The part of `source` up to the words before the second placeholder; empty where they are too few to tell it. */
  readonly head: string;
}

/** Characters that tell a message from others. */
const TELLING = 8;

/** What a placeholder may stand for; any other: anything, or nothing. */
const VALUES: Readonly<Record<string, string>> = {
  number: '\\d+',
  pid: '\\d+',
  id: '\\d+',
  delivery: '\\d+',
  files: '\\d+',
  forwards: '\\d+',
  programs: '\\d+',
  channel: '(?:local|remote)',
  ip: '[^_/]+',
};

const BLANK = '[_/]+';

/**
 * Text as it is compared: through qmail-send's escaping, which text of a log went through already, with the plain apostrophe
 * where a mail reader made a typographic one.
 */
export function comparable(text: string): string {
  return logsafe(text.replace(/[\u2018\u2019]|\u00e2\u0080[\u0098\u0099]/g, "'"));
}

/** Every wording of every message that is written somewhere, in all variants. */
export function wordings(): Wording[] {
  return [...MESSAGES.values()].flatMap((message) => {
    const texts = [message.text, ...Object.values(message.texts ?? {})].filter((text) => text !== null);
    return [...new Set(texts)].map((text) => wordingOf(message, text));
  });
}

function wordingOf(message: Message, text: string): Wording {
  const parts = text.replace(/\n$/, '').split(/(\{[a-z-]+\})/);
  const named = new Set<string>();
  const sources = parts.map((part, index) => (index % 2 === 0 ? escaped(part) : patternOf(part.slice(1, -1), named)));
  const literals = parts.map((part, index) => (index % 2 === 0 ? part.replace(/\s/g, '').length : 0));
  const telling = literals.findIndex((length) => length >= TELLING);
  return {
    message,
    text,
    literal: literals.reduce((sum, length) => sum + length, 0),
    source: sources.join(''),
    head: telling < 0 || telling > 2 || telling === parts.length - 1 ? '' : sources.slice(0, telling + 1).join(''),
  };
}

/** A blank or a line end stands for any run of them: a reader may have broken the line, or joined two. */
function escaped(text: string): string {
  const parts = comparable(text).split(/[_/]+/);
  return parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(BLANK);
}

function patternOf(name: string, named: Set<string>): string {
  const value = VALUES[name] ?? '.*?';
  if (named.has(name)) return `(?:${value})`;
  named.add(name);
  return `(?<${name.replaceAll('-', '_')}>${value})`;
}

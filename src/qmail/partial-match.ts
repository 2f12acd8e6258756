/** Messages of which a person gave a part: without the end that has the code, without the beginning, or the code alone. */
import type { Message } from './message.ts';
import { comparable, wordings } from './message-pattern.ts';

export interface PartialMatch {
  /** Those that have the text in them, those that begin with it first. */
  readonly messages: readonly Message[];
  /** How many more there are. */
  readonly more: number;
}

/** Characters that a part must share with a message in two words, in more of them; and messages that are worth reading. */
const SHARED_IN_TWO = 14;
const SHARED = 10;
const MOST = 8;
const CODE = /^#?[245]\.\d\.\d{1,3}$/;

/** What may stand for a placeholder that is one word. */
const WORDS: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(['number', 'pid', 'id', 'delivery'].map((name) => [name, /^#?\d+$/])),
  ...Object.fromEntries(['file', 'dir', 'path', 'home'].map((name) => [name, /[./]/])),
  ip: /^\[?\d+\.\d+\.\d+\.\d+\]?$/,
};
/** What may be any words. */
const ANY = new Set(['reply', 'text', 'output', 'qq', 'line']);

/** What qmail calls the errors of the system (error_str.c). */
const ERRORS =
  `file does not exist|access denied|permission denied|not a directory|is a directory|out of disk space|disk quota exceeded
read-only file system|input output error|text busy|file already exists|out of memory|interrupted system call|timed out|temporary failure
broken pipe|symbolic link loop|file name too long|invalid argument|device not configured|device does not support operation|file too big
process cannot open more files|system cannot open more files|exec format error|argument list too long|cross-device link|too many links
device busy|stale nfs file handle|no locks available|connection refused|address already used|address not available|no such process
no child processes|system call not available|no error|unknown error`
    .split(/[|\n]/)
    .map((error) => error.split(' '));

/** A word of a message, or a placeholder by its name. */
type Token = { readonly word: string } | { readonly name: string };

interface Candidate {
  readonly message: Message;
  readonly tokens: readonly Token[];
}

/** Makes the matcher; null for what is no part of any message, or too little to tell. */
export function partialMatcher(): (text: string) => PartialMatch | null {
  const all = wordings().map(({ message, text }) => ({ message, tokens: tokensOf(text) }));
  return (text) => {
    const words = wordsOf(text);
    const [only] = words;
    if (only !== undefined && words.length === 1) return CODE.test(only) ? answer(coded(all, only)) : null;
    return answer(all.flatMap((candidate) => placeOf(candidate, words) ?? []));
  };
}

interface Place {
  readonly message: Message;
  /** The word of the message with which the part begins. */
  readonly at: number;
  readonly length: number;
}

function answer(places: readonly Place[]): PartialMatch | null {
  const begin = places.filter(({ at }) => at === 0);
  const sorted = (begin.length > 0 ? begin : places).toSorted((one, other) => one.length - other.length);
  const messages = [...new Set(sorted.map(({ message }) => message))];
  if (messages.length === 0) return null;
  return { messages: messages.slice(0, MOST), more: Math.max(messages.length - MOST, 0) };
}

function coded(all: readonly Candidate[], code: string): Place[] {
  const wanted = code.startsWith('#') ? code : `#${code}`;
  const has = (token: Token) => 'word' in token && token.word === wanted;
  return all.flatMap(({ message, tokens }) => (tokens.some(has) ? [{ message, at: 0, length: tokens.length }] : []));
}

function placeOf({ message, tokens }: Candidate, words: readonly string[]): Place | null {
  for (const [at] of tokens.entries()) {
    const shared = sharedBy(tokens, at, words, 0);
    if (shared !== null && tells(shared)) return { message, at, length: tokens.length };
  }
  return null;
}

interface Shared {
  readonly words: number;
  readonly length: number;
}

function tells({ words, length }: Shared): boolean {
  return words > 1 && length >= (words === 2 ? SHARED_IN_TWO : SHARED);
}

const NOTHING: Shared = { words: 0, length: 0 };

/** What `words` from `from` on have in common with `tokens` from `at` on; null where they do not run side by side to their end. */
function sharedBy(tokens: readonly Token[], at: number, words: readonly string[], from: number): Shared | null {
  const word = words[from];
  if (word === undefined) return NOTHING;
  const token = tokens[at];
  if (token === undefined) return null;
  if ('word' in token) {
    const isLast = from === words.length - 1;
    if (token.word !== word && !(isLast && token.word.startsWith(word))) return null;
    return plus(sharedBy(tokens, at + 1, words, from + 1), 1, word.length);
  }
  if (token.name === 'error') return error(tokens, at, words, from);
  for (let count = 0; count <= (ANY.has(token.name) ? words.length - from : 1); count += 1) {
    if (count === 1 && WORDS[token.name]?.test(word) === false) break;
    const behind = sharedBy(tokens, at + 1, words, from + count);
    if (behind !== null) return behind;
  }
  return null;
}

/** One of qmail's own words for an error, which may be cut. */
function error(tokens: readonly Token[], at: number, words: readonly string[], from: number): Shared | null {
  for (const known of ERRORS) {
    const given = words.slice(from, from + known.length);
    if (given.every((word, index) => word === known[index])) {
      const isWhole = given.length === known.length;
      const behind = isWhole ? sharedBy(tokens, at + 1, words, from + known.length) : NOTHING;
      const whole = plus(behind, 0, given.join('').length);
      if (whole !== null) return whole;
    }
  }
  return null;
}

function plus(shared: Shared | null, words: number, length: number): Shared | null {
  return shared === null ? null : { words: shared.words + words, length: shared.length + length };
}

function tokensOf(text: string): Token[] {
  return text.split(/\s+|(\{[a-z]+\})/).flatMap((part = ''): Token[] => {
    const [, name] = /^\{([a-z]+)\}$/.exec(part) ?? [];
    if (name !== undefined) return [{ name }];
    return parts(comparable(part)).map((word) => ({ word }));
  });
}

/** The words of what was pasted; of the log's escaped text a slash is a line end, or one of a path. */
function wordsOf(text: string): string[] {
  const isEscaped = /_/.test(text) && !/[^\S\n]/.test(text.trim());
  return (isEscaped ? text.replaceAll('/', '_') : text).split(/[\s_]+/).flatMap((part) => parts(comparable(part)));
}

/** Lower case, without what stands around a word. */
function parts(text: string): string[] {
  const word = text.toLowerCase().replace(/^["'(<[]+|["')>\].,:;!]+$/g, '');
  return word === '' ? [] : [word];
}

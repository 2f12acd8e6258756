/** The secrets met so far: what stands among names that were looked up may be one, where a file was not read as it was meant. */
import type { Mark } from './secret-text.ts';

export interface KnownSecrets {
  /** The mark that stands for a secret, which from now on is known. */
  readonly mark: Mark;
  /** The text with a mark for every known secret in it, in capitals or not. */
  readonly without: (text: string) => string;
}

/** What is shorter stands in too many words that are none. */
const SHORTEST = 4;

/** `made`: the mark of a secret that is not empty. */
export function knownSecrets(made: Mark): KnownSecrets {
  const marks = new Map<string, string>();
  /** By how they begin: their lengths, longest first. */
  const lengths = new Map<string, number[]>();
  const learn = (secret: string, mark: string) => {
    const plain = secret.toLowerCase();
    if (plain.length < SHORTEST || marks.has(plain)) return;
    marks.set(plain, mark);
    const begin = plain.slice(0, SHORTEST);
    const known = lengths.get(begin) ?? [];
    if (!known.includes(plain.length))
      lengths.set(
        begin,
        [...known, plain.length].sort((one, other) => other - one),
      );
  };
  return {
    mark: (secret) => {
      if (secret === '') return '';
      const mark = made(secret);
      learn(secret, mark);
      for (const part of secret.split(/[\s|:]+/)) if (part !== secret) learn(part, mark);
      return mark;
    },
    without: (text) => {
      const plain = text.toLowerCase();
      let kept = '';
      let from = 0;
      for (let at = 0; lengths.size > 0 && at <= plain.length - SHORTEST; at += 1) {
        const begun = lengths.get(plain.slice(at, at + SHORTEST));
        const length = begun?.find((each) => marks.has(plain.slice(at, at + each)));
        if (length === undefined) continue;
        kept += text.slice(from, at) + marks.get(plain.slice(at, at + length));
        from = at + length;
        at = from - 1;
      }
      return kept + text.slice(from);
    },
  };
}

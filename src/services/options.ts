/** getopt(3) over arguments of which some are not known. */
import type { Field } from './expand.ts';

export interface Options {
  readonly given: readonly { readonly letter: string; readonly value: Field | null }[];
  /** What follows the options. */
  readonly rest: readonly Field[];
  /** False where an argument that is not known, or a letter that is not, may have been read wrongly. */
  readonly sure: boolean;
}

const MISSING: Field = { text: null, head: '', open: false };

/** Reads options: the letters of `flags` stand alone, those of `valued` take an argument. */
export function getopt(args: readonly Field[], flags: string, valued: string): Options {
  const given: { letter: string; value: Field | null }[] = [];
  let sure = true;
  let at = 0;
  while (at < args.length) {
    const field = args[at] as Field;
    const { head } = field;
    if (field.text === null && head === '' && field.open) {
      // It may hold options or be the first operand: the caller looks further.
      sure = false;
      at += 1;
      continue;
    }
    if (!head.startsWith('-') || field.text === '-') break;
    at += 1;
    if (field.text === '--') break;
    let valueSeen = false;
    for (let index = 1; index < head.length && !valueSeen; index += 1) {
      const letter = head.charAt(index);
      valueSeen = valued.includes(letter);
      if (valueSeen) {
        const attached = head.slice(index + 1);
        const own = field.text === null || attached !== '';
        const value = own ? { ...field, text: field.text === null ? null : attached, head: attached } : args[at];
        if (!own) at += 1;
        given.push({ letter, value: value ?? MISSING });
      } else if (flags.includes(letter)) given.push({ letter, value: null });
      else sure = false;
    }
    if (field.text === null && !valueSeen) sure = false;
  }
  return { given, rest: args.slice(at), sure };
}

/** The value of the last option with this letter, or undefined. */
export function lastValue(options: Options, letters: string): Field | undefined {
  return options.given.findLast((option) => letters.includes(option.letter))?.value ?? undefined;
}

export function has(options: Options, letter: string): boolean {
  return options.given.some((option) => option.letter === letter);
}

/** Whether of two opposite flags `off` was given last. */
export function turnedOff(options: Options, off: string, on: string): boolean {
  return options.given.findLast((option) => option.letter === off || option.letter === on)?.letter === off;
}

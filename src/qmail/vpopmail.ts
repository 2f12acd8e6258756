/** vpopmail's files as its vdelivermail reads them (vpopmail 5.4 and 5.6: vcdb.c, vdelivermail.c). Everything is a byte string. */
import { parseInstructions } from './dot-qmail.ts';

/** A line of vpasswd: a user of one domain. */
export interface VirtualUser {
  readonly line: number;
  readonly name: string;
  /** The directory that holds its Maildir; '' where vdelivermail makes one at the first mail. */
  readonly dir: string;
  /** All that follows the name, which is what vpasswd.cdb holds under it. */
  readonly rest: string;
}

/** `few-fields`: the directory cannot be told. `unterminated`: the last line lacks its newline and is not compiled. `capital`: every address is lowered before it is looked up. */
export interface VpasswdFault {
  readonly line: number;
  readonly name: string;
  readonly fault: 'few-fields' | 'unterminated' | 'capital';
}

const FIELDS = 7;

/** The users of a vpasswd file and its faulty lines, in order (vcdb.c, make_vpasswd_cdb). Blank lines are passed over. */
export function* readVpasswd(text: string): Generator<VirtualUser | VpasswdFault> {
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    line += 1;
    const each = userIn(text.slice(start, end), line, newline < 0);
    if (each !== null) yield each;
    start = end + 1;
  }
}

function userIn(text: string, line: number, unterminated: boolean): VirtualUser | VpasswdFault | null {
  if (/^[ \t\r]*$/.test(text)) return null;
  const [name = '', ...fields] = text.split(':', FIELDS);
  if (unterminated) return { line, name, fault: 'unterminated' };
  if (fields.length < FIELDS - 1) return { line, name, fault: 'few-fields' };
  if (/[A-Z]/.test(name)) return { line, name, fault: 'capital' };
  return { line, name, dir: fields[4] ?? '', rest: text.slice(name.length + 1) };
}

/** A `|` line that runs vdelivermail with plain words. */
export interface DeliverLine {
  readonly line: number;
  readonly program: string;
  readonly words: readonly string[];
}

const WORD = `''|""|'[^']*'|"[^"$\`\\\\]*"|[^ \\t\\n'"$\`\\\\|&;<>()*?[\\]#~!{}]+`;
const COMMAND = new RegExp(
  `^[ \\t]*(/[^\\s'"$\`\\\\|&;<>()*?#~!{}[\\]]*/vdelivermail)((?:[ \\t]+(?:${WORD}))*)[ \\t]*$`,
);

/** The lines of a dot-qmail file that run vdelivermail by its path, where the shell takes nothing else of the line. */
export function deliverLines(text: string): DeliverLine[] {
  return parseInstructions(text).flatMap((each) => {
    const [, program, rest = ''] = (each.kind === 'program' && COMMAND.exec(each.target)) || [];
    if (program === undefined) return [];
    const words = [...rest.matchAll(new RegExp(WORD, 'g'))].map(([word]) => word.replace(/^(['"])(.*)\1$/, '$2'));
    return [{ line: each.line, program, words }];
  });
}

/** What vdelivermail does with mail for a name that the domain does not have (vdelivermail.c, usernotfound). */
export type UnknownUsers =
  | { readonly kind: 'bounce' | 'delete' | 'command' }
  /** A directory: its .qmail is followed, else the Maildir in it. */
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'address'; readonly address: string }
  /** No address, but qmail-inject gets it as one, and puts defaulthost behind it. */
  | { readonly kind: 'word'; readonly word: string };

/** `null` where it stops before it looks at anybody, since it wants two arguments (vdelivermail.c, get_arguments). */
export function unknownUsers({ words }: DeliverLine): UnknownUsers | null {
  const [, last = ''] = words;
  if (words.length !== 2) return null;
  if (last === 'bounce-no-mailbox') return { kind: 'bounce' };
  if (last === 'delete' || last.startsWith('#')) return { kind: 'delete' };
  if (last.startsWith('|')) return { kind: 'command' };
  if (last.startsWith('/')) return { kind: 'directory', path: last.replace(/\/+$/, '') };
  const address = last.replace(/^&/, '');
  return address.includes('@') ? { kind: 'address', address } : { kind: 'word', word: last };
}

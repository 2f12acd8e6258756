/** How qmail-inject completes the addresses of a message from its control files (qmail-inject.c:231, 660). */
import { type ControlFile, readLine } from './control.ts';
import { isSpecial, type Token, tokens822, type Unclosed } from './token822.ts';

export type InjectFile = 'defaultdomain' | 'defaulthost' | 'plusdomain';

/** In the order in which qmail-inject reads them. */
export const INJECT_FILES: readonly InjectFile[] = ['defaultdomain', 'defaulthost', 'plusdomain'];

export interface InjectName {
  readonly name: InjectFile;
  /** The control file that has it, this one or `me`; null for the word that is compiled in. */
  readonly from: InjectFile | 'me' | null;
  readonly value: string;
  /** The value behind `@` or `.`, as qmail-inject parses it. */
  readonly line: string;
  readonly tokens: readonly Token[] | Unclosed;
}

export type InjectNames = Readonly<Record<InjectFile, InjectName>>;

/** What qmail-inject puts behind addresses, its environment aside; null where it says `read error` (qmail-inject.c:667). */
export function readInjectNames(open: (name: string) => ControlFile): InjectNames | null {
  const me = open('me');
  const files = INJECT_FILES.map((name) => ({ name, file: open(name) }));
  if ([me, ...files.map(({ file }) => file)].some((file) => file.state === 'unreadable')) return null;
  const nameOf = ({ name, file }: (typeof files)[number]): InjectName => {
    const from = file.state === 'present' ? name : me.state === 'present' ? 'me' : null;
    const text = file.state === 'present' ? file.text : me.state === 'present' ? me.text : name;
    const value = readLine(text);
    const line = (name === 'defaulthost' ? '@' : '.') + value;
    return { name, from, value, line, tokens: tokens822(line) };
  };
  return Object.fromEntries(files.map((each) => [each.name, nameOf(each)])) as InjectNames;
}

/** An address with all that it lacks, or null where a name has no tokens and qmail-inject gives up (qmail-inject.c:76). */
export function completed(names: InjectNames, address: string): readonly Token[] | null {
  const { defaultdomain, defaulthost, plusdomain } = names;
  const given = tokens822(address);
  if ('unclosed' in given || 'unclosed' in defaultdomain.tokens) return null;
  if ('unclosed' in defaulthost.tokens || 'unclosed' in plusdomain.tokens) return null;
  const tokens = given.some((token) => isSpecial(token, '@')) ? given : [...given, ...defaulthost.tokens];
  const last = tokens.at(-1);
  if (last?.kind === 'atom' && last.text.endsWith('+'))
    return [...tokens.slice(0, -1), { kind: 'atom', text: last.text.slice(0, -1) }, ...plusdomain.tokens];
  return hasDomain(tokens) ? tokens : [...tokens, ...defaultdomain.tokens];
}

/** Whether the host, which follows the last `@`, has a dot or is a literal (qmail-inject.c:231). */
function hasDomain(tokens: readonly Token[]): boolean {
  const host = tokens.slice(tokens.findLastIndex((token) => isSpecial(token, '@')) + 1);
  return host.some((token) => token.kind === 'literal' || isSpecial(token, '.'));
}

/**
 * Command substitution for the few commands whose output is known from files: `cat FILE`, `head -1 FILE` and
 * `id -u NAME`. The output of any other is unknown.
 */
import { basename } from '../host/access.ts';
import type { Field, Value } from './expand.ts';
import { attempt, note, readText, TEXT_LIMIT } from './reader.ts';
import { absolute, type Run } from './run.ts';

const UNKNOWN: Value = { text: null };

/** What the shell puts in place of a command with these words: its output without the newlines at its end. */
export function outputOf(run: Run, words: readonly Field[], cwd: string | null): Value {
  const texts = words.map(({ text }) => text);
  const [program, ...args] = texts;
  if (program == null || args.includes(null)) return UNKNOWN;
  const given = args as string[];
  switch (basename(program)) {
    case 'cat':
      return given.length === 1 ? fileText(run, given[0] ?? '', cwd) : UNKNOWN;
    case 'head':
      return head(run, given, cwd);
    case 'id':
      return id(run, given);
    default:
      return UNKNOWN;
  }
}

/** The text of a file as the shell takes it from `cat`. A missing file gives an empty text, as it does there. */
export function fileText(run: Run, name: string, cwd: string | null, lines = Number.POSITIVE_INFINITY): Value {
  const path = name.startsWith('-') ? null : absolute(name, cwd);
  if (path === null) return UNKNOWN;
  const found = readText(run.reader, path);
  const source = { file: path };
  if (found.kind === 'absent') return { text: '', source };
  if (found.kind === 'other' && found.path === '/dev/null' && found.type === 'device') return { text: '', source };
  if (found.kind === 'other' && found.type !== 'dir') note(run.reader, path, `is a ${found.type}, not a regular file`);
  if (found.kind === 'other') return found.type === 'dir' ? { text: '', source } : UNKNOWN;
  if (found.kind === 'unknown' || found.text.length >= TEXT_LIMIT) return UNKNOWN;
  const text = lines === 1 ? (found.text.split('\n', 1)[0] ?? '') : found.text;
  return { text: withoutNewlines(text.replaceAll('\0', '')), source: lines === 1 ? { file: path, line: 1 } : source };
}

function withoutNewlines(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '\n') end -= 1;
  return text.slice(0, end);
}

/** `head -1 FILE`, `head -n 1 FILE`, `head -n1 FILE`. */
function head(run: Run, args: readonly string[], cwd: string | null): Value {
  const operands = args[0] === '-n' ? [`-n${args[1] ?? ''}`, ...args.slice(2)] : args;
  const [option, file, ...more] = operands;
  if ((option !== '-1' && option !== '-n1') || file === undefined || more.length > 0) return UNKNOWN;
  return fileText(run, file, cwd, 1);
}

/** `id -u NAME`, `id -g NAME`. Without such an account there is no output. */
function id(run: Run, args: readonly string[]): Value {
  const [option, account, ...more] = args;
  if ((option !== '-u' && option !== '-g') || account === undefined || more.length > 0) return UNKNOWN;
  const found = attempt(run.reader, undefined, () => run.reader.host.accounts.byName(account));
  if (found === undefined) return { ...UNKNOWN, account };
  if (found === null) return { text: '', account };
  return { text: String(option === '-u' ? found.uid : found.gid), account };
}

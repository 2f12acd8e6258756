/** What can be told of the command in a program line without running it. */
import { type Credentials, dirname, EXECUTE, join, may, type Place, walk } from '../host/access.ts';
import type { Host, Stat } from '../host/host.ts';

/** Why /bin/sh does not run a command: it is not there, may not be run, or has an interpreter that is not there. */
export interface NotRun {
  readonly why: 'missing' | 'closed' | 'interpreter';
  /** The program, or the directory on its way that is closed. */
  readonly at: string;
  readonly stat: Stat | null;
  readonly interpreter: string;
}

/** The words of a command that is one simple command, of plain words as far as they are given; null for any other. */
export function plainWords(command: string): string[] | null {
  const rest = command.replace(/'[^']*'|"[^"$`\\]*"/g, 'x').replace(/[0-9]*>&[0-9-]|&>/g, '>');
  if (/[|;&`(){}$\\\n]|<</.test(rest)) return null;
  const words = rest
    .replace(/^([ \t]*[A-Za-z_][A-Za-z0-9_]*=[^ \t'"]*[ \t]+)*/, '')
    .trim()
    .split(/[ \t]+/);
  const end = words.findIndex((word) => !/^[A-Za-z0-9_./+:@%,=-]+$/.test(word));
  return end < 0 ? words : words.slice(0, end);
}

/** What the shell says of a command that begins with an operator, or never closes a quote (dash); null where it reads it. */
export function syntaxError(command: string): string | null {
  const operator = /^[ \t]*(\|\||&&|;;|[|;&)])/.exec(command)?.[1];
  if (operator !== undefined) return `"${operator}" unexpected`;
  return isUnterminated(command) ? 'Unterminated quoted string' : null;
}

/** Commands within commands, whose quotes are their own, are not judged. */
function isUnterminated(command: string): boolean {
  if (/`|\$\(|<</.test(command)) return false;
  let quote = '';
  for (let i = 0; i < command.length; i += 1) {
    const char = command[i] as string;
    if (char === '\\' && quote !== "'") i += 1;
    else if (quote === '' && char === '#' && (i === 0 || /[ \t;|&]/.test(command[i - 1] as string))) return false;
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
  }
  return quote !== '';
}

/** Files on a disk that are read for their first line: no script is larger. */
const SCRIPT_LIMIT = 256 * 1024;

/** Throws CouldNotCheck. */
export function notRun(host: Host, who: Credentials, word: string, home: Place, own: readonly string[]): NotRun | null {
  const found = walk(host, who, word, { cwd: home });
  if (!found.ok) {
    if (found.errno === 'EACCES') return { why: 'closed', at: found.at, stat: found.stat, interpreter: '' };
    const full = word.startsWith('/') ? word : join(home.path, word);
    const isGone = (found.errno === 'ENOENT' && absenceTells(host, full, found.at, own)) || found.errno === 'ENOTDIR';
    return isGone ? { why: 'missing', at: full, stat: null, interpreter: '' } : null;
  }
  const { path, stat } = found;
  if (stat.type !== 'file' || !may(who, stat, EXECUTE)) return { why: 'closed', at: path, stat, interpreter: '' };
  const interpreter = stat.size <= SCRIPT_LIMIT && isWithin(path, own) ? interpreterOf(host.read(path)) : null;
  if (interpreter === null) return null;
  const program = walk(host, who, interpreter);
  const isGone =
    !program.ok &&
    program.errno === 'ENOENT' &&
    (interpreter.endsWith('\r') || absenceTells(host, interpreter, program.at, own));
  return isGone ? { why: 'interpreter', at: path, stat, interpreter } : null;
}

function interpreterOf(text: string): string | null {
  return /^#![ \t]*(\/[^ \t\n]+)/.exec(text)?.[1] ?? null;
}

/** Where a system keeps programs. An image or a restored tree does not list them all. */
const PROGRAMS = /^\/(bin|sbin|usr|lib|lib32|lib64|opt|nix|gnu|snap|package|command|sw|pkg)\//;
/** Where else anything may be that such a tree leaves out. */
const SYSTEM = /^\/(boot|data|dev|etc|export|home|local|media|mnt|net|proc|root|run|service|srv|sys|tmp|var|vol)\//;

/**
 * Whether a path that is not there is missing indeed. On the running machine it is; in a copy of one only in a home or the
 * qmail home, in a directory that is there, or at a place that no copy would leave out.
 */
function absenceTells(host: Host, path: string, missing: string, own: readonly string[]): boolean {
  if (host.lacks === 'nothing') return true;
  if (isWithin(path, own)) return true;
  if (PROGRAMS.test(path)) return false;
  return !SYSTEM.test(path) || dirname(path) === dirname(missing);
}

function isWithin(path: string, dirs: readonly string[]): boolean {
  return dirs.some((dir) => path.startsWith(`${dir}/`));
}

/** Built-in commands of the shell that change what later commands see. */
import { envdir } from './envdir.ts';
import type { Field } from './expand.ts';
import { exitNeed } from './needs.ts';
import { absolute, NOTHING } from './run.ts';
import type { Command } from './shell-command.ts';
import { burn, directory, type Shell, set, setDirectory, setMemory } from './shell-state.ts';
import type { At } from './wrappers.ts';

export type Builtin = (shell: Shell, command: Command, args: readonly Field[], at: At) => void;

const cd: Builtin = (shell, _command, args, at) => {
  const [path] = args.filter(({ head }) => !/^-[LPe]$/.test(head));
  setDirectory(shell, path?.text == null || path.text === '-' ? null : absolute(path.text, directory(shell)), at);
};

const unset: Builtin = (shell, _command, args) => {
  for (const { text } of args) if (isName(text)) shell.variables.assign(text, undefined);
};

const read: Builtin = (shell, _command, args, at) => {
  for (const { text } of args) if (isName(text)) set(shell, text, { text: null }, at);
};

/** `set -a`, `set +a`, `set -o allexport`. */
const setOptions: Builtin = (shell, _command, args) => {
  for (const [index, { head }] of args.entries()) {
    const long = head.endsWith('o') && args[index + 1]?.text === 'allexport';
    if (/^-[a-z]*a/.test(head) || (long && head.startsWith('-'))) shell.exporting = true;
    if (/^\+[a-z]*a/.test(head) || (long && head.startsWith('+'))) shell.exporting = false;
  }
};

/** `ulimit -v KILOBYTES`. */
const ulimit: Builtin = (shell, _command, args, at) => {
  const index = args.findIndex(({ head }) => /^-[SH]*v[SH]*$/.test(head));
  const value = index === -1 ? undefined : args[index + 1];
  if (value === undefined) return;
  setMemory(shell, /^\d{1,15}$/.test(value.text ?? '') ? String(Number(value.text) * 1024) : null, at);
};

/**
 * `eval` may set anything, but for one well-known use: the variables of a directory, by way of envdir and awk. After
 * any other, nothing is known of the variables that were set before.
 */
const evaluate: Builtin = (shell, command, _args, at) => {
  const sources = command.words.flat().map((part) => (part.kind === 'command' ? part.source : ''));
  const source = sources.find((text) => /\benvdir\s/.test(text));
  const path = source === undefined ? undefined : /\benvdir\s+([\w./-]+)/.exec(source)?.[1];
  if (source !== undefined && path !== undefined) {
    const found = envdir(shell.run, { ...NOTHING, cwd: directory(shell) }, path, at);
    const exporting = /\bexport\b/.test(source);
    for (const [name, variable] of found.env) shell.variables.assign(name, { ...variable, exported: exporting });
    return;
  }
  shell.opaque = true;
  if (!burn(shell, at, shell.variables.size)) return;
  for (const [name, { exported }] of [...shell.variables.entries()]) {
    if (!name.startsWith(' ')) set(shell, name, { text: null }, at, exported);
  }
};

function isName(text: string | null): text is string {
  return text !== null && /^[A-Za-z_]\w*$/.test(text);
}

const exit: Builtin = (shell, _command, _args, at) => {
  const { run, setting, sure, variables } = shell;
  if (setting.sure && sure && !variables.conditional && shell.depth === 0) exitNeed(run, setting, at);
  variables.end(false);
};

/** By name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map([
  ['cd', cd],
  ['chdir', cd],
  ['eval', evaluate],
  ['exit', exit],
  ['return', (shell) => shell.variables.end(true)],
  ['unset', unset],
  ['read', read],
  ['set', setOptions],
  ['ulimit', ulimit],
]);

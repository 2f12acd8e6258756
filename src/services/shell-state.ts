/** A shell in the middle of a script: its variables, its functions, and how it expands words. */
import { expandFields, expandValue, type Field, type Surroundings, type Value } from './expand.ts';
import { note } from './reader.ts';
import { exported, type Run, type Setting } from './run.ts';
import { parseShell, type Step } from './shell.ts';
import type { Assignment } from './shell-command.ts';
import type { ShellWord } from './shell-word.ts';
import { fileText, outputOf } from './substitution.ts';
import { createVariables, type Variable, type Variables } from './variables.ts';
import type { At } from './wrappers.ts';

/** Steps of a script, and whose they are. */
export interface Body {
  readonly steps: readonly Step[];
  readonly from: number;
  readonly to: number;
  readonly file: string;
}

export interface Shell {
  readonly run: Run;
  readonly setting: Setting;
  readonly variables: Variables;
  /** By name, all that a function may be by now. */
  readonly functions: Map<string, readonly Body[]>;
  readonly called: Set<string>;
  /** Whether variables may have come from what could not be read (`eval`, `.`). */
  opaque: boolean;
  /** False after an `exec` in a branch: what follows may never be met. */
  sure: boolean;
  /** `set -a` */
  exporting: boolean;
  /** Of functions, included files and substitutions. */
  depth: number;
}

export const DEPTH_MAX = 8;
/** Kept among the variables, so that they follow the branches; no script can name them. */
const DIRECTORY = ' directory';
const MEMORY = ' memory';
/** What a process commonly inherits. */
const INHERITED = new Set(['PATH', 'HOME', 'SHELL', 'USER', 'LOGNAME', 'PWD', 'TERM', 'LANG', 'HOSTNAME']);

/** A shell that starts to read a script in a setting. */
export function newShell(run: Run, setting: Setting, at: At): Shell {
  const variables = createVariables(setting.env);
  const shell = { run, setting, variables, functions: new Map(), called: new Set<string>() };
  const started: Shell = { ...shell, opaque: false, sure: true, exporting: false, depth: 0 };
  setDirectory(started, setting.cwd, at);
  if (setting.memory !== null) setMemory(started, String(setting.memory), at);
  return started;
}

export function setDirectory(shell: Shell, path: string | null, at: At): void {
  shell.variables.assign(DIRECTORY, { ...exported(path, at, 'run'), exported: false });
}

export function directory(shell: Shell): string | null {
  return shell.variables.get(DIRECTORY)?.text ?? null;
}

/** `ulimit -v`, in bytes. */
export function setMemory(shell: Shell, bytes: string | null, at: At): void {
  shell.variables.assign(MEMORY, { ...exported(bytes, at, 'run'), exported: false });
}

export function memory(shell: Shell): number | null {
  const text = shell.variables.get(MEMORY)?.text;
  return text == null ? null : Number(text);
}

/** Sets a variable; one that was exported stays so. */
export function set(shell: Shell, name: string, value: Value, at: At, exporting = shell.exporting): void {
  const before = shell.variables.get(name);
  const variable: Variable = {
    ...exported(value.text, at, 'run'),
    ...value,
    exported: exporting || before?.exported === true,
  };
  shell.variables.assign(name, variable);
}

export function assign(shell: Shell, assignment: Assignment, file: string, exporting = shell.exporting): void {
  const at = { file, line: assignment.line };
  set(shell, assignment.name, expandValue(surroundings(shell, at), assignment.value), at, exporting);
}

/** The arguments that words become. */
export function fieldsOf(shell: Shell, words: readonly ShellWord[], at: At): Field[] {
  const around = surroundings(shell, at);
  return words.flatMap((word) => expandFields(around, word));
}

/** The exported variables, and those set for one command alone. */
export function environment(shell: Shell, prefix: readonly Assignment[], at: At): Map<string, Variable> {
  const env = new Map([...shell.variables.entries()].filter(([, { exported }]) => exported));
  const around = surroundings(shell, at);
  for (const { name, value, line } of prefix) {
    env.set(name, { ...exported(null, { ...at, line }, 'run'), ...expandValue(around, value) });
  }
  return env;
}

/** Takes from the fuel; false, and said, when there is none left. */
export function burn(shell: Shell, at: At, amount = 1): boolean {
  shell.run.fuel -= amount;
  if (shell.run.fuel < 0) note(shell.run.reader, at.file, 'is too involved to be read to its end');
  return shell.run.fuel >= 0;
}

function surroundings(shell: Shell, at: At): Surroundings {
  return {
    get: (name) => shell.variables.get(name),
    set: (name, value) => set(shell, name, value, at),
    substitute: (text) => substitute(shell, text, at),
    inherits: (name) => shell.opaque || INHERITED.has(name),
    source: at,
  };
}

function substitute(shell: Shell, text: string, at: At): Value {
  const { steps } = parseShell(text, at.line);
  const [step] = steps;
  if (steps.length !== 1 || step?.kind !== 'command' || step.assignments.length > 0) return { text: null };
  if (shell.depth >= DEPTH_MAX || !burn(shell, at)) return { text: null };
  shell.depth += 1;
  const input = step.input === null ? null : expandValue(surroundings(shell, at), step.input).text;
  const words = fieldsOf(shell, step.words, at);
  shell.depth -= 1;
  if (words.length > 0) return outputOf(shell.run, words, directory(shell));
  return input === null ? { text: null } : fileText(shell.run, input, directory(shell));
}

/** Reads a shell script from its first command to its last as the shell would, and follows what it starts. */
import { BUILTINS } from './builtins.ts';
import { followChain, mayStart } from './chain.ts';
import type { Field } from './expand.ts';
import { sourceNeed } from './needs.ts';
import { noteLine, readText } from './reader.ts';
import { absolute, type Run, type Setting } from './run.ts';
import { parseShell, type Step } from './shell.ts';
import { type Assignment, asAssignment, type Command } from './shell-command.ts';
import {
  assign,
  type Body,
  burn,
  DEPTH_MAX,
  directory,
  environment,
  fieldsOf,
  memory,
  newShell,
  type Shell,
  set,
} from './shell-state.ts';
import { literal } from './shell-word.ts';
import { ACCEPTORS } from './tcpserver.ts';
import { createVariables } from './variables.ts';
import { type At, WRAPPERS } from './wrappers.ts';

/** How many definitions of one function are told apart. */
const BODIES_MAX = 8;
const DECLARING = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

/** Reads a shell text. Takes where its first line stands and the setting in which a shell runs it. */
export function readShell(run: Run, text: string, at: At, setting: Setting): void {
  const { steps, complete } = parseShell(text, at.line);
  if (!complete) noteLine(run.reader, at, 'a part of the shell script could not be understood');
  const shell = newShell(run, setting, at);
  interpret(shell, { steps, from: 0, to: steps.length, file: at.file });
  // What calls the other functions is not in the script: rc.subr, openrc.
  for (const [name, bodies] of shell.functions) {
    if (shell.called.has(name)) continue;
    for (const body of bodies.filter(({ file }) => file === at.file)) {
      const variables = createVariables(new Map(shell.variables.entries()));
      interpret({ ...shell, variables, sure: false }, body);
    }
  }
}

function interpret(shell: Shell, body: Body): void {
  const { variables } = shell;
  for (let index = body.from; index < body.to; index += 1) {
    const step = body.steps[index] as Step;
    if (step.kind === 'branch') variables.branch();
    else if (step.kind === 'close') variables.close(step.exhaustive);
    else if (step.kind === 'command') {
      if (!variables.dead) runCommand(shell, step, body.file);
    } else if (step.scope === 'function') {
      const end = closing(body, index);
      if (!variables.dead) define(shell, step.name, { ...body, from: index + 1, to: end });
      index = end;
    } else {
      variables.open(step.scope);
      if (step.scope === 'loop') forgetAssigned(shell, body, index);
    }
  }
}

/** A definition in a branch may not have happened: what the name was before is kept beside it. */
function define(shell: Shell, name: string, body: Body): void {
  const undefinedYet = [{ ...body, to: body.from }];
  const before = shell.variables.conditional ? (shell.functions.get(name) ?? undefinedYet) : [];
  if (before.length < BODIES_MAX) shell.functions.set(name, [...before, body]);
}

/** The index of the step that closes what the step at `index` opens. */
function closing({ steps, to }: Body, index: number): number {
  let depth = 0;
  for (let at = index; at < to; at += 1) {
    const kind = steps[at]?.kind;
    if (kind === 'open') depth += 1;
    if (kind === 'close') depth -= 1;
    if (depth === 0) return at;
  }
  return to;
}

/** In a loop, a variable that is set further down may have been set already. */
function forgetAssigned(shell: Shell, body: Body, index: number): void {
  for (const step of body.steps.slice(index, closing(body, index))) {
    if (step.kind !== 'command') continue;
    for (const { name, line } of step.assignments) set(shell, name, { text: null }, { file: body.file, line });
  }
}

function runCommand(shell: Shell, command: Command, file: string): void {
  const at = { file, line: command.line };
  if (!burn(shell, at)) {
    shell.variables.end(false);
    return;
  }
  const declaring = DECLARING.has(literal(command.words[0] ?? []) ?? '');
  const words = declaring ? [] : fieldsOf(shell, command.words, at);
  if (declaring) declare(shell, command, file);
  else if (words.length > 0) runWords(shell, words, command, at);
  else for (const assignment of command.assignments) assign(shell, assignment, file);
}

/** `export NAME`, `export NAME=VALUE`, and words that declare without exporting, unless with -x. */
function declare(shell: Shell, command: Command, file: string): void {
  const [program = [], ...words] = command.words;
  const options = words.map((word) => literal(word) ?? '').filter((text) => text.startsWith('-'));
  const exporting =
    literal(program) === 'export' ? !options.includes('-n') : options.some((text) => text.includes('x'));
  for (const word of words) {
    const assignment = asAssignment(word, command.line);
    const name = literal(word);
    const variable = name === null ? undefined : shell.variables.get(name);
    if (assignment !== null) assign(shell, assignment, file, exporting);
    else if (name !== null && variable !== undefined) {
      const kept = literal(program) !== 'export' && variable.exported;
      shell.variables.assign(name, { ...variable, exported: exporting || kept });
    }
  }
}

function runWords(shell: Shell, words: readonly Field[], command: Command, at: At): void {
  const [program, ...args] = words;
  const name = program?.text ?? '';
  const bodies = shell.functions.get(name);
  // Init functions that wrap a program, such as `daemon`, are known better than they can be read.
  const stepped = WRAPPERS.has(name) || ACCEPTORS.has(name);
  if (bodies !== undefined && !stepped) {
    call(shell, name, bodies);
    return;
  }
  switch (name) {
    case 'exec':
      launch(shell, withoutExecOptions(args), command.assignments, at, true);
      // What follows a command that may have taken the place of the script may never be met.
      if (args.length > 0 && shell.variables.conditional) shell.sure = false;
      if (args.length > 0) shell.variables.end(false);
      return;
    case 'command':
    case 'builtin':
      if (args.length > 0) runWords(shell, args, command, at);
      return;
    case '.':
    case 'source':
      include(shell, args[0], at);
      return;
    default: {
      const builtin = BUILTINS.get(name);
      if (builtin === undefined) launch(shell, words, command.assignments, at);
      else builtin(shell, command, args, at);
    }
  }
}

function call(shell: Shell, name: string, bodies: readonly Body[]): void {
  const { variables } = shell;
  shell.called.add(name);
  if (shell.depth >= DEPTH_MAX) return;
  shell.depth += 1;
  if (bodies.length > 1) variables.open('choice');
  for (const [index, body] of bodies.entries()) {
    if (index > 0) variables.branch();
    variables.open('call');
    interpret(shell, body);
    variables.close(false);
  }
  if (bodies.length > 1) variables.close(true);
  shell.depth -= 1;
}

/** `exec -a NAME`, `-c`, `-l` of bash. */
function withoutExecOptions(args: readonly Field[]): readonly Field[] {
  let index = 0;
  for (; args[index]?.head.startsWith('-') === true; index += 1)
    if (args[index]?.text?.endsWith('a') === true) index += 1;
  return args.slice(index);
}

function launch(shell: Shell, words: readonly Field[], prefix: readonly Assignment[], at: At, last = false): void {
  const [program] = words;
  if (program?.text == null || !mayStart(program.text)) return;
  if (!burn(shell, at, shell.variables.size >> 3)) return;
  const env = environment(shell, prefix, at);
  const sure = isSure(shell);
  const by = last ? 'exec' : 'sh';
  const background = shell.setting.background || shell.variables.background;
  const kept = { ...shell.setting, memory: memory(shell), cwd: directory(shell) };
  const setting = { ...kept, env, by, sure, last, background };
  followChain(shell.run, { words, setting }, at);
}

export function isSure({ setting, sure, variables }: Shell): boolean {
  return setting.sure && sure && !variables.conditional;
}

/** `. FILE`: what cannot be read may have set anything. */
function include(shell: Shell, file: Field | undefined, at: At): void {
  const path = file?.text?.includes('/') === true ? absolute(file.text, directory(shell)) : null;
  const found = path === null ? null : readText({ host: shell.run.reader.host, unchecked: [] }, path);
  if (found?.kind === 'absent' && path !== null)
    sourceNeed(shell.run, { ...shell.setting, sure: isSure(shell) }, path, at);
  if (found?.kind !== 'file' || shell.depth >= DEPTH_MAX || !burn(shell, at, found.text.length >> 5)) {
    shell.opaque = true;
    return;
  }
  const { steps, complete } = parseShell(found.text);
  if (!complete) shell.opaque = true;
  shell.depth += 1;
  interpret(shell, { steps, from: 0, to: steps.length, file: found.path });
  shell.depth -= 1;
}

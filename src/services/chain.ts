/** Follows a command line from program to program until one is found that serves mail or starts qmail-send. */
import { basename } from '../host/access.ts';
import { EXECLINE } from './execline.ts';
import type { Field } from './expand.ts';
import { isLogger, logDirectories } from './log.ts';
import { accountNeeds, noteNeeds, nothingNeed, programNeed, sourceNeed } from './needs.ts';
import {
  attempt,
  COULD_NOT,
  DELIVERY_UNKNOWN,
  NO_MATTER,
  noteLine,
  type Reader,
  readText,
  resolve,
  TEXT_LIMIT,
} from './reader.ts';
import { type Accept, absolute, type Chain, PLAIN_ACCEPT, type Run, type Setting } from './run.ts';
import { ACCEPTORS, isMailPort } from './tcpserver.ts';
import type { LogService, Need, SendService, SmtpService } from './types.ts';
import { settings } from './variables.ts';
import { type At, WRAPPERS } from './wrappers.ts';

/** Programs that take mail from a connection. */
export const SERVERS: ReadonlySet<string> = new Set(['qmail-smtpd', 'qmail-qmtpd', 'qmail-qmqpd']);
export const STARTER = 'qmail-start';
/** Interpreters of a language that `shell.ts` reads, or that is like it in the one line that is given with `-c`. */
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh', 'csh', 'tcsh']);
const CHAIN_MAX = 64;
const DEPTH_MAX = 4;

/** Whether a program of this name may start something that matters here. */
export function mayStart(program: string): boolean {
  const name = basename(program);
  return isEnd(name) || WRAPPERS.has(name) || ACCEPTORS.has(name) || program.includes('/');
}

/** Reads the words of one command; what they start is added to `run`. */
export function followChain(run: Run, chain: Chain, at: At): void {
  let { words, setting } = chain;
  const needs: (Need | null)[] = [];
  for (let count = 0; count < CHAIN_MAX; count += 1) {
    const [program, ...args] = words;
    if (program === undefined) {
      noteNeeds(run, needs);
      return;
    }
    needs.push(programNeed(run, program, setting, placeOf(program, setting, at)));
    const name = program.text === null ? '' : basename(program.text);
    const step = ACCEPTORS.get(name) ?? WRAPPERS.get(name) ?? (setting.execline ? EXECLINE.get(name) : undefined);
    const known = step !== undefined || setting.accept === null || isEnd(name) ? -1 : args.findIndex(isKnown);
    if (step === undefined && known === -1) {
      if (matters(program, setting, name)) noteNeeds(run, needs);
      finishChain(run, program, args, setting, placeOf(program, setting, at));
      return;
    }
    const passed = { ...setting, through: [...setting.through, name] };
    const next = step === undefined ? { words: args.slice(known), setting: passed } : step(run, args, setting, at);
    if (next === null) return;
    needs.push(...accountNeeds(run, name, setting, next.setting, at));
    if (next.words.length === 0) needs.push(nothingNeed(run, name, args, setting, at));
    ({ words } = next);
    setting = { ...next.setting, by: name };
  }
}

/** Whether a service depends on the command: it is the last of its script, ends in a program of mail, or is a script of qmail's. */
function matters({ text }: Field, { last, accept }: Setting, name: string): boolean {
  const serves = accept !== null && (accept.kind === 'tcpserver' || isMailPort(accept.port));
  return last || serves || (isEnd(name) && !SHELLS.has(name)) || /qmail.*\/rc$/.test(text ?? '');
}

/** The one command of a script for execlineb goes over many lines. */
function placeOf({ source }: Field, { execline }: Setting, at: At): At {
  return execline && source?.line !== undefined && source.file === at.file ? { ...at, line: source.line } : at;
}

function isEnd(name: string): boolean {
  return name === STARTER || SERVERS.has(name) || SHELLS.has(name) || isLogger(name);
}

function finishChain(run: Run, program: Field, args: readonly Field[], setting: Setting, at: At): void {
  const name = program.text === null ? '' : basename(program.text);
  if (name === STARTER) addSend(run, args, setting, at);
  else if (SERVERS.has(name)) addSmtp(run, program, setting, at);
  else if (isLogger(name)) addLog(run, name, args, setting, at);
  else if (SHELLS.has(name)) followShell(run, args, setting, at);
  else followUnknown(run, program, setting, at);
}

/** Whether a word names a program that may stand behind one that is not known: rblsmtpd, a proxy, a filter. */
function isKnown({ text }: Field): boolean {
  const name = text === null ? '' : basename(text);
  return SERVERS.has(name) || ACCEPTORS.has(name) || (WRAPPERS.has(name) && name !== 'daemon');
}

/** `sh -c TEXT` or `sh FILE`. */
function followShell(run: Run, args: readonly Field[], setting: Setting, at: At): void {
  const operand = args.findIndex(({ head }) => !/^[-+]/.test(head));
  const [first] = args.slice(operand === -1 ? args.length : operand);
  if (first === undefined) return;
  const command = args.slice(0, operand).some(({ head }) => /^-[a-z]*c/.test(head));
  const path = first.text === null ? null : absolute(first.text, setting.cwd);
  if (!command && setting.last && path !== null && readText(run.reader, path).kind === 'absent')
    sourceNeed(run, setting, path, at, setting.by);
  if (!command) followUnknown(run, first, setting, at);
  else if (first.text === null) noteLine(run.reader, at, 'a shell is given a text that is not known', weight(setting));
  else if (setting.depth < DEPTH_MAX) run.shell(first.text, at, { ...setting, depth: setting.depth + 1 });
}

/** A script has many shells that start no service; behind tcpserver or in a unit of qmail's the shell is the service. */
function weight({ accept, where }: Setting): typeof COULD_NOT {
  return accept === null && where === 'run' ? NO_MATTER : COULD_NOT;
}

/** A program that is a script is read in its turn; any other that listens where mail comes in is one that serves it. */
function followUnknown(run: Run, program: Field, setting: Setting, at: At): void {
  const path = program.text === null || !program.text.includes('/') ? null : absolute(program.text, setting.cwd);
  if (path !== null && setting.depth < DEPTH_MAX && isScript(run, path)) {
    const file = readText(run.reader, path);
    if (file.kind === 'file') run.script(file, { ...setting, depth: setting.depth + 1 });
    return;
  }
  const { accept } = setting;
  if (accept !== null && isMailPort(accept.port) && program.text !== null) {
    addSmtp(run, program, setting, at);
  }
}

/** Whether there is a script at `path`. A binary is none, and that an image did not record its bytes is no matter. */
function isScript(run: Run, path: string): boolean {
  const name = basename(path);
  if (!/qmail|smtp|\.sh$|^run$|^rc/.test(name)) return false;
  const binary = /\/s?bin\/[^/]*$/.test(path) && !name.endsWith('.sh');
  const reader: Reader = binary ? { host: run.reader.host, unchecked: [] } : run.reader;
  const found = resolve(reader, path);
  if (found === null || !found.ok || found.stat.type !== 'file' || found.stat.size > TEXT_LIMIT) return false;
  return attempt(reader, '', () => reader.host.read(found.path, TEXT_LIMIT)).startsWith('#!');
}

function addSmtp(run: Run, { text }: Field, setting: Setting, at: At): void {
  const accept: Accept = setting.accept ?? { ...PLAIN_ACCEPT, kind: 'other', port: null };
  const { user, memory, cwd, through } = setting;
  const service: SmtpService = {
    ...at,
    ...accept,
    user,
    through,
    program: basename(text ?? ''),
    programPath: text?.includes('/') ? absolute(text, cwd) : null,
    env: settings(setting.env),
    memory,
    directory: cwd,
  };
  if (isNew(run.smtp, at)) run.smtp.push(service);
}

/** qmail-start's first argument goes to qmail-lspawn; without one that is `./Mailbox` (qmail-start.c). */
function addSend(run: Run, args: readonly Field[], setting: Setting, at: At): void {
  const [first] = args;
  const text = first === undefined ? './Mailbox' : first.text;
  if (text === null) noteLine(run.reader, at, 'the first argument of qmail-start is not known', DELIVERY_UNKNOWN);
  const service: SendService = {
    ...at,
    defaultDelivery: text,
    defaultDeliveryFrom: text === null ? null : (first?.source ?? at),
    env: settings(setting.env),
    starters: [run.starter],
    user: setting.user,
    memory: setting.memory,
    background: setting.background,
  };
  const known = run.send.findIndex((each) => each.file === at.file && each.line === at.line);
  const before = run.send[known];
  if (before === undefined) run.send.push(service);
  else if (!before.starters.includes(run.starter))
    run.send[known] = { ...before, starters: [...before.starters, run.starter] };
}

function addLog(run: Run, program: LogService['program'], args: readonly Field[], setting: Setting, at: At): void {
  const directories = logDirectories(program, args).flatMap((name) => {
    const path = absolute(name, setting.cwd);
    return path === null ? [] : [{ name, path }];
  });
  if (isNew(run.logs, at)) run.logs.push({ ...at, program, user: setting.user, directories });
}

function isNew(services: readonly At[], { file, line }: At): boolean {
  return !services.some((service) => service.file === file && service.line === line);
}

/**
 * Programs that change something and then run another: each takes its arguments and the setting, and gives the words of
 * the next program with the setting in which it runs, or null where that cannot be told.
 */
import { envdir } from './envdir.ts';
import type { Field, Source } from './expand.ts';
import { getopt, has, lastValue } from './options.ts';
import { noteLine } from './reader.ts';
import { absolute, type Chain, exported, knownField, type Run, type Setting } from './run.ts';
import { accountUser, fieldUser, groupId, scanId } from './users.ts';
import type { Variable } from './variables.ts';

export type At = Required<Source>;

export type Wrapper = (run: Run, args: readonly Field[], setting: Setting, at: At) => Chain | null;

/** A program whose options change nothing that matters here. `operands`: how many words come before the program. */
function passing(flags: string, valued: string, operands = 0): Wrapper {
  return (_run, args, setting) => ({ words: getopt(args, flags, valued).rest.slice(operands), setting });
}

/** env(1): `-`, `-i`, `-u NAME`, `NAME=VALUE`. */
const env: Wrapper = (_run, args, setting, at) => {
  const [first] = args;
  const bare = first?.text === '-';
  const options = getopt(bare ? args.slice(1) : args, 'i0v', 'uC');
  const variables = new Map<string, Variable>(bare || has(options, 'i') ? [] : setting.env);
  for (const { letter, value } of options.given)
    if (letter === 'u' && value?.text != null) variables.delete(value.text);
  let index = 0;
  for (; index < options.rest.length; index += 1) {
    const field = options.rest[index] as Field;
    const equals = field.head.indexOf('=');
    if (equals < 0) break;
    const text = field.text === null ? null : field.text.slice(equals + 1);
    variables.set(field.head.slice(0, equals), exported(text, at, setting.where));
  }
  return { words: options.rest.slice(index), setting: { ...setting, env: variables } };
};

/** softlimit(8): `-m` sets what `-a` sets, too. `=` is the hard limit, which is not known. */
function softlimit(flags: string): Wrapper {
  return (_run, args, setting) => {
    const options = getopt(args, flags, 'acdflmoprstP');
    const limit = lastValue(options, 'am');
    return { words: options.rest, setting: limit === undefined ? setting : { ...setting, memory: scanId(limit.text) } };
  };
}

function setuidgid(from: string, flags: string): Wrapper {
  return (run, args, setting) => {
    const { rest } = getopt(args, flags, '');
    return { words: rest.slice(1), setting: { ...setting, user: fieldUser(run, rest[0], from) } };
  };
}

/** envuidgid(8), s6-envuidgid: sets $UID and $GID, for tcpserver -U. */
function envuidgid(flags: string, valued: string): Wrapper {
  return (run, args, setting) => {
    const options = getopt(args, flags, valued);
    const [account] = options.rest;
    const named = fieldUser(run, account, 'envuidgid');
    const group = has(options, 'g') && account?.text != null ? groupId(run, account.text) : null;
    const kept = { uid: setting.ids?.uid ?? null, gid: setting.ids?.gid ?? null, from: 'envuidgid' };
    let ids = named;
    if (has(options, 'g')) ids = { ...kept, gid: group };
    else if (has(options, 'u')) ids = { ...named, gid: kept.gid };
    return { words: options.rest.slice(1), setting: { ...setting, ids } };
  };
}

/** s6-applyuidgid: `-U` takes $UID and $GID. */
const applyuidgid: Wrapper = (_run, args, setting) => {
  const options = getopt(args, 'zU', 'ugG');
  const uid = lastValue(options, 'u');
  const gid = lastValue(options, 'g');
  const base = has(options, 'U') ? setting.ids : setting.user;
  const user = {
    ...(base?.name === undefined ? {} : { name: base.name }),
    uid: uid === undefined ? (base?.uid ?? null) : scanId(uid.text),
    gid: gid === undefined ? (base?.gid ?? null) : scanId(gid.text),
    from: 's6-applyuidgid',
  };
  return { words: options.rest, setting: { ...setting, user } };
};

/** chpst(8). */
const chpst: Wrapper = (run, args, setting, at) => {
  const options = getopt(args, 'vP012V', 'uUbemdopfcrt/CnlL');
  let next = setting;
  const directory = lastValue(options, 'e');
  if (directory !== undefined) next = envdir(run, next, directory.text, at, { by: 'chpst' });
  const user = lastValue(options, 'u');
  if (user !== undefined) next = { ...next, user: fieldUser(run, user, 'chpst -u') };
  const ids = lastValue(options, 'U');
  if (ids !== undefined) next = { ...next, ids: fieldUser(run, ids, 'chpst -U') };
  const memory = lastValue(options, 'm');
  if (memory !== undefined) next = { ...next, memory: scanId(memory.text) };
  if (lastValue(options, '/') !== undefined) {
    noteLine(run.reader, at, 'chpst -/ changes the root directory: paths after it are not this machine’s');
  }
  const cwd = lastValue(options, 'C');
  if (cwd !== undefined) next = { ...next, cwd: cwd.text };
  return { words: options.rest, setting: next };
};

const plainEnvdir: Wrapper = (run, args, setting, at) => {
  const [directory, ...words] = args;
  return { words, setting: envdir(run, setting, directory?.text ?? null, at) };
};

const s6Envdir: Wrapper = (run, args, setting, at) => {
  const options = getopt(args, 'IinfL', 'c');
  const [directory, ...words] = options.rest;
  const how = { by: 's6-envdir', whole: has(options, 'f'), keep: has(options, 'n') };
  return { words, setting: envdir(run, setting, directory?.text ?? null, at, how) };
};

/** `argv0 PROGRAM NAME ARG…` */
const argv0: Wrapper = (_run, [program, , ...args], setting) =>
  program === undefined ? null : { words: [program, ...args], setting };

/** nice(1): also `-5` and `--adjustment=5`. */
const nice: Wrapper = (_run, args, setting) => {
  let index = 0;
  for (; args[index]?.head.startsWith('-') === true; index += 1) if (args[index]?.text === '-n') index += 1;
  return { words: args.slice(index), setting };
};

const SHORT_VALUED = new Map([
  ['-a', '--startas'],
  ['-x', '--exec'],
  ['-c', '--chuid'],
]);
const START_STOP_VALUED = new Set([
  ...[...'acdghknprsuxNIPROT'].map((letter) => `-${letter}`),
  ...['--startas', '--exec', '--chuid', '--chdir', '--group', '--umask', '--name', '--pidfile', '--retry', '--user'],
  ...['--signal', '--nicelevel', '--iosched', '--procsched', '--chroot', '--output', '--ppid', '--pid'],
]);

/** start-stop-daemon(8) with `--start`: the program of `--startas`, else of `--exec`, with what follows `--`. */
const startStopDaemon: Wrapper = (run, args, setting) => {
  const values = new Map<string, Field>();
  let start = false;
  let index = 0;
  for (; index < args.length; index += 1) {
    const { text } = args[index] as Field;
    if (text === '--' || text === null || !text.startsWith('-')) break;
    const [, name, value] = /^(--[a-z]+)=(.*)$/s.exec(text) ?? [];
    if (text === '--start' || text === '-S') start = true;
    if (name !== undefined && value !== undefined) values.set(name, { ...(args[index] as Field), text: value });
    else if (START_STOP_VALUED.has(text)) {
      index += 1;
      const next = args[index];
      if (next !== undefined) values.set(SHORT_VALUED.get(text) ?? text, next);
    }
  }
  const program = values.get('--startas') ?? values.get('--exec');
  if (!start || program === undefined) return null;
  const rest = args[index]?.text === '--' ? args.slice(index + 1) : args.slice(index);
  const chuid = values.get('--chuid');
  const user = chuid === undefined ? setting.user : fieldUser(run, chuid, 'start-stop-daemon --chuid');
  return { words: [program, ...rest], setting: { ...setting, user } };
};

/** `daemon` of FreeBSD (daemon(8)) and of Red Hat's init functions (`daemon [+N] [--user=NAME] PROGRAM`). */
const daemon: Wrapper = (run, args, setting) => {
  const long = args.filter((field) => field.head.startsWith('--'));
  const name = long.map(({ text }) => /^--user=(.+)$/.exec(text ?? '')?.[1]).find((found) => found !== undefined);
  const short = args.filter((field) => !field.head.startsWith('--') && !/^\+\d+$/.test(field.head));
  const options = getopt(short, 'cfrSH', 'opPlsTtumR');
  const value = lastValue(options, 'u');
  let { user } = setting;
  if (name !== undefined) user = accountUser(run, name, 'daemon --user');
  if (value !== undefined) user = fieldUser(run, value, 'daemon -u');
  return { words: options.rest, setting: { ...setting, user } };
};

/** supervise, runsv: the program is `run` in a directory, and is started there. */
const supervise: Wrapper = (_run, args, setting, at) => {
  const text = args[0]?.text ?? null;
  const cwd =
    text === null ? null : absolute(text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text, setting.cwd);
  return cwd === null ? null : { words: [knownField(`${cwd}/run`, at)], setting: { ...setting, cwd } };
};

/** By the base name of the program. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  ['env', env],
  ['s6-env', env],
  ['envdir', plainEnvdir],
  ['s6-envdir', s6Envdir],
  ['softlimit', softlimit('')],
  ['s6-softlimit', softlimit('Hh')],
  ['setuidgid', setuidgid('setuidgid', 's')],
  ['s6-setuidgid', setuidgid('s6-setuidgid', '')],
  ['envuidgid', envuidgid('', '')],
  ['s6-envuidgid', envuidgid('ugBni', 'D')],
  ['s6-applyuidgid', applyuidgid],
  ['chpst', chpst],
  ['argv0', argv0],
  ['nice', nice],
  ['ionice', passing('t', 'cnp')],
  ['nohup', passing('', '')],
  ['setsid', passing('cfw', '')],
  ['s6-setsid', passing('siIbfFqdD', '')],
  ['fghack', passing('', '')],
  ['s6-fghack', passing('', '')],
  ['pgrphack', passing('', '')],
  ['setlock', passing('nNxX', '', 1)],
  ['s6-setlock', passing('nNrw', 'tfd', 1)],
  ['s6-connlimit', passing('', '')],
  ['start-stop-daemon', startStopDaemon],
  ['daemon', daemon],
  ['tcpd', passing('', '')],
  ['supervise', supervise],
  ['s6-supervise', supervise],
  ['runsv', supervise],
]);

/** Units of systemd whose ExecStart= starts qmail (systemd.service(5), systemd.exec(5)). */
import { basename } from '../host/access.ts';
import { followChain } from './chain.ts';
import { conditionNeed, directoryNeed, fileNeed, noteNeeds, unknown } from './needs.ts';
import { listNames, noteLine, readText, resolve } from './reader.ts';
import { absolute, exported, NOTHING, PLAIN_ACCEPT, type Run, type Setting } from './run.ts';
import type { FoundFile, ServiceUser } from './types.ts';
import { commandFields, type Entry, type UnitWord, unitEntries, unitWords, withoutSpecifiers } from './unit-file.ts';
import { groupId, userAndGroup } from './users.ts';
import type { Variable } from './variables.ts';

/** Where units are, the first of a name counts. */
const DIRECTORIES = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];
const OURS = /qmail|smtp/;

/** Adds what the units start. Returns the unit files that did, or have a name that says so. */
export function readSystemd(run: Run): FoundFile[] {
  const files: FoundFile[] = [];
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const directory of DIRECTORIES) {
    // The rest of /lib is the distribution's.
    const wanted = (name: string) => name.endsWith('.service') && (OURS.test(name) || directory.startsWith('/etc/'));
    const listed = listNames(run.reader, directory, wanted);
    for (const name of listed?.names ?? []) {
      if (names.has(name)) continue;
      names.add(name);
      const path = `${listed?.path}/${name}`;
      const found = readText(run.reader, path);
      if (found.kind !== 'file' || paths.has(found.path)) continue;
      paths.add(found.path);
      const count = run.smtp.length + run.send.length;
      run.starter = found.path;
      if (OURS.test(found.text) || OURS.test(name)) readUnit(run, name, allEntries(run, name, found));
      const started = run.smtp.length + run.send.length > count;
      if (started || OURS.test(name)) files.push({ path: found.path, kind: 'systemd' });
    }
  }
  return files;
}

function allEntries(run: Run, name: string, unit: { path: string; text: string }): Entry[] {
  return [...unitEntries(unit), ...dropIns(run, name)];
}

/** `ConditionPathExists=` and the like of one path that must be there; those with `!` or `|` ask for something else. */
const CONDITION = /^(?:Condition|Assert)(?:PathExists|PathIsDirectory|FileIsExecutable|FileNotEmpty)$/;

function noteConditions(run: Run, entries: readonly Entry[], setting: Setting): void {
  for (const entry of entries.filter(({ section, key }) => section === 'Unit' && CONDITION.test(key))) {
    const path = withoutSpecifiers(entry.value);
    if (path?.startsWith('/')) conditionNeed(run, entry.key, setting, path, entry);
  }
}

/** The entries of `NAME.d/*.conf`, by name of file. */
function dropIns(run: Run, unit: string): Entry[] {
  const files = new Map<string, string>();
  for (const directory of DIRECTORIES) {
    const listed = listNames(run.reader, `${directory}/${unit}.d`);
    for (const name of listed?.names ?? []) {
      if (name.endsWith('.conf') && !files.has(name)) files.set(name, `${listed?.path}/${name}`);
    }
  }
  return [...files.keys()].toSorted().flatMap((name) => {
    const found = readText(run.reader, files.get(name) ?? '');
    return found.kind === 'file' ? unitEntries(found) : [];
  });
}

/** The entries with this key that count: an empty one takes back those before it. */
function listed(entries: readonly Entry[], key: string): Entry[] {
  const all = entries.filter((entry) => entry.key === key);
  return all.slice(all.findLastIndex(({ value }) => value === '') + 1);
}

function last(entries: readonly Entry[], key: string): string | undefined {
  const value = entries.findLast((entry) => entry.key === key)?.value;
  return value === '' ? undefined : value;
}

/** WorkingDirectory=, which must be there unless it begins with `-`. */
function noteHome(run: Run, entries: readonly Entry[], setting: Setting): void {
  const entry = entries.findLast(({ key }) => key === 'WorkingDirectory');
  const path = entry === undefined ? null : withoutSpecifiers(entry.value);
  if (entry === undefined || path === null || !path.startsWith('/')) return;
  if (resolve(run.reader, path)?.ok === false) directoryNeed(run, 'systemd', setting, path, entry);
}

function readUnit(run: Run, name: string, all: readonly Entry[]): void {
  const entries = all.filter(({ section }) => section === 'Service');
  const user = unitUser(run, last(entries, 'User'), last(entries, 'Group'));
  const socket = last(entries, 'StandardInput') === 'socket';
  const accept = socket
    ? { ...PLAIN_ACCEPT, kind: 'systemd' as const, port: socketPort(run, name), rulesUser: user }
    : null;
  const home = last(entries, 'WorkingDirectory')?.replace(/^-/, '') ?? '/';
  const setting: Setting = {
    ...NOTHING,
    env: unitEnvironment(run, entries),
    user,
    memory: limit(last(entries, 'LimitAS')),
    cwd: home.startsWith('/') ? withoutSpecifiers(home) : null,
    accept,
    where: 'systemd',
    by: 'systemd',
    last: true,
  };
  noteConditions(run, all, setting);
  noteHome(run, entries, setting);
  for (const entry of listed(entries, 'ExecStart')) {
    noteNeeds(run, [unknown(run, user, 'systemd', setting, entry)]);
    if (last(entries, 'RootDirectory') !== undefined) noteLine(run.reader, entry, 'RootDirectory= is not followed');
    for (const words of commandLines(unitWords(entry.value))) startCommand(run, words, setting, entry);
  }
}

/** A word `;` separates commands. */
function commandLines(words: readonly UnitWord[]): UnitWord[][] {
  const lines: UnitWord[][] = [[]];
  for (const word of words) {
    if (word.text === ';' && !word.quoted) lines.push([]);
    else lines.at(-1)?.push(word);
  }
  return lines;
}

/** Prefixes of the path: `@`: argv[0] follows; `:`: variables stand for themselves; `+`, `!`: the user stays. */
function startCommand(run: Run, words: readonly UnitWord[], setting: Setting, { file, line }: Entry): void {
  const [first, ...args] = words;
  if (first === undefined) return;
  const at = { file, line };
  const prefix = /^[-@:+!|]*/.exec(first.text)?.[0] ?? '';
  const program = { ...first, text: first.text.slice(prefix.length) };
  const taken = prefix.includes('@') ? args.slice(1) : args;
  const lookup = (name: string) => (prefix.includes(':') ? `\${${name}}` : (setting.env.get(name)?.text ?? null));
  const fields = commandFields([program, ...taken], lookup, at);
  const user = prefix.includes('+') || prefix.includes('!') ? null : setting.user;
  followChain(run, { words: fields, setting: { ...setting, user } }, at);
}

function unitUser(run: Run, user: string | undefined, group: string | undefined): ServiceUser | null {
  if (user === undefined && group === undefined) return null;
  const found = user === undefined ? { uid: null, gid: null, from: 'Group=' } : userAndGroup(run, user, 'User=');
  return group === undefined ? found : { ...found, gid: groupId(run, group) };
}

/** Environment=, then EnvironmentFile=, which wins; what a file that cannot be read sets is not known. */
function unitEnvironment(run: Run, entries: readonly Entry[]): Map<string, Variable> {
  const env = new Map<string, Variable>();
  for (const { value, file, line } of listed(entries, 'Environment')) {
    for (const { text } of unitWords(value)) {
      const equals = text.indexOf('=');
      const known = withoutSpecifiers(text.slice(equals + 1));
      if (equals > 0) env.set(text.slice(0, equals), exported(known, { file, line }, 'systemd'));
    }
  }
  for (const entry of listed(entries, 'EnvironmentFile')) {
    const path = absolute(entry.value.replace(/^-/, ''), null);
    const found = path === null || path.includes('%') ? null : readText(run.reader, path);
    if (found === null) noteLine(run.reader, entry, 'EnvironmentFile= names a file that is not known');
    if (found?.kind === 'absent' && path !== null && !entry.value.startsWith('-'))
      fileNeed(run, { ...NOTHING, by: 'systemd' }, path, entry);
    if (found?.kind === 'file') readEnvironmentFile(found, env);
  }
  for (const { value } of listed(entries, 'UnsetEnvironment'))
    for (const { text } of unitWords(value)) env.delete(text);
  return env;
}

function readEnvironmentFile({ path, text }: { path: string; text: string }, env: Map<string, Variable>): void {
  for (const { key, value, line } of unitEntries({ path, text })) {
    const words = unitWords(value);
    const plain = words.length === 1 ? (words[0]?.text ?? '') : value;
    env.set(key, exported(plain, { file: path, line }, 'systemd'));
  }
}

/** The port of the socket unit that belongs to `NAME@.service`. */
function socketPort(run: Run, service: string): string | null {
  const name = basename(service).replace(/@?\.service$/, '.socket');
  for (const directory of DIRECTORIES) {
    const found = readText(run.reader, `${directory}/${name}`);
    if (found.kind !== 'file') continue;
    const stream = last(unitEntries(found), 'ListenStream');
    return /(?:^|:)(\d+)$/.exec(stream ?? '')?.[1] ?? null;
  }
  return null;
}

/** `16M` or `16M:32M`, of which the first is the soft limit; null for `infinity`. */
function limit(text: string | undefined): number | null {
  const [, number, unit = ''] = /^(\d{1,15})([KMGT]?)(?::|$)/.exec(text ?? '') ?? [];
  return number === undefined ? null : Number(number) * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf(unit);
}

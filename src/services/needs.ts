/** What must be there for a service to start, gathered while a command line is followed from program to program. */
import { basename } from '../host/access.ts';
import type { Field } from './expand.ts';
import { attempt } from './reader.ts';
import { absolute, type Run, type Setting } from './run.ts';
import type { Need, ServiceUser } from './types.ts';
import type { At } from './wrappers.ts';

/** Programs that do nothing without another after them (usage, and exit 100 or 111). */
const CHAINING = new Set([
  'softlimit',
  'setuidgid',
  'envdir',
  'envuidgid',
  'tcpserver',
  'chpst',
  's6-setuidgid',
  's6-softlimit',
]);
/** What most systemd look in for a program without a slash (systemd.exec(5)). */
const SYSTEMD_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

type Told = Omit<Need, 'file' | 'line' | 'starters' | 'by' | 'user'>;

/** A need of who runs in `setting`, not yet noted; null where it may never be met. */
function need(run: Run, setting: Setting, at: At, told: Told, by = setting.by): Need | null {
  return setting.sure ? { ...told, ...at, by, user: setting.user, starters: [run.starter] } : null;
}

/** The program that stands first. */
export function programNeed(run: Run, program: Field, setting: Setting, at: At): Need | null {
  const { text } = program;
  if (text === null || text === '') return null;
  const path = text.includes('/') ? absolute(text, setting.cwd) : null;
  if (text.includes('/') && path === null) return null;
  return need(run, setting, at, {
    kind: 'program',
    name: text,
    path,
    search: path === null ? searched(setting) : null,
  });
}

function searched(setting: Setting): readonly string[] | null {
  if (setting.by === 'systemd') return SYSTEMD_PATH;
  const text = setting.env.get('PATH')?.text;
  if (text == null || text === '') return null;
  const dirs = text.split(':').map((dir) => (dir === '' ? '.' : dir));
  return dirs.every((dir) => dir.startsWith('/')) ? dirs : null;
}

/** The accounts that a program of the chain looked up and did not find. */
export function accountNeeds(run: Run, by: string, before: Setting, after: Setting, at: At): Need[] {
  const asked = [after.user === before.user ? null : after.user, after.ids === before.ids ? null : after.ids];
  return asked.flatMap((user) => unknown(run, user, by, before, at) ?? []);
}

/** The account of `User=`, of inetd and the like, where there is none of that name. */
export function unknown(run: Run, user: ServiceUser | null, by: string, setting: Setting, at: At): Need | null {
  const name = user?.name;
  if (name === undefined || user?.uid !== null || user.from.startsWith('tcpserver')) return null;
  if (attempt(run.reader, undefined, () => run.reader.host.accounts.byName(name)) !== null) return null;
  return need(run, setting, at, { kind: 'account', name, path: null, search: null }, by);
}

/** A directory that a program of the chain cannot do without. */
export function directoryNeed(run: Run, by: string, setting: Setting, name: string, at: At): void {
  const path = absolute(name, setting.cwd);
  noteNeeds(run, [need(run, setting, at, { kind: 'directory', name, path, search: null }, by)]);
}

/** A path without which systemd passes over a unit. */
export function conditionNeed(run: Run, key: string, setting: Setting, path: string, { file, line }: At): void {
  noteNeeds(run, [need(run, setting, { file, line }, { kind: 'condition', name: path, path, search: null }, key)]);
}

/** That a script ends where nothing of it was started yet. */
export function exitNeed(run: Run, setting: Setting, at: At): void {
  const own = ({ file }: At) => file === at.file || file === run.starter;
  if ([...run.smtp, ...run.send, ...run.logs].some(own)) return;
  if (run.send.some(({ starters }) => starters.includes(run.starter))) return;
  noteNeeds(run, [need(run, setting, at, { kind: 'exit', name: 'exit', path: null, search: null })]);
}

/** A file of variables that a unit cannot do without. */
export function fileNeed(run: Run, setting: Setting, path: string, { file, line }: At): void {
  noteNeeds(run, [need(run, setting, { file, line }, { kind: 'file', name: path, path, search: null }, 'systemd')]);
}

/** A file that a shell reads: with `.`, where `by` is `sh`, or as its script. */
export function sourceNeed(run: Run, setting: Setting, path: string, at: At, by = 'sh'): void {
  noteNeeds(run, [need(run, setting, at, { kind: 'source', name: path, path, search: null }, by)]);
}

/** That a program of the chain has nothing to run, where none of its words may be several. */
export function nothingNeed(run: Run, by: string, args: readonly Field[], setting: Setting, at: At): Need | null {
  // env alone says what there is: no end for a script.
  const chains = CHAINING.has(basename(by)) || (by === 'env' && setting.last);
  if (!chains || args.some(({ open }) => open)) return null;
  return need(run, setting, at, { kind: 'nothing', name: args.at(-1)?.text ?? by, path: null, search: null }, by);
}

/** Adds needs, each once with all from which reading led to it. */
export function noteNeeds(run: Run, needs: readonly (Need | null)[]): void {
  for (const each of needs) {
    if (each === null) continue;
    const key = [each.kind, each.file, each.line, each.by, each.name].join('\0');
    const before = run.needs.get(key);
    const starters = [...new Set([...(before?.starters ?? []), ...each.starters])];
    run.needs.set(key, { ...each, starters });
  }
}

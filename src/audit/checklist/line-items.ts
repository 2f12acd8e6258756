/** Items for what the lines of planned dot-qmail files name: programs, and Maildirs beside those of the default delivery. */

import { notRun, plainWords } from '../../checks/program-line.ts';
import { dirname, join, may, ROOT, WRITE, walk } from '../../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../../host/host.ts';
import type { PlannedFile } from '../../migrate/proposal/types.ts';
import { ownerAt } from '../../migrate/users.ts';
import { parseInstructions } from '../../qmail/dot-qmail.ts';
import { mboxRefusal } from '../../qmail/maildir.ts';
import { shellWord } from '../shell-word.ts';
import type { ItemParts, MakeItem } from './item.ts';
import type { Item } from './types.ts';

export interface LineScene {
  /** The new machine, with qmail's accounts. */
  readonly host: Host;
  /** Of qmail. */
  readonly home: string;
  /** Maildirs that have items of their own. */
  readonly known: ReadonlySet<string>;
}

/** Each program and each Maildir once. Never throws. */
export function lineItems(scene: LineScene, files: readonly PlannedFile[], item: MakeItem): Item[] {
  const found = new Map<string, ItemParts>();
  for (const file of files.filter(({ kind }) => kind === 'alias' || kind === 'home'))
    for (const line of parseInstructions(file.text)) {
      const parts =
        line.kind === 'program'
          ? programPart(scene, file, line.target)
          : line.kind === 'maildir'
            ? maildirPart(scene, file, line.target)
            : line.kind === 'mbox'
              ? mboxPart(scene, file, line.target)
              : null;
      if (parts !== null && !found.has(parts.id)) found.set(parts.id, parts);
    }
  return [...found.values()].map(item);
}

/** The Maildirs that will be there once these items are done. */
export function madeMaildirs(
  { host }: LineScene,
  items: readonly Item[],
): { path: string; uid: number; gid: number }[] {
  return items.flatMap(({ what, state, data }) => {
    const account = host.accounts.byName(data['owner'] ?? '');
    if (what !== 'maildir-line' || state !== 'missing' || account === null) return [];
    return [{ path: (data['path'] ?? '').replace(/\/+$/, ''), uid: account.uid, gid: account.gid }];
  });
}

function tried<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof CouldNotCheck) return otherwise;
    throw error;
  }
}

function programPart({ host, home }: LineScene, file: PlannedFile, command: string): ItemParts | null {
  const program = programOf(command);
  if (program === null || program.startsWith(`${home}/bin/`)) return null;
  const state = tried((): ItemParts['state'] => {
    const found = walk(host, ROOT, program);
    if (found.ok) return found.stat.type === 'file' && (found.stat.mode & 0o111) !== 0 ? 'done' : 'missing';
    const at = walk(host, ROOT, '/');
    return at.ok && notRun(host, ROOT, program, at, []) !== null ? 'missing' : 'by-hand';
  }, 'could-not');
  return {
    id: `program:${program}`,
    group: 'names',
    what: 'program-there',
    data: { program, path: file.path },
    state,
    prevents: [/^\s*preline\s/.test(command) ? PRELINE(program) : SHELL(program)],
  };
}

const PRELINE = (file: string) => ['PRELINE-2', { file, error: 'file does not exist' }] as const;
const SHELL = (file: string) => ['SH-1', { number: '1', file }] as const;

/** The program that a command names by its whole path, behind preline, a shell, variables; null for one that is looked for in PATH. */
function programOf(command: string): string | null {
  const plain = command.trim().replace(/^preline\s+/, '');
  const inner = /^(?:\/bin\/)?sh\s+-c\s+'([\s\S]*)'$/.exec(plain)?.[1]?.replaceAll("'\\''", "'") ?? plain;
  const [first = ''] = plainWords(inner) ?? [];
  if (first.startsWith('/')) return first;
  return /(?:^|&&|\|\||[;|&(])\s*(?:exec\s+)?(\/[A-Za-z0-9_./+:@%,=-]+)(?=[\s;|&)]|$)/.exec(inner)?.[1] ?? null;
}

function maildirPart({ host, home, known }: LineScene, file: PlannedFile, target: string): ItemParts | null {
  const path = target.startsWith('/') ? target : `${join(dirname(file.path), target.replace(/^(\.\/+)+/, ''))}`;
  const plain = path.replace(/\/+$/, '');
  const account = host.accounts.byName(file.owner);
  if (known.has(plain) || account === null || plain === '') return null;
  const state = tried((): ItemParts['state'] => {
    const parts = ['tmp', 'new', 'cur'].map((part) => walk(host, ROOT, `${plain}/${part}`));
    if (parts.some(({ ok }) => !ok)) return 'missing';
    return parts.every((each) => each.ok && each.stat.uid === account.uid) ? 'done' : 'different';
  }, 'could-not');
  const command = state === 'missing' ? makes(host, home, file.owner, path) : null;
  const made = command === null ? {} : { command };
  const data = { path, file: file.path, owner: file.owner };
  return {
    id: `maildir:${path}`,
    group: 'users',
    what: 'maildir-line',
    data,
    state,
    ...made,
    prevents: [['LOCAL-20']],
  };
}

/** Where qmail-local appends as the owner of the file. */
function mboxPart({ host }: LineScene, file: PlannedFile, target: string): ItemParts | null {
  const account = host.accounts.byName(file.owner);
  // In the home itself he may.
  if (account === null || !target.startsWith('/') || target.startsWith('/dev/')) return null;
  const who = { uid: account.uid, gid: account.gid };
  const refusal = tried(() => {
    const at = walk(host, ROOT, '/');
    return at.ok ? mboxRefusal(host, who, target, at) : null;
  }, undefined);
  const state = refusal === undefined ? 'could-not' : refusal === null ? 'done' : 'missing';
  const command = refusal?.walk.errno === 'ENOENT' ? makesDir(host, file.owner, dirname(target)) : null;
  return {
    id: `line:${target}`,
    group: 'names',
    what: 'mbox-line',
    data: { path: target, file: file.path, owner: file.owner },
    state,
    ...(command === null ? {} : { command }),
    prevents: [['LOCAL-24', { file: target, error: 'access denied' }]],
  };
}

/** Null where neither root nor the owner should make it. */
function makesDir(host: Host, owner: string, path: string): string | null {
  const account = host.accounts.byName(owner);
  if (account === null || tried(() => walk(host, ROOT, path).ok, true)) return null;
  if (isRoots(host, dirname(path))) return `install -d -o ${shellWord(owner)} -m 700 ${shellWord(path)}`;
  if (!mayWrite(host, account, dirname(path))) return null;
  return `su ${shellWord(owner)} -s /bin/sh -c ${shellWord(`umask 077; mkdir -p ${shellWord(path)}`)}`;
}

/** By root only where nobody else may have put anything on the way; else by its owner, who can lead nobody but himself astray. Null where he may not. */
function makes(host: Host, home: string, owner: string, path: string): string | null {
  const plain = path.replace(/\/+$/, '');
  const account = host.accounts.byName(owner);
  if (isRoots(host, dirname(plain)) && account !== null) {
    const group = host.accounts.groups.find(({ gid }) => gid === account.gid)?.name ?? String(account.gid);
    const parts = [path, ...['tmp', 'new', 'cur'].map((part) => `${plain}/${part}`)].map(shellWord).join(' ');
    return `install -d -o ${shellWord(owner)} -g ${shellWord(group)} -m 700 ${parts}`;
  }
  if (account !== null && !mayWrite(host, account, dirname(plain))) return null;
  return `su ${shellWord(owner)} -s /bin/sh -c ${shellWord(`${home}/bin/maildirmake ${shellWord(path)}`)}`;
}

/** Whether he may make a name in the directory; where that is not there yet it is taken to become his. */
function mayWrite(host: Host, who: Account, path: string): boolean {
  return tried(() => {
    const found = walk(host, who, path);
    return found.ok ? may(who, found.stat, WRITE) : found.errno === 'ENOENT';
  }, true);
}

/** Whether the directory and all above it are there, root's, and nobody else may write there. */
function isRoots(host: Host, path: string): boolean {
  return tried(() => {
    const found = walk(host, ROOT, path);
    if (!found.ok || ownerAt(host, path) !== 0 || (found.stat.mode & 0o022) !== 0) return false;
    return path === '/' || isRoots(host, dirname(path));
  }, false);
}

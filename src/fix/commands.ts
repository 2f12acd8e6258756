/** The same steps as commands of a shell, for those who want to type them. */

import { shellWord } from '../audit/shell-word.ts';
import { textOf } from '../host/bytes.ts';
import type { Accounts } from '../host/host.ts';
import type { State, Step, Who } from './step.ts';

/** One line for each step; the names of users and groups are those of the audited machine. */
export function commandOf(step: Step, accounts: Accounts): string {
  const { kind, after, as } = step;
  const script =
    kind === 'change'
      ? changing(step, accounts)
      : kind === 'make' && after !== null
        ? making(step, after, accounts)
        : taking(step);
  return as === null ? script : asUser(script, as, accounts);
}

function changing({ before, after, path }: Step, accounts: Accounts): string {
  if (before === null || after === null) return '';
  const isGiven = before.uid !== after.uid || before.gid !== after.gid;
  const chmod = `chmod ${octal(after.mode)} ${shellWord(path)}`;
  if (!isGiven) return chmod;
  const chown = `chown -h ${ownership(before, after, accounts)} ${shellWord(path)}`;
  return before.mode === after.mode && (after.mode & 0o6000) === 0 ? chown : `${chown} && ${chmod}`;
}

function ownership(before: State, { uid, gid }: State, { userName, groupName }: Accounts): string {
  const group = before.gid === gid ? '' : `:${textOf(groupName(gid))}`;
  return `${before.uid === uid ? '' : textOf(userName(uid))}${group}`;
}

function making(step: Step, { uid, gid, mode }: State, { userName, groupName }: Accounts): string {
  const word = shellWord(step.path);
  const made = `${MAKERS[step.type]} ${octal(mode)} ${step.type === 'file' ? '/dev/null ' : ''}${word}`;
  const filled = step.size === undefined ? made : `${made} && truncate -s ${step.size} ${word}`;
  return step.as === null ? `${filled} && chown -h ${textOf(userName(uid))}:${textOf(groupName(gid))} ${word}` : filled;
}

const MAKERS = { dir: 'mkdir -m', fifo: 'mkfifo -m', file: 'install -m' } as const;

function taking({ type, path }: Step): string {
  return `${type === 'dir' ? 'rmdir' : 'rm -f'} ${shellWord(path)}`;
}

function asUser(script: string, { uid }: Who, { userName }: Accounts): string {
  return `su -s /bin/sh -c ${shellWord(script)} ${shellWord(userName(uid))}`;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, '0');
}

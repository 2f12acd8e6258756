/** Whether qmail-send has a queue in hand, and what stops it. */
import * as fs from 'node:fs';
import { shellWord } from '../audit/shell-word.ts';
import type { Target } from '../checks/check.ts';
import { enabledOf } from '../checks/starters.ts';
import { basename, dirname } from '../host/access.ts';

/** A process of that name with its directory there (qmail-send.c:1541), in whatever container; on the running machine any. */
export function sendRuns(root: string, home: string): boolean {
  const queue = statOf(Buffer.from(`${root}${home}/queue`, 'latin1'));
  return fs.readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid) || nameOf(pid) !== 'qmail-send') return false;
    const cwd = statOf(`/proc/${pid}/cwd`);
    return root === '' || (cwd !== null && cwd.ino === queue?.ino && cwd.dev === queue.dev);
  });
}

function nameOf(pid: string): string | null {
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'latin1').trimEnd();
  } catch {
    return null;
  }
}

function statOf(path: string | Buffer): fs.Stats | null {
  try {
    return fs.statSync(path);
  } catch {
    return null;
  }
}

/** The command that stops the service which starts qmail-send, where that can be told. */
export function stopCommand(target: Target): string | null {
  const [first] = enabledOf(target, [...new Set(target.services.send.flatMap(({ starters }) => starters))]);
  if (first === undefined) return null;
  if (first.by === 'supervise') return `svc -d ${shellWord(dirname(first.path))}`;
  if (first.by === 'systemd') return `systemctl stop ${shellWord(basename(first.path))}`;
  return first.by === 'init' ? `${shellWord(first.path)} stop` : null;
}

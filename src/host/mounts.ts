/**
 * Network and automounted file systems, told from mountinfo(5) and probed in a child process with a bound, before a
 * synchronous call may hang on a dead one for ever.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isWithin } from './access.ts';
import type { ClosedPlace, Mount, MountPoint } from './host.ts';

const NETWORK =
  /^(nfs|nfs4|cifs|smb|smb2|smb3|smbfs|afs|ceph|glusterfs|lustre|9p|fuse\..+|fuse|ocfs2|gfs2|ncpfs|davfs|beegfs)$/;

/** The mounts in mountinfo text. Octal escapes (`\040`) are undone. */
export function parseMountinfo(text: string): MountPoint[] {
  const mounts: MountPoint[] = [];
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    const dash = fields.indexOf('-');
    const path = fields[4];
    const type = fields[dash + 1];
    if (dash < 0 || path === undefined || type === undefined) continue;
    const device = deviceOf(fields[2] ?? '');
    mounts.push({
      path: path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
      type,
      options: [...new Set([...(fields[5] ?? '').split(','), ...(fields[dash + 3] ?? '').split(',')])],
      ...(device === null ? {} : { device }),
    });
  }
  return mounts;
}

/** `MAJOR:MINOR` as stat(2) has it (makedev(3)). */
function deviceOf(text: string): number | null {
  const [, major, minor] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return null;
  const low = Number(minor) % 256;
  return (Number(minor) - low) * 2 ** 12 + Number(major) * 256 + low;
}

export function readMounts(): MountPoint[] {
  try {
    return parseMountinfo(readFileSync('/proc/self/mountinfo', 'latin1'));
  } catch {
    return [];
  }
}

/** The mount that holds `path`: the longest, and of equal ones the last mounted. */
export function mountOf<M extends Mount>(mounts: readonly M[], path: string): M | null {
  let best: M | null = null;
  for (const mount of mounts)
    if (isWithin(path, mount.path) && mount.path.length >= (best?.path.length ?? 0)) best = mount;
  return best;
}

/** Network file systems that gave no answer within `seconds`. Automounted places are answered for by `closedReason`. */
export async function deadMounts(mounts: readonly Mount[], seconds: number): Promise<ClosedPlace[]> {
  const network = mounts.filter((mount) => NETWORK.test(mount.type));
  const answers = await Promise.all(network.map((mount) => answersInTime(mount.path, seconds)));
  return network
    .filter((_, i) => !answers[i])
    .map((mount) => ({
      path: mount.path,
      reason: `the ${mount.type} file system ${mount.path} did not answer within ${seconds} seconds`,
    }));
}

/** Whether a child could stat the place in time. A child that hangs in the kernel is left behind, not waited for. */
function answersInTime(path: string, seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('stat', ['-f', '--', path], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.unref();
      resolve(false);
    }, seconds * 1000);
    const done = (ok: boolean) => {
      clearTimeout(timer);
      resolve(ok);
    };
    child.on('exit', (code) => done(code === 0));
    child.on('error', () => done(true));
  });
}

/** Why `path` may not be touched, or null. What autofs has not mounted yet is left alone: a look would mount it. */
export function closedReason(mounts: readonly Mount[], dead: readonly ClosedPlace[], path: string): string | null {
  const mount = mountOf(mounts, path);
  if (mount === null) return null;
  if (mount.type === 'autofs' && path !== mount.path) return `automounted at ${mount.path} and not mounted now`;
  return dead.find((place) => place.path === mount.path)?.reason ?? null;
}

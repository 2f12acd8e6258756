import type { Room } from '../../host/host.ts';
import type { Check, Prevented, Report } from '../check.ts';
import { type FileSystem, fileSystems, type Use } from '../filesystems.ts';
import { tried } from '../tried.ts';

const MIB = 1024 ** 2;
/** A share alone says little of a large disk. */
const FULL = { share: 0.01, bytes: 1024 * MIB, few: MIB, inodes: 10_000, fewInodes: 100 };
const LOW = { share: 0.05, bytes: 5 * 1024 * MIB, few: 16 * MIB, inodes: 50_000, fewInodes: 1000 };

/** Free blocks and inodes of what the queue, the homes and the logs lie on. */
export const check: Check = function* (target) {
  let asked = 0;
  for (const each of fileSystems(target)) {
    if ('skip' in each) {
      yield each;
      continue;
    }
    const room = tried(() => target.host.room(each.path));
    if (room === null) continue;
    asked += 1;
    if ('skip' in room) yield room;
    else yield* judged(each, room);
  }
  if (asked === 0) yield { skip: 'not-applicable', reason: 'the room of the file systems is not known here' };
};

function* judged(where: FileSystem, room: Room): Generator<Report> {
  const blocks = blocksState(room);
  const inodes = inodesState(room);
  if (blocks === 'full') yield reportOf(where, room, `${where.use}-blocks`, CONSEQUENCES[where.use].blocks);
  if (inodes === 'full') yield reportOf(where, room, `${where.use}-inodes`, CONSEQUENCES[where.use].inodes);
  if (blocks === 'low') yield reportOf(where, room, 'low-blocks', CONSEQUENCES[where.use].blocks);
  if (inodes === 'low') yield reportOf(where, room, 'low-inodes', CONSEQUENCES[where.use].inodes);
}

type State = 'full' | 'low' | 'enough';

function blocksState({ blocks, blocksFree, blockSize }: Room): State {
  if (blocks === 0) return 'enough';
  const bytes = blocksFree * blockSize;
  const within = (band: typeof FULL) => bytes < band.few || (blocksFree < blocks * band.share && bytes < band.bytes);
  return within(FULL) ? 'full' : within(LOW) ? 'low' : 'enough';
}

function inodesState({ inodes, inodesFree }: Room): State {
  if (inodes === 0) return 'enough';
  const within = (band: typeof FULL) =>
    inodesFree < band.fewInodes || (inodesFree < inodes * band.share && inodesFree < band.inodes);
  return within(FULL) ? 'full' : within(LOW) ? 'low' : 'enough';
}

function reportOf(where: FileSystem, room: Room, message: string, ids: readonly string[]): Report {
  const { mount, path, use } = where;
  const place = mount?.path ?? path;
  const prevents: Prevented[] = ids.map((id) => ({ id, data: { dir: path, error: 'out of disk space' } }));
  const data = { mount: place, path, size: sizeOf(room), inodes: String(room.inodesFree) };
  return { message, data, subject: { path }, prevents, fold: use };
}

function sizeOf({ blocksFree, blockSize }: Room): string {
  const bytes = blocksFree * blockSize;
  return bytes < MIB ? `${Math.floor(bytes / 1024)} KB` : `${Math.floor(bytes / MIB)} MB`;
}

/** qmail-queue.c: 53 for a write that fails, 63 for a file that cannot be made. */
const CONSEQUENCES: Readonly<Record<Use, { blocks: readonly string[]; inodes: readonly string[] }>> = {
  queue: { blocks: ['SMTPD-24-53', 'INJECT-QQ-53'], inodes: ['SMTPD-24-63', 'INJECT-QQ-63'] },
  homes: { blocks: ['LOCAL-23'], inodes: ['LOCAL-23'] },
  logs: { blocks: ['MULTILOG-10'], inodes: ['MULTILOG-12'] },
};

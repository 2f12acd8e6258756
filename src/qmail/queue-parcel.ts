/** Entries of the queue as numbers and one text, which pass between threads at the price of two copies of memory. */
import { CouldNotCheck, type FileType, type Opened, type Stat } from '../host/host.ts';
import type { Entry, QueueFile, Trees } from './queue.ts';

/** Numbers to read, and the trees that each was listed in. */
export interface Wanted {
  readonly ids: string;
  readonly listed: Uint8Array;
}

/** What was read of them, in their order. */
export interface Parcel {
  readonly numbers: Float64Array;
  readonly text: string;
  /** What could not be looked at, by its place in the list. */
  readonly unchecked: readonly { readonly at: number; readonly path: string; readonly reason: string }[];
}

export interface Wish {
  readonly id: string;
  readonly listed: Trees;
}

export function wantedOf(wishes: readonly Wish[]): Wanted {
  return { ids: wishes.map(({ id }) => id).join(' '), listed: Uint8Array.from(wishes, ({ listed }) => listed) };
}

export function wishesOf({ ids, listed }: Wanted): Wish[] {
  return listed.length === 0 ? [] : ids.split(' ').map((id, at) => ({ id, listed: listed[at] as Trees }));
}

const TYPES: readonly FileType[] = ['file', 'dir', 'symlink', 'fifo', 'socket', 'device'];
const ABSENT = -1;
const UNREAD = -1;

/** The parts of an entry that have no text, and those that may. */
const LOOKED_AT = ['bounce', 'intd', 'mess'] as const;
const OPENED = ['local', 'remote', 'info', 'todo'] as const;

/** Packs what `read` gives for each wish; a CouldNotCheck that it throws goes along. */
export function packed(wishes: readonly Wish[], read: (wish: Wish) => Entry): Parcel {
  const numbers: number[] = [];
  const unchecked: Parcel['unchecked'][number][] = [];
  let text = '';
  const putStat = (stat: Stat | null) => {
    if (stat === null) return numbers.push(ABSENT);
    // A machine says all of it.
    const { type, mode, uid, gid, size, mtime, atime, inode, device, links } = stat as Required<Stat>;
    return numbers.push(TYPES.indexOf(type), mode, uid, gid, size, mtime, atime, inode, device, links);
  };
  for (const [at, wish] of wishes.entries()) {
    try {
      const entry = read(wish);
      for (const name of LOOKED_AT) putStat(entry[name]);
      for (const name of OPENED) {
        const opened = entry[name];
        putStat(opened?.stat ?? null);
        if (opened === null) continue;
        numbers.push(opened.text?.length ?? UNREAD);
        text += opened.text ?? '';
      }
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      unchecked.push({ at, path: error.path, reason: error.reason });
    }
  }
  return { numbers: Float64Array.from(numbers), text, unchecked };
}

const NOWHERE: readonly QueueFile[] = [];

/** As `read` gave them; a CouldNotCheck stands where it was thrown. */
export function unpacked({ numbers, text, unchecked }: Parcel, ids: readonly string[]): (Entry | CouldNotCheck)[] {
  let at = 0;
  let begin = 0;
  const next = () => numbers[at++] as number;
  const stat = (): Stat | null => {
    const type = next();
    if (type === ABSENT) return null;
    return {
      type: TYPES[type] as FileType,
      mode: next(),
      uid: next(),
      gid: next(),
      size: next(),
      mtime: next(),
      atime: next(),
      inode: next(),
      device: next(),
      links: next(),
    };
  };
  const opened = (): Opened | null => {
    const found = stat();
    if (found === null) return null;
    const length = next();
    if (length === UNREAD) return { stat: found, text: null };
    begin += length;
    return { stat: found, text: text.slice(begin - length, begin) };
  };
  const failures = new Map(unchecked.map(({ at: place, path, reason }) => [place, new CouldNotCheck(path, reason)]));
  return ids.map(
    (id, place) =>
      failures.get(place) ?? {
        id,
        misplaced: NOWHERE,
        bounce: stat(),
        intd: stat(),
        mess: stat(),
        local: opened(),
        remote: opened(),
        info: opened(),
        todo: opened(),
      },
  );
}

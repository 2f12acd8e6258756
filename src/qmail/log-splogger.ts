/** Lines that splogger cut are joined: it goes on in another line after 799 bytes (splogger.c:12). */
import { copied } from './log-reports.ts';
import type { Stamp } from './log-stamp.ts';

/** A line that is less long was not cut. */
const FULL = 740;
/** Characters of its stamp; syslog's own stand before. */
const STAMP = 17;
const AT = 0x40;

export interface Joiner {
  /** Takes the line `text[from, end)` whose stamp was read where it may go on, or goes on with another; false where it stands alone. */
  take(bytes: Uint8Array, text: string, from: number, end: number): boolean;
  /** Nothing comes after what is held. */
  release(): void;
}

/** `stamp` is that of the line at hand; of a joined line it is that of its beginning when `whole` is told of it. */
export function splogJoiner(stamp: Stamp, whole: (bytes: Uint8Array, text: string) => void): Joiner {
  let held: { text: string; stamp: Stamp } | null = null;
  const release = () => {
    if (held === null) return;
    const { text, stamp: then } = held;
    held = null;
    Object.assign(stamp, then);
    whole(Buffer.from(text, 'latin1'), text);
  };
  /** Lines of other programs may stand between the parts. */
  const joined = (text: string, end: number): boolean => {
    if (held !== null && stamp.continued && stamp.time === held.stamp.time) {
      held.text += copied(text.slice(stamp.at, end));
      return true;
    }
    const now = { ...stamp };
    release();
    Object.assign(stamp, now);
    if (stamp.continued || end - stamp.at < FULL) return false;
    held = { text: copied(text.slice(stamp.at, end)), stamp: now };
    return true;
  };
  return {
    take: (bytes, text, from, end) => {
      if (held === null && end - stamp.at < FULL) return false;
      return !stamp.shared && stamp.at - from > STAMP && bytes[from] !== AT && joined(text, end);
    },
    release,
  };
}

import { readLine } from '../../qmail/control.ts';
import { CONTROLS, type Control } from '../../qmail/controls.ts';
import type { Check, Prevented, Target, Yield } from '../check.ts';
import { unmatched } from '../entries.ts';
import { keepsDefault } from '../integer-consequences.ts';
import { wrongValue } from '../line-values.ts';
import { isNeeded } from '../present.ts';
import { readersOf, unableToRead } from '../readers.ts';
import { type RemoteFate, remoteFate } from '../remote-fate.ts';
import { controlPath } from '../text.ts';
import { couldNot } from '../tried.ts';

/** A directory and a socket cannot be read; a FIFO and a device read as an empty file (open_read.c:6). */
export const check: Check = async function* (target) {
  const fate = remoteFate(target);
  for (const control of CONTROLS) {
    try {
      yield* judge(target, control, fate);
    } catch (error) {
      yield couldNot(error);
    }
  }
};

async function* judge(target: Target, control: Control, fate: RemoteFate): AsyncGenerator<Yield> {
  const file = target.control(control.name);
  if (file.state === 'absent') return;
  const type = file.stat?.type ?? 'file';
  if (type === 'file' || type === 'symlink') return;
  if (file.state === 'unreadable' && file.errno !== 'EISDIR' && file.errno !== 'ENXIO') return;
  const path = controlPath(target, control.name);
  const unread = file.state === 'unreadable';
  yield {
    message: isNeeded(control) ? (unread ? 'needed-unreadable' : 'needed-empty') : type,
    data: { file: `control/${control.name}`, path },
    subject: { path },
    prevents: unread ? unreadable(target, control) : await emptied(target, control, fate),
  };
}

function unreadable(target: Target, control: Control): readonly Prevented[] {
  if (control.class === 'source') return [{ id: 'NEWMRH-2', data: { error: 'is a directory' } }];
  const readers = readersOf(target).filter(({ name }) => control.readers.includes(name));
  return readers.flatMap(({ name }) => unableToRead(name));
}

/** What an empty file in its place means. */
async function emptied(target: Target, control: Control, fate: RemoteFate): Promise<readonly Prevented[]> {
  switch (control.class) {
    case 'line':
      return wrongValue(target, control.name, '', fate);
    case 'int':
      return [keepsDefault(control.name)];
    case 'cdb':
      return [{ id: 'SMTPD-8' }];
    default:
      return unmatched(control.name, control.name === 'locals' ? ownName(target) : '', fate);
  }
}

/** What control/locals holds at least. */
function ownName(target: Target): string {
  const me = target.control('me');
  return me.state === 'present' ? readLine(me.text) : '';
}

import { ROOT, walk } from '../../host/access.ts';
import type { Host } from '../../host/host.ts';
import { CONTROLS, type Control } from '../../qmail/controls.ts';
import type { Check, Prevented, Target, Yield } from '../check.ts';
import { isNeeded } from '../present.ts';
import { readersOf, unableToRead } from '../readers.ts';
import { controlPath } from '../text.ts';
import { couldNot } from '../tried.ts';

/** A link to nothing is a missing file to qmail, a link that cannot be followed an unreadable one (control.c:63). */
export const check: Check = function* (target) {
  for (const control of CONTROLS) {
    try {
      yield* judge(target, control);
    } catch (error) {
      yield couldNot(error);
    }
  }
};

function* judge(target: Target, control: Control): Generator<Yield> {
  const file = target.control(control.name);
  const path = controlPath(target, control.name);
  const link = linkAt(target.host, path);
  if (link === null) return;
  const data = { file: `control/${control.name}`, path, target: link };
  if (file.state === 'absent') {
    // A dangling rcpthosts is an open relay: domains/rcpthosts-missing says so.
    if (control.name === 'rcpthosts') return;
    const message = control.name === 'locals' ? 'locals' : 'default';
    yield { message, data, subject: { path }, prevents: asAbsent(control) };
  } else if (file.state === 'unreadable' && file.errno !== 'EISDIR' && file.errno !== 'ENXIO') {
    const readers = readersOf(target).filter(({ name }) => control.readers.includes(name));
    yield {
      message: isNeeded(control) ? 'loop-needed' : 'loop',
      data,
      subject: { path },
      prevents: readers.flatMap(({ name }) => unableToRead(name)),
    };
  }
}

/** Where the symbolic link at `path` points, or null where there is none. */
function linkAt(host: Host, path: string): string | null {
  const found = walk(host, ROOT, path, { follow: false });
  return found.ok && found.stat.type === 'symlink' ? host.readlink(found.path) : null;
}

function asAbsent(control: Control): readonly Prevented[] {
  if (control.name === 'morercpthosts.cdb') return [{ id: 'SMTPD-8' }];
  return [{ id: 'CONTROL-Q2' }];
}

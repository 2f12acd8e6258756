import { CONTROLS, type ControlReader } from '../../qmail/controls.ts';
import type { Check } from '../check.ts';
import { hasControlDir, isAbsent } from '../present.ts';
import { isMiniQmail } from '../qmqp.ts';
import { controlPath } from '../text.ts';

const USED_BY: readonly { reader: ControlReader; message: string; id: string }[] = [
  { reader: 'qmail-send', message: 'send', id: 'SEND-Q11' },
  { reader: 'qmail-inject', message: 'inject', id: 'INJECT-Q1' },
];

/** Without control/me some files default to their own name as a word (qmail-send.c:1447, qmail-inject.c:670). */
export const check: Check = function* (target) {
  if (!hasControlDir(target) || !isAbsent(target, 'me')) return;
  const path = controlPath(target, 'me');
  const mini = isMiniQmail(target);
  for (const { reader, message, id } of USED_BY) {
    if (mini && reader === 'qmail-send') continue;
    const words = CONTROLS.filter(
      ({ name, readers, default: { me, literal } }) =>
        readers.includes(reader) && me === true && literal !== undefined && isAbsent(target, name),
    ).map(({ name }) => name);
    if (words.length === 0) continue;
    const data = { path, words: words.join(', '), name: target.host.hostname ?? 'host.example.org' };
    yield { message, data, subject: { path }, prevents: [{ id }], noCommand: target.host.hostname === null };
  }
};

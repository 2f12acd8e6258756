/** What comes of a missing control/me, which is the default of many other files. */
import { CONTROLS, type ControlReader } from '../qmail/controls.ts';
import type { Target } from './check.ts';
import { hasControlDir, isAbsent } from './present.ts';
import { isMiniQmail } from './qmqp.ts';

/** Files that stop a program when neither they nor control/me are there (qmail-send.c:1455, qmail-smtpd.c:102, qmail-remote.c:304). */
const NEEDED = [
  { file: 'locals', message: 'send', id: 'SEND-A02' },
  { file: 'smtpgreeting', message: 'smtpd', id: 'SMTPD-2' },
  { file: 'helohost', message: 'remote', id: 'REMOTE-8' },
] as const;

/** Whether control/me is missing, in a control/ that is there. Throws CouldNotCheck. */
export function isWithoutMe(target: Target): boolean {
  return hasControlDir(target) && isAbsent(target, 'me');
}

/** Those of them that are missing as well. Throws CouldNotCheck. */
export function neededButMissing(target: Target): (typeof NEEDED)[number][] {
  const isSmtpOnly = isMiniQmail(target);
  return NEEDED.filter(
    ({ file, message }) =>
      (!isSmtpOnly || (message === 'smtpd' && target.services.smtp.length > 0)) && isAbsent(target, file),
  );
}

const USED_BY: readonly { reader: ControlReader; message: string; id: string }[] = [
  { reader: 'qmail-send', message: 'send', id: 'SEND-Q11' },
  { reader: 'qmail-inject', message: 'inject', id: 'INJECT-Q1' },
];

/** By program, the files whose own name stands as a word in their place (qmail-send.c:1447, qmail-inject.c:670). Throws CouldNotCheck. */
export function literalWords(target: Target): { message: string; id: string; words: string }[] {
  return USED_BY.flatMap(({ reader, message, id }) => {
    if (reader === 'qmail-send' && isMiniQmail(target)) return [];
    const words = CONTROLS.filter(
      ({ name, readers, default: { me, literal } }) =>
        readers.includes(reader) && me === true && literal !== undefined && isAbsent(target, name),
    ).map(({ name }) => name);
    return words.length === 0 ? [] : [{ message, id, words: words.join(', ') }];
  });
}

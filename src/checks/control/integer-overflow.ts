import { readLine } from '../../qmail/control.ts';
import { isReadAtStart } from '../../qmail/controls.ts';
import type { Check } from '../check.ts';
import { regularTexts } from '../entries.ts';
import { takesOther } from '../integer-consequences.ts';
import { overflowOf } from '../integers.ts';

/** A number of 2^31 or more is cut down to an int (control.c:86). */
export const check: Check = function* (target) {
  for (const file of regularTexts(target, ['int'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    const overflow = overflowOf(control.name, readLine(text));
    if (overflow === null) continue;
    const { kind, digits, number } = overflow;
    yield {
      message: kind === 'unsigned' ? 'unsigned' : 'default',
      data: { file: `control/${control.name}`, value: digits, number: String(number), path },
      subject: { path, line: 1 },
      atStart: isReadAtStart(control),
      prevents: kind === 'unsigned' ? [] : takesOther(control.name, number),
    };
  }
};

import { readInt, readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { regularTexts } from '../entries.ts';
import { takesOther } from '../integer-consequences.ts';

/** A number of 2^31 or more is cut down to an int (control.c:86). */
export const check: Check = function* (target) {
  for (const file of regularTexts(target, ['int'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    const digits = /^[0-9]+/.exec(readLine(text))?.[0];
    const number = readInt(text);
    if (digits === undefined || number === null || String(number) === (digits.replace(/^0+/, '') || '0')) continue;
    const asUnsigned = UNSIGNED.includes(control.name) && number < 0;
    yield {
      message: asUnsigned ? 'unsigned' : 'default',
      data: { file: `control/${control.name}`, value: digits, number: String(number), path },
      subject: { path, line: 1 },
      prevents: asUnsigned ? [] : takesOther(control.name, number),
    };
  }
};

/** A negative int is a huge number to them, which is what was meant. */
const UNSIGNED = ['databytes', 'concurrencylocal', 'concurrencyremote'];

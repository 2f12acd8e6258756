import { readInt, readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { regularTexts } from '../entries.ts';
import { takesOther } from '../integer-consequences.ts';

/** Only the leading digits count (scan_ulong.c:8). A CR or blanks after them do no harm. */
export const check: Check = function* (target) {
  for (const file of regularTexts(target, ['int'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    const value = readLine(text);
    const number = readInt(text);
    const rest = value.replace(/^[0-9]*/, '').trim();
    if (number === null || rest === '') continue;
    const meant = saysTheSame(control.name, rest);
    yield {
      message: meant ? 'meant' : 'default',
      data: { file: `control/${control.name}`, value: value.replace(/\r$/, ''), number: String(number), path },
      subject: { path, line: 1 },
      prevents: meant ? [] : takesOther(control.name, number),
    };
  }
};

/** A comment, punctuation, or the unit that qmail counts in: the digits alone are what was meant. */
function saysTheSame(name: string, rest: string): boolean {
  if (/^(#|;|\/\/)/.test(rest) || !/[0-9a-z]/i.test(rest)) return true;
  return (name === 'databytes' ? /^b(ytes?)?$/i : /^s(ec(ond)?s?)?$/i).test(rest);
}

import { readInt, readLine } from '../../qmail/control.ts';
import { isReadAtStart } from '../../qmail/controls.ts';
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
    const unit = unitOf(control.name, rest);
    yield {
      message: meant ? 'meant' : unit === null ? 'default' : 'unit',
      data: {
        file: `control/${control.name}`,
        value: value.replace(/\r$/, ''),
        number: String(number),
        meant: String(number * (unit ?? 1)),
        path,
      },
      covers: [path],
      subject: { path, line: 1 },
      atStart: !meant && isReadAtStart(control),
      prevents: meant ? [] : takesOther(control.name, number),
    };
  }
};

/** A comment, punctuation, or the unit that qmail counts in: the digits alone are what was meant. */
function saysTheSame(name: string, rest: string): boolean {
  if (/^(#|;|\/\/)/.test(rest) || !/[0-9a-z]/i.test(rest)) return true;
  return (name === 'databytes' ? /^b(ytes?)?$/i : /^s(ec(ond)?s?)?$/i).test(rest);
}

const BYTES: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const SECONDS: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 604_800 };

/** What a unit is worth as qmail counts, where there is one that can be meant. */
function unitOf(name: string, rest: string): number | null {
  const isTime = name === 'queuelifetime' || name.startsWith('timeout');
  const units = name === 'databytes' ? BYTES : isTime ? SECONDS : {};
  const [, letter = ''] =
    (name === 'databytes' ? /^([kmg])(i?b)?$/i : /^(h(?:ours?)?|d(?:ays?)?|w(?:eeks?)?)$/i).exec(rest) ?? [];
  return units[letter.charAt(0).toLowerCase()] ?? null;
}

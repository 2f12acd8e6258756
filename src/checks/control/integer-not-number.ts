import { readInt, readLine } from '../../qmail/control.ts';
import { isReadAtStart } from '../../qmail/controls.ts';
import type { Check } from '../check.ts';
import { regularTexts } from '../entries.ts';
import { keepsDefault } from '../integer-consequences.ts';

/** Without a digit in front the file counts as absent (control.c:85). */
export const check: Check = function* (target) {
  for (const file of regularTexts(target, ['int'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    if (readInt(text) !== null) continue;
    const value = readLine(text);
    yield {
      message: /^\s*$/.test(text) ? 'empty' : value === '' ? 'first-line' : 'default',
      data: { file: `control/${control.name}`, value, default: String(control.default.number ?? 0), path },
      subject: { path, line: 1 },
      atStart: isReadAtStart(control),
      prevents: [keepsDefault(control.name)],
    };
  }
};

import { readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { regularTexts } from '../entries.ts';

/** Only the first line of a single-line or integer file is read (control.c:67). Comments below it are as good as nothing, and meant so. */
export const check: Check = function* (target) {
  for (const file of regularTexts(target, ['line', 'int'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    const value = readLine(text);
    if (value === '' || value.startsWith('#')) continue;
    const lines = text.split('\n');
    const second = lines.findIndex((each, index) => index > 0 && /^\s*[^\s#]/.test(each));
    if (second < 0) continue;
    yield {
      data: { file: `control/${control.name}`, value, ignored: (lines[second] ?? '').trim(), path },
      subject: { path, line: second + 1 },
      prevents: [{ id: 'CONTROL-Q1' }],
    };
  }
};

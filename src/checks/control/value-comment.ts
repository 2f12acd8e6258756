import { readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { regularTexts } from '../entries.ts';
import { wrongValue } from '../line-values.ts';
import { remoteFate } from '../remote-fate.ts';

/** A file of one line has no comments: its first line is the value whatever it begins with (control.c:54). */
export const check: Check = async function* (target) {
  const fate = remoteFate(target);
  for (const file of regularTexts(target, ['line'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    const value = readLine(text);
    if (!value.startsWith('#')) continue;
    yield {
      data: { file: `control/${control.name}`, value, path },
      subject: { path, line: 1 },
      prevents: await wrongValue(target, control.name, value, fate),
    };
  }
};

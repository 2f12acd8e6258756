import { readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { regularTexts } from '../entries.ts';
import { wrongValue } from '../line-values.ts';
import { remoteFate } from '../remote-fate.ts';

/** An empty first line is the value, and no default takes its place (control.c:54). An empty doublebounceto is meant. */
export const check: Check = async function* (target) {
  const fate = remoteFate(target);
  for (const file of regularTexts(target, ['line'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    if (readLine(text) !== '' || control.name === 'doublebounceto') continue;
    yield {
      message:
        control.name === 'me' || control.name === 'bouncefrom'
          ? control.name
          : /\S/.test(text)
            ? 'first-line'
            : 'default',
      data: { file: `control/${control.name}`, path },
      subject: { path, line: 1 },
      prevents: await wrongValue(target, control.name, '', fate),
    };
  }
};

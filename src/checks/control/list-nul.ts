import { readList } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { inForceIn, meantBy, regularTexts, unmatched } from '../entries.ts';
import { remoteFate } from '../remote-fate.ts';

/** A NUL byte in a list file: it ends an entry and begins another; a line that begins with it is passed over (control.c:124). */
export const check: Check = async function* (target) {
  const fate = remoteFate(target);
  for (const file of regularTexts(target, ['list', 'map', 'source'])) {
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { control, path, text } = file;
    const isInForce = text.includes('\0') ? inForceIn(target, control) : () => false;
    for (const [index, raw] of text.split('\n').entries()) {
      if (!raw.includes('\0') || raw.startsWith('#') || isInForce(meantBy(raw.replaceAll('\0', '')))) continue;
      const line = index + 1;
      const hidden = raw.startsWith('\0');
      yield {
        message: hidden ? 'hidden' : 'split',
        data: { file: `control/${control.name}`, line: String(line), number: String(readList(raw).length), path },
        subject: { path, line },
        prevents: hidden ? await unmatched(control.name, meantBy(raw.replaceAll('\0', '')), fate) : [],
        fold: control.name,
      };
    }
  }
};

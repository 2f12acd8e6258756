import { acceptingEntries } from '../accepted.ts';
import type { Check } from '../check.ts';
import { newmrh } from '../morercpthosts.ts';
import { sedDelete } from '../sed.ts';

/** A domain with a final dot has the suffix `.` (rcpthosts.c:46). */
export const check: Check = function* (target) {
  for (const { text, file, path, line } of acceptingEntries(target)) {
    if (text !== '.') continue;
    yield {
      message: file === 'control/rcpthosts' ? 'default' : 'more',
      data: { file, path, script: sedDelete(text), newmrh: newmrh(target) },
      subject: { path, ...(line === undefined ? {} : { line }) },
    };
  }
};

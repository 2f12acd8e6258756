import { acceptingEntries } from '../accepted.ts';
import type { Check } from '../check.ts';
import { newmrh } from '../morercpthosts.ts';
import { isPublicSuffix } from '../public-suffix.ts';
import { sedDelete } from '../sed.ts';

/** An entry that begins with a dot takes every domain that ends in it (rcpthosts.c:46). */
export const check: Check = function* (target) {
  for (const { text, file, path, line } of acceptingEntries(target)) {
    if (!isPublicSuffix(text)) continue;
    yield {
      message: file === 'control/rcpthosts' ? 'default' : 'more',
      data: { file, path, suffix: text, script: sedDelete(text), newmrh: newmrh(target) },
      subject: { path, domain: text, ...(line === undefined ? {} : { line }) },
    };
  }
};

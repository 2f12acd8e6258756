import type { Check } from '../check.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';
import { sedReplace } from '../sed.ts';

/** A blank before the colon is part of the key (constmap.c:78). One at its beginning has a rule of its own. */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    const key = entry.key.replace(/^[ \t]+/, '');
    if (!/[ \t]/.test(key) || key.includes('#')) continue;
    const { data, subject } = virtualPlace(target, entry);
    const meant = key.replace(/[ \t]+/g, '');
    if (controls.virtualdomains.find(meant)?.value === entry.value.replace(/^[ \t]+/, '')) continue;
    yield {
      data: { ...data, script: sedReplace(entry.text, [`${meant}:${entry.value}`]), meant },
      subject,
    };
  }
};

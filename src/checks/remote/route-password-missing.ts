import { readList, splitEntries } from '../../qmail/control.ts';
import type { VariantName } from '../../qmail/variant.ts';
import type { Check } from '../check.ts';
import { controlPath, controlText } from '../text.ts';
import { tried } from '../tried.ts';

const READERS: readonly VariantName[] = ['sagredo', 'sqmail', 'aqmail'];
const FILES = ['smtproutes', 'authsenders'];

/** `relay|user` without `|password`: the end of the user is looked for at a wrong place (sagredo qmail-remote.c:1008). */
export const check: Check = function* (target) {
  if (!READERS.includes(target.installation.variant.name)) return;
  for (const file of FILES) {
    const text = tried(() => controlText(target, file));
    if (text === null) continue;
    if (typeof text !== 'string') {
      yield text;
      continue;
    }
    const path = controlPath(target, file);
    for (const { key, value, line } of splitEntries(readList(text))) {
      const parts = value.split('|');
      if (parts.length !== 2) continue;
      yield {
        data: { key: key || ':', relay: parts[0] ?? '', line: String(line), path },
        subject: { path, line, ...(key === '' ? {} : { domain: key }) },
        fold: file,
      };
    }
  }
};

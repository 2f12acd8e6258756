import { constmap, readList, splitEntries } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { meantBy } from '../entries.ts';
import { sedReplace } from '../sed.ts';
import { controlPath, controlText } from '../text.ts';

/** A line without a colon defines nothing (constmap.c:77). */
export const check: Check = function* (target) {
  const text = controlText(target, 'virtualdomains');
  if (text === null) return;
  const path = controlPath(target, 'virtualdomains');
  const entries = readList(text);
  const map = constmap(splitEntries(entries));
  for (const { text: entry, line } of entries) {
    // An indented comment is no entry that anybody misses, nor is one behind a byte order mark.
    if (entry.includes(':') || /^(\xef\xbb\xbf)?[ \t]*#/.test(entry)) continue;
    const [, domain, prefix] = /^(\S+)[ \t=]+(\S+)$/.exec(entry) ?? [];
    const inForce = map.find(domain ?? meantBy(entry))?.value;
    if (inForce !== undefined && (prefix === undefined || inForce === prefix)) continue;
    const separated = domain !== undefined && prefix !== undefined;
    yield {
      message: separated ? 'separated' : 'default',
      data: { path, line: String(line), entry, script: separated ? sedReplace(entry, [`${domain}:${prefix}`]) : '' },
      subject: { path, line, domain: domain ?? entry },
    };
  }
};

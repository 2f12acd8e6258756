import { readList } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { sedDelete, sedReplace } from '../sed.ts';
import { controlPath, controlText } from '../text.ts';

/** An entry is a whole sender, or `@` and a whole domain (qmail-smtpd.c:196). */
export const check: Check = function* (target) {
  const text = controlText(target, 'badmailfrom');
  if (text === null) return;
  const path = controlPath(target, 'badmailfrom');
  for (const { text: entry, line } of readList(text)) {
    const message = troubleOf(entry);
    if (message === null) continue;
    const domain = entry.replace(/^\.+/, '');
    yield {
      message,
      data: {
        entry,
        line: String(line),
        path,
        meant: `@${domain}`,
        edit: sedReplace(entry, [`@${domain}`]),
        drop: sedDelete(entry),
      },
      subject: { path, line },
    };
  }
};

/** Blanks in front, CR and notes after a blank have rules of their own, for all lists. */
function troubleOf(entry: string): string | null {
  if (/^[ \t]|\r$|[ \t]#/.test(entry)) return null;
  if (entry === '<>' || entry === '""' || entry === '@') return 'null-sender';
  if (/[<>]/.test(entry) || (/[ \t]/.test(entry) && !entry.includes('"'))) return 'display';
  if (isPattern(entry)) return 'pattern';
  if (entry.includes('@')) return null;
  return entry.includes('.') ? 'domain' : 'word';
}

/** Of other programs and patches. `^`, `$` and `%` inside an address are letters like others. */
function isPattern(entry: string): boolean {
  if (entry.includes('*') || entry.includes('\\') || entry.startsWith('@.')) return true;
  return /^[\^%!]|\$$/.test(entry);
}

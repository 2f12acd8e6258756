import { type Entry, readList } from '../../qmail/control.ts';
import type { Rcpthosts } from '../../qmail/rcpthosts.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check, Report, Target } from '../check.ts';
import { isAccepted, isNoDomain } from '../morercpthosts.ts';
import { isHostName } from '../names.ts';
import { sedDelete, sedReplace } from '../sed.ts';
import { controlPath, controlText } from '../text.ts';
import { tried } from '../tried.ts';

type File = 'rcpthosts' | 'morercpthosts' | 'locals';

/** Entries that no domain of a real envelope equals (rcpthosts.c:37, qmail-send.c:142). Those of morercpthosts have a rule of their own, but for a final dot. */
export const check: Check = function* (target) {
  const rcpthosts = rcpthostsOf(target);
  for (const name of ['rcpthosts', 'morercpthosts', 'locals'] as const) {
    const text = tried(() => controlText(target, name));
    if (text === null) continue;
    if (typeof text !== 'string') yield text;
    else for (const entry of readList(text)) yield* judge(target, rcpthosts, name, entry);
  }
};

function* judge(target: Target, rcpthosts: Rcpthosts, name: File, { text, line }: Entry): Generator<Report> {
  const message = shapeOf(name, text);
  if (message === null) return;
  const path = controlPath(target, name);
  const meant = meantBy(text, name);
  const accepted = name !== 'locals' && meant.length > 0 && meant.every((each) => takes(rcpthosts, each));
  yield {
    message: accepted && message === 'rcpthosts' ? 'covered' : message,
    data: {
      file: `control/${name}`,
      line: String(line),
      entry: text,
      path,
      mark: markOf(text),
      script: meant.length > 0 && !text.startsWith('!') ? sedReplace(text, meant) : sedDelete(text),
    },
    subject: { path, line, domain: text },
    prevents: [{ id: name === 'locals' ? 'SEND-Q1' : accepted ? 'SMTPD-Q3' : 'SMTPD-8' }],
  };
}

/** Blanks in front, CR, a byte order mark and notes after an entry have rules of their own, address literals may hold a colon. */
function shapeOf(name: File, text: string): string | null {
  if (/^[ \t]|\r$|#|\xef\xbb\xbf/.test(text) || /^\[.*\]$/.test(text)) return null;
  if (name === 'locals' && (text.startsWith('.') || text.includes('*'))) return 'locals-wildcard';
  if (isNoDomain(text)) return name === 'morercpthosts' ? null : name;
  return text.length > 1 && text.endsWith('.') ? 'final-dot' : null;
}

/** What is taken literally although it is no part of a name. */
function markOf(text: string): string {
  return /[@*/:,; \t]/.exec(text)?.[0] ?? text.slice(0, 1);
}

/** The names that were meant, as the file would take them; none where that cannot be told. */
function meantBy(text: string, name: File): string[] {
  const names = text.split(/[\s,;]+/).map((word) => {
    const host = word
      .replace(/^[-!]/, '')
      .replace(/^[a-z]+:\/\//i, '')
      .replace(/^.*@/, '')
      .replace(/[/:].*$/, '');
    return host
      .replace(/^\*(?=\.)/, '')
      .replace(/^\*/, '')
      .replace(/\.$/, '');
  });
  return names
    .map((each) => (name === 'locals' ? each.replace(/^\./, '') : each))
    .filter((each) => each.includes('.') && isHostName(each.replace(/^\./, '')));
}

function takes(rcpthosts: Rcpthosts, meant: string): boolean {
  return isAccepted(rcpthosts, meant.startsWith('.') ? `x${meant}` : meant);
}

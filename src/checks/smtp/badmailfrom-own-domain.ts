import { lowerCase, readList } from '../../qmail/control.ts';
import { route, type SendControls } from '../../qmail/send.ts';
import type { Check } from '../check.ts';
import { routing } from '../routing.ts';
import { controlPath, controlText } from '../text.ts';

/** badmailfrom is asked before RELAYCLIENT (qmail-smtpd.c:249): own users are refused like all others. */
export const check: Check = function* (target) {
  const text = controlText(target, 'badmailfrom');
  if (text === null) return;
  const controls = routing(target);
  if ('skip' in controls) {
    yield controls;
    return;
  }
  const path = controlPath(target, 'badmailfrom');
  for (const { text: entry, line } of readList(text)) {
    const domain = entry.slice(1);
    if (!entry.startsWith('@') || domain === '' || !isOwn(controls, domain)) continue;
    yield { data: { entry, domain, line: String(line), path }, subject: { path, line, domain } };
  }
};

/** A domain that only the empty key of virtualdomains takes is not ours: that key takes every domain. */
function isOwn(controls: SendControls, domain: string): boolean {
  if (controls.me !== null && lowerCase(controls.me) === lowerCase(domain)) return true;
  const { channel, virtual } = route(controls, `x@${domain}`);
  return channel === 'local' && virtual?.key !== '';
}

import { readList } from '../../qmail/control.ts';
import { accepts } from '../../qmail/rcpthosts.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check } from '../check.ts';
import { controlPath, controlText } from '../text.ts';

/** qmail-smtpd looks at the last domain only, and qmail-send then puts another in its place (qmail-send.c:134). */
export const check: Check = function* (target) {
  const text = controlText(target, 'percenthack');
  if (text === null) return;
  const entries = readList(text).filter((entry) => !entry.text.includes('@'));
  if (entries.length === 0) return;
  const rcpthosts = rcpthostsOf(target);
  const path = controlPath(target, 'percenthack');
  for (const { text: domain, line } of entries) {
    const answer = accepts(rcpthosts, `x@${domain}`);
    if (answer === 'trouble' || !answer.accepted) continue;
    yield {
      message: answer.by === null ? 'open' : 'default',
      data: { domain, line: String(line), path, file: answer.by?.file ?? '' },
      subject: { path, line, domain },
    };
  }
};

import { readLine } from '../../qmail/control.ts';
import { accepts } from '../../qmail/rcpthosts.ts';
import { rcpthostsOf, relaysForAll } from '../accepted.ts';
import type { Check } from '../check.ts';
import { controlPath, controlText } from '../text.ts';

/** An own address in brackets becomes localiphost, else me, before rcpthosts is asked (qmail-smtpd.c:180). */
export const check: Check = function* (target) {
  if (relaysForAll(target.services)) return;
  for (const name of ['localiphost', 'me']) {
    const text = controlText(target, name);
    if (text === null) continue;
    const domain = readLine(text);
    const answer = accepts(rcpthostsOf(target), `x@${domain}`);
    if (domain === '' || answer === 'trouble' || answer.accepted) return;
    const path = controlPath(target, name);
    yield {
      data: { domain, file: `control/${name}`, rcpthosts: controlPath(target, 'rcpthosts') },
      subject: { path, domain },
    };
    return;
  }
};

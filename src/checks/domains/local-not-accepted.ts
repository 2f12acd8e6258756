import { NOBODY } from '../../qmail/trace.ts';
import { refusal } from '../accepted.ts';
import type { Check } from '../check.ts';
import { looksPublic } from '../names.ts';
import { routing } from '../routing.ts';
import { controlPath } from '../text.ts';

/** Mail for a local domain comes from outside only where rcpthosts has the domain too (rcpthosts.c:61). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const refused = refusal(target);
  if (refused === null) return;
  for (const { key: domain, line } of controls.locals.entries) {
    if (!looksPublic(domain) || !refused(`${NOBODY}@${domain}`)) continue;
    yield {
      data: { domain, file: controls.localsFile, line: String(line), rcpthosts: controlPath(target, 'rcpthosts') },
      subject: { path: `${target.installation.home}/${controls.localsFile}`, line, domain },
    };
  }
};

import { morercpthostsKeys } from '../../qmail/newmrh.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check } from '../check.ts';
import { isAccepted, isConsulted, isNoDomain, newmrh, SOURCE } from '../morercpthosts.ts';
import { controlPath, controlText } from '../text.ts';

/** Entries are compared with a domain and its suffixes from a dot (rcpthosts.c:46). Blanks in front, CR and notes have rules of their own. */
export const check: Check = function* (target) {
  if (!isConsulted(target)) return;
  const text = controlText(target, SOURCE);
  if (text === null) return;
  const rcpthosts = rcpthostsOf(target);
  const path = controlPath(target, SOURCE);
  for (const { key: entry, line } of morercpthostsKeys(text)) {
    if (!isNoDomain(entry) || /^[ \t]|\r$|[ \t]#/.test(entry)) continue;
    const meant = entry.replace(/^.*@/, '').replace(/^\*(?=\.)/, '');
    const covered = !isNoDomain(meant) && isAccepted(rcpthosts, meant);
    yield {
      message: covered ? 'covered' : 'default',
      data: { entry, line: String(line), path, newmrh: newmrh(target) },
      subject: { path, line },
      prevents: [{ id: covered ? 'CONTROL-N4' : 'SMTPD-8' }],
    };
  }
};

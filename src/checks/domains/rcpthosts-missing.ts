import { ROOT, walk } from '../../host/access.ts';
import type { Check, Target } from '../check.ts';
import { takesNothingFromOutside } from '../exposure.ts';
import { hasControlDir, isAbsent } from '../present.ts';
import { isMiniQmail } from '../qmqp.ts';
import { ownDomains } from '../routing.ts';
import { controlPath } from '../text.ts';
import { isWithoutMe } from '../without-me.ts';

/** Without rcpthosts every recipient is taken; morercpthosts.cdb is then not even opened (rcpthosts.c:20). */
export const check: Check = function* (target) {
  const file = target.control('rcpthosts');
  // Without any control file qmail-smtpd refuses to work (control/control-dir-closed).
  if (file.state !== 'absent' || !hasControlDir(target)) return;
  // Nor without a name to greet with (control/me-missing).
  if (isWithoutMe(target) && isAbsent(target, 'smtpgreeting')) return;
  const path = controlPath(target, 'rcpthosts');
  const data = { path, domains: ownDomains(target) };
  if (takesNothingFromOutside(target)) {
    if (isMiniQmail(target)) return;
    yield { message: 'no-service', data, subject: { path }, noCommand: file.dangling };
    return;
  }
  const link = file.dangling ? linkTarget(target, path) : null;
  yield {
    message: link !== null ? 'dangling' : hasMore(target) ? 'more' : 'default',
    data: { ...data, link: link ?? '' },
    subject: { path },
  };
};

function linkTarget(target: Target, path: string): string {
  const found = walk(target.host, ROOT, path, { follow: false });
  return found.ok ? target.host.readlink(found.path) : '';
}

function hasMore(target: Target): boolean {
  return ['morercpthosts', 'morercpthosts.cdb'].some((name) => target.control(name).state !== 'absent');
}

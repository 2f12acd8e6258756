import { ROOT, walk } from '../../host/access.ts';
import type { Check, Target } from '../check.ts';
import { ownDomains } from '../routing.ts';
import { controlPath } from '../text.ts';

/** Without rcpthosts every recipient is taken; morercpthosts.cdb is then not even opened (rcpthosts.c:20). */
export const check: Check = function* (target) {
  const file = target.control('rcpthosts');
  if (file.state !== 'absent') return;
  const path = controlPath(target, 'rcpthosts');
  const link = file.dangling ? linkTarget(target, path) : null;
  yield {
    message: link !== null ? 'dangling' : startsNoSmtp(target) ? 'no-service' : hasMore(target) ? 'more' : 'default',
    data: { path, domains: ownDomains(target), link: link ?? '' },
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

/** Whether it is known what starts qmail here, and no SMTP server is among it. */
function startsNoSmtp({ services }: Target): boolean {
  return services.send.length > 0 && services.smtp.length === 0 && services.unchecked.length === 0;
}

import { route, type SendControls } from '../../qmail/send.ts';
import type { Check } from '../check.ts';
import { routing } from '../routing.ts';
import { controlPath } from '../text.ts';

/** A recipient without `@` gets envnoathost, and goes where such an address goes (qmail-send.c:129). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) {
    yield controls;
    return;
  }
  const host = controls.envnoathost;
  if (host === '' || isNullClient(controls) || route(controls, 'anyone').channel === 'local') return;
  const own = target.control('envnoathost').state === 'present';
  const path = controlPath(target, own ? 'envnoathost' : 'me');
  yield {
    message: own ? 'default' : 'me',
    data: { host, path, locals: controlPath(target, 'locals') },
    subject: { path, domain: host },
  };
};

/** Nothing is delivered here: all mail is meant to leave. */
function isNullClient({ locals, virtualdomains }: SendControls): boolean {
  return locals.entries.length === 0 && virtualdomains.entries.every(({ value }) => value === '');
}

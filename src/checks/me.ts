/** What becomes of mail for the host itself where qmail-send does not keep it. */
import { readRemoteControls, remote } from '../qmail/remote.ts';
import { route } from '../qmail/send.ts';
import { doubleBounceAddress } from './bounces.ts';
import type { Prevented, Target } from './check.ts';
import { isHostName } from './names.ts';
import { relaying } from './routing.ts';

export interface MailForMe {
  readonly me: string;
  /** control/locals is there and has no entry. */
  readonly nothingLocal: boolean;
  /** Double bounces go to `me`: no doublebouncehost says otherwise. */
  readonly doubleBounces: boolean;
  /** The DNS leads to hosts of other names, as with a mail hub. (An own name that is none of our addresses may be NAT.) */
  readonly elsewhere: boolean;
  /** qmail-remote's report where the DNS tells, else that double bounces leave. A lookup that fails for now tells nothing. */
  readonly prevents: readonly Prevented[];
}

const SOFT = new Set(['REMOTE-5', 'REMOTE-6']);

/**
 * Null where mail for `me` is local, is handed to a relay by smtproutes (a null client does so on purpose), or where control/me or the
 * controls that route are not as they must be, of which other rules speak. Throws CouldNotCheck.
 */
export async function mailForMe(target: Target): Promise<MailForMe | null> {
  const controls = target.send();
  if ('refused' in controls || controls.me === null || !isHostName(controls.me)) return null;
  const { me } = controls;
  if (route(controls, `postmaster@${me}`).channel === 'local' || relaying(target)(me)) return null;
  const nothingLocal = controls.localsFile === 'control/locals' && controls.locals.entries.length === 0;
  const doubleBounces = doubleBounceAddress(target).host.from !== 'doublebouncehost';
  const { host, installation } = target;
  const routes = readRemoteControls((name) => target.control(name));
  const cname = installation.variant.name !== 'notqmail';
  const end = routes === null ? null : await remote(host.dns, host.addresses, routes, me, cname);
  const message = end?.outcome.message ?? null;
  return {
    me,
    nothingLocal,
    doubleBounces,
    elsewhere: message === null && end !== null && end.relays.length > 0 && !end.relays.includes(me),
    prevents:
      message === null || SOFT.has(message)
        ? [{ id: doubleBounces ? 'SEND-Q13' : 'INSTALL-N1' }]
        : [{ id: message, data: end?.outcome.data ?? {} }],
  };
}

/** What qmail-remote says of mail for a domain that ought to stay here. */
import { CouldNotCheck } from '../host/host.ts';
import { type RemoteControls, readRemoteControls, remote } from '../qmail/remote.ts';
import { route } from '../qmail/send.ts';
import type { Prevented, Target } from './check.ts';

export type RemoteFate = (domain: string) => Promise<readonly Prevented[]>;

/** More examples of one rule are not listed, so the DNS is not asked about them. */
const ASKED_AT_MOST = 20;

/**
 * Gives the report of qmail-remote on mail for a domain that qmail-send does not keep (qmail-remote.c:349). Empty where the mail stays here
 * all the same, is taken by another host, or the DNS was not asked.
 */
export function remoteFate(target: Target): RemoteFate {
  let asked = 0;
  const controls = remoteControls(target);
  return async (domain) => {
    if (controls === null || !isName(domain) || !leaves(target, domain)) return [];
    asked += 1;
    if (asked > ASKED_AT_MOST) return [];
    const { host, installation } = target;
    const { outcome } = await remote(
      host.dns,
      host.addresses,
      controls,
      domain,
      installation.variant.name !== 'notqmail',
    );
    // A lookup that fails for now has nothing to do with the configuration.
    if (outcome.message === null || outcome.status === 'deferral') return [];
    return [{ id: outcome.message, data: outcome.data }];
  };
}

function isName(domain: string): boolean {
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(domain);
}

function remoteControls(target: Target): RemoteControls | null {
  return orNull(() => readRemoteControls((name) => target.control(name)));
}

function leaves(target: Target, domain: string): boolean {
  const controls = orNull(() => target.send());
  return controls !== null && !('refused' in controls) && route(controls, `postmaster@${domain}`).channel === 'remote';
}

function orNull<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

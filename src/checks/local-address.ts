/** Addresses of this host by their local part alone. */
import { CouldNotCheck } from '../host/host.ts';
import type { Hop } from '../qmail/hop.ts';
import type { Outcome } from '../qmail/trace.ts';
import type { Prevented, Target } from './check.ts';

/** A domain that qmail-send takes for local: control/me, else the first of locals; null where none is. Throws CouldNotCheck. */
export function localDomain(target: Target): string | null {
  const controls = target.send();
  if ('refused' in controls) {
    throw new CouldNotCheck(
      `${target.installation.home}/${controls.refused}`,
      'qmail-send cannot start with it, so no address is local',
      'not-applicable',
    );
  }
  const { me, locals } = controls;
  if (me !== null && locals.find(me) !== null) return me;
  return locals.entries.find(({ key }) => key !== '' && locals.find(key) !== null)?.key ?? null;
}

/** What becomes of mail for `local` at a local domain; null where no domain is local. Throws CouldNotCheck. */
export function traceLocal(target: Target, local: string): Hop | null {
  const domain = localDomain(target);
  if (domain === null) return null;
  const hop = target.trace(`${local}@${domain}`);
  return hop.channel === 'local' ? hop : null;
}

/** What is seen of an outcome: nothing where it cannot be told. */
export function seenOf(outcome: Outcome | null): Prevented[] {
  return outcome === null || outcome.message === null ? [] : [{ id: outcome.message, data: outcome.data }];
}

/** What is seen of mail for `local` where it ends in one of these messages; nothing where it does not, or cannot be told. */
export function seenIf(target: Target, local: string, tells: (outcome: Outcome) => boolean): Prevented[] {
  try {
    const outcome = traceLocal(target, local)?.outcome ?? null;
    return outcome !== null && tells(outcome) ? seenOf(outcome) : [];
  } catch (error) {
    if (error instanceof CouldNotCheck) return [];
    throw error;
  }
}

export function bounces({ message }: Outcome): boolean {
  return message === 'LOCAL-19';
}

/** A recipient's first hop: routing by qmail-send, then for a local one qmail-lspawn and qmail-local. */
import type { Assignment } from './getpw.ts';
import type { Installation } from './installation.ts';
import { deliver, type LocalMail, type LocalResult } from './local.ts';
import { lspawn, type UsersCdb } from './lspawn.ts';
import { route, type SendControls } from './send.ts';
import type { Outcome, Step } from './trace.ts';

export interface Hop {
  readonly channel: 'local' | 'remote';
  /** As `starting delivery` logs it. */
  readonly to: string;
  readonly steps: readonly Step[];
  readonly assignment: Assignment | null;
  /** Null for a remote recipient. */
  readonly outcome: Outcome | null;
  /** Null where the delivery ended before qmail-local. */
  readonly result: LocalResult | null;
}

/** `more.deliveredTo`: recipients that the message already went through here. Throws CouldNotCheck. */
export function hop(
  installation: Installation,
  controls: SendControls,
  cdb: UsersCdb,
  address: string,
  sender: string,
  more: Pick<LocalMail, 'deliveredTo' | 'programsPass'> = {},
): Hop {
  const routed = route(controls, address);
  return hopOn(routed.channel, installation, cdb, routed.to, sender, more, [...routed.steps]);
}

/**
 * As `hop`, for a recipient that qmail-send has routed and rewritten before. `steps` has what was decided before, and gets what
 * is decided now, also where it throws. Throws CouldNotCheck.
 */
export function hopOn(
  channel: Hop['channel'],
  installation: Installation,
  cdb: UsersCdb,
  to: string,
  sender: string,
  more: Pick<LocalMail, 'deliveredTo' | 'programsPass'> = {},
  steps: Step[] = [],
): Hop {
  if (channel === 'remote') return { channel, to, steps, assignment: null, outcome: null, result: null };
  const at = to.lastIndexOf('@');
  const mail = { ...more, local: to.slice(0, at), host: to.slice(at + 1), sender };
  return { channel, to, steps, ...localHop(installation, cdb, mail, steps) };
}

export type LocalEnd = Pick<Hop, 'assignment' | 'result'> & { readonly outcome: Outcome };

/** What becomes of a local recipient whose address was already rewritten. Throws CouldNotCheck. */
export function localHop(installation: Installation, cdb: UsersCdb, mail: LocalMail, steps: Step[] = []): LocalEnd {
  const spawned = lspawn(installation, cdb, mail.local, steps);
  if ('outcome' in spawned) return { assignment: null, outcome: spawned.outcome, result: null };
  const result = deliver(installation, spawned, mail, steps);
  return { assignment: spawned, outcome: result.outcome, result };
}

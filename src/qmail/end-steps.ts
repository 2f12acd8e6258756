/** Why a local delivery ended as it did, where the instructions do not say it: what stopped it, or that nothing was delivered. */
import type { Hop } from './hop.ts';
import type { Installation } from './installation.ts';
import type { Outcome, Step } from './trace.ts';

export function endSteps(installation: Installation, { outcome, result, to }: Hop): Step[] {
  if (outcome === null) return [];
  const { message, status, blocked } = outcome;
  const step = (decision: string, data: Step['data'] = {}): Step => ({ program: 'qmail-local', decision, data });
  if (message === 'LOCAL-14') return [step('looping', { to })];
  if (status === 'success') return message === 'LOCAL-31' && !isKept(result?.deliveries) ? [step('thrown-away')] : [];
  if (message === 'LOCAL-27' && result?.at && 'target' in result.at) {
    const { target, line } = result.at;
    const place = result.file === null ? {} : { file: result.file.path, line };
    return [{ ...step('too-long-to-forward', { target, bytes: String(target.length) }), ...place }];
  }
  if ((message === 'LOCAL-17' || message === 'LOCAL-18') && result?.file) {
    const { line } = result.at ?? {};
    return [{ ...step('forwards-only'), file: result.file.path, ...(line === undefined ? {} : { line }) }];
  }
  if (blocked === null) return [];
  const { at, errno, stat } = blocked;
  if (stat === null) return [step('blocked-missing', { at })];
  const decision = (message === null ? undefined : REFUSED_MODES.get(message)) ?? 'blocked';
  const patrn = installation.compiled.patrn.toString(8).padStart(3, '0');
  return [step(decision, { at, errno, patrn, ...seenAs(installation, stat) })];
}

/** Messages for which no call fails: qmail-local looks at a mode, and will not go on (qmail-local.c:316, 366). */
const REFUSED_MODES: ReadonlyMap<string, string> = new Map([
  ['LOCAL-11', 'home-writable'],
  ['LOCAL-12', 'home-sticky'],
  ['LOCAL-15', 'dot-qmail-writable'],
]);

function seenAs(
  { host }: Installation,
  { mode, uid, gid }: NonNullable<NonNullable<Outcome['blocked']>['stat']>,
): Step['data'] {
  return {
    mode: mode.toString(8).padStart(4, '0'),
    owner: host.accounts.userName(uid),
    group: host.accounts.groupName(gid),
  };
}

/** A program whose exit is foreknown (`exit 0`) keeps nothing. */
function isKept(deliveries: readonly { kind: string }[] = []): boolean {
  return deliveries.some(({ kind }) => kind !== 'program');
}

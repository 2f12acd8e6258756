/** A trace as plain text data: the public shape of `trace --format json` (contract, `trace.schema.json`). */
import { textOf } from '../host/bytes.ts';
import type { Followed } from '../qmail/follow.ts';
import { reportOf } from '../qmail/message.ts';
import { logsafe, type Status, type Step } from '../qmail/trace.ts';
import { INTO_CR } from './cr-steps.ts';
import { VDELIVERMAIL_FAILS } from './vpopmail-steps.ts';

export interface TracedStep {
  readonly program: Step['program'];
  /** Names a sentence, filled by `data`. */
  readonly decision: string;
  readonly data: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly line?: number;
}

export interface Traced {
  readonly address: string;
  readonly smtp?: { readonly reply: string | null; readonly rule?: string | null; readonly denied: boolean };
  readonly channel: 'local' | 'remote' | null;
  readonly to: string | null;
  readonly steps: readonly TracedStep[];
  readonly outcome: { readonly status: Status; readonly report: string | null; readonly message: string | null } | null;
  readonly relays: readonly string[];
  readonly then: readonly Traced[];
}

export function traced(followed: Followed): Traced {
  const { address, channel, to, steps, outcome, relays, then } = followed;
  return {
    address: textOf(address),
    channel,
    to: logsafe(to),
    steps: steps.map(tracedStep),
    outcome: { status: outcome.status, report: reportOf(outcome), message: outcome.message },
    relays: relays.map(textOf),
    then: then.map(traced),
  };
}

export function tracedStep({ data, file, ...step }: Step): TracedStep {
  const texts = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, textOf(value)]));
  return { ...step, data: texts, ...(file === undefined ? {} : { file: textOf(file) }) };
}

/** Whether mail for it arrives somewhere, or goes where nobody can foresee: what is not refused, bounced, deferred or swallowed. */
export function arrives({ outcome, steps, then }: Traced): boolean {
  if (outcome === null || steps.some(({ decision }) => decision === INTO_CR)) return false;
  if (outcome.status === 'unknown')
    return !steps.some(({ decision }) => decision === 'cannot-start' || VDELIVERMAIL_FAILS.has(decision));
  return outcome.status === 'success' && !isSwallowed(outcome.report) && then.every(arrives);
}

/** Success that delivered nothing: a program whose exit is foreknown keeps no mail. */
function isSwallowed(report: string | null): boolean {
  return report === '' || /^did_0\+0\+\d+\//.test(report ?? '');
}

/** `queue`: what waits, why, until when, and what is wrong with it. */

import type { RegisteredRule, Target } from '../checks/check.ts';
import { runningSends } from '../checks/processes.ts';
import { withoutQueue } from '../checks/queue.ts';
import { CouldNotCheck } from '../host/host.ts';
import {
  heldChannels,
  messageOf,
  type QueuedMessage,
  type QueuedRecipient,
  type QueueState,
  queueLifetime,
  type UnprocessedMessage,
  unprocessedOf,
} from '../qmail/queue-message.ts';
import type { Channel } from '../qmail/queue-schedule.ts';
import { surveyQueue } from '../qmail/queue-survey.ts';
import { waitPlace } from '../qmail/queue-waits.ts';
import { logsafe } from '../qmail/trace.ts';
import { auditBy } from './audit.ts';
import type { Wording } from './finding.ts';
import type { FailedRule, Finding, SkippedRule, SuppressedFinding } from './outcome.ts';
import type { LastReport, Reason } from './queued.ts';
import type { ReadySuppression } from './suppress.ts';
import { queueTracer } from './trace.ts';

export interface QueueOptions {
  readonly wording: Wording;
  /** The bundled worker thread that reads queues, or null. */
  readonly workerFile?: URL | null;
  /** Trace every recipient that waits, however many. */
  readonly all: boolean;
  /** false: no recipient is traced, for who only counts. */
  readonly reasons?: boolean;
  /** Problems that are known and accepted. */
  readonly suppressions?: readonly ReadySuppression[];
  /** What a log said last, by `reportKey`; asked for where messages wait. */
  readonly lastReports?: () => Promise<ReadonlyMap<string, LastReport>>;
}

export interface QueueOutcome {
  readonly home: string;
  readonly hostname: string | null;
  /** As qmail-qstat counts. */
  readonly counts: { readonly messages: number; readonly unprocessed: number };
  readonly state: QueueState;
  /** The first to expire first. */
  readonly messages: readonly QueuedMessage[];
  readonly unprocessed: readonly UnprocessedMessage[];
  why(message: QueuedMessage, recipient: QueuedRecipient): Reason;
  readonly problems: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly skipped: readonly SkippedRule[];
  readonly failed: readonly FailedRule[];
}

/** By what a report in the log is found: the recipient as `starting delivery` has it. */
export function reportKey(id: string, channel: Channel, recipient: string): string {
  return `${id} ${channel} ${recipient}`;
}

/** More recipients are traced only with `all`: each may ask the DNS. */
const TRACED = 1000;

/** Rules of other areas that speak of the queue. */
const ALSO = new Set([
  'queue-missing',
  'queue-split',
  'queue-closed',
  'queue-filesystems',
  'sendmutex',
  'trigger',
  'room-low',
  'file-system-read-only',
  'two-qmail-sends',
]);

/** Throws CouldNotCheck where there is no queue to look at, or its accounts and controls cannot be asked. */
export async function lookThroughQueue(target: Target, options: QueueOptions): Promise<QueueOutcome> {
  const none = withoutQueue(target);
  if (none !== null) throw new CouldNotCheck(`${target.installation.home}/queue`, none.reason);
  const control = (name: string) => target.control(name);
  const known = { lifetime: queueLifetime(control), held: heldChannels(control), sending: sendingIn(target) };
  const messages: QueuedMessage[] = [];
  const unprocessed: UnprocessedMessage[] = [];
  const survey = await surveyQueue(target.installation, {
    lifetime: known.lifetime ?? undefined,
    workerFile: options.workerFile ?? null,
    each: (entry, { now }) => {
      const message = messageOf(entry, { ...known, now });
      if (message !== null) messages.push(message);
      const waits = unprocessedOf(entry);
      if (waits !== null) unprocessed.push(waits);
    },
  });
  messages.sort((one, other) => (one.born ?? 0) - (other.born ?? 0) || Number(one.id) - Number(other.id));
  const reasons = await reasonsOf(target, messages, options);
  const found = await problemsOf({ ...target, queue: async () => survey }, options);
  return {
    home: target.installation.home,
    hostname: target.host.hostname,
    counts: { messages: survey.messages, unprocessed: survey.unprocessed },
    state: { ...known, now: survey.clock.now },
    messages,
    unprocessed,
    why: reasons.why,
    ...found,
    skipped: [...reasons.skipped, ...found.skipped],
  };
}

function sendingIn(target: Target): boolean | null {
  const sends = runningSends(target);
  if (sends === null || sends.unknown.length > 0) return null;
  return sends.here.length > 0;
}

async function problemsOf(target: Target, { wording, suppressions = [] }: QueueOptions) {
  const wanted = ({ area, rule }: RegisteredRule) => area === 'queue' || ALSO.has(rule.id);
  const { findings, suppressed, skipped, failed } = await auditBy(target, wanted, {
    wording,
    suppressions,
    most: Number.POSITIVE_INFINITY,
    workerFile: null,
  });
  const own = findings.filter(({ area, severity }) => area === 'queue' || severity !== 'info');
  const told = skipped.filter(({ kind }) => kind === 'could-not');
  return { problems: own, suppressed, skipped: told, failed };
}

interface Reasons {
  why(message: QueuedMessage, recipient: QueuedRecipient): Reason;
  readonly skipped: readonly SkippedRule[];
}

/** Where recipients wait to go, for the first of them that waits, and what came of the trace. */
interface Way extends Pick<QueuedRecipient, 'channel' | 'address'> {
  readonly sender: string;
  outcome: Reason['now'];
}

/** In the order of the messages, and by `waitPlace`. */
interface Ways extends Readonly<Record<Channel, ReadonlyMap<string, Way>>> {
  readonly all: readonly Way[];
}

function waysOf(messages: readonly QueuedMessage[]): Ways {
  const ways = { all: [] as Way[], local: new Map<string, Way>(), remote: new Map<string, Way>() };
  for (const { sender, recipients } of messages)
    for (const { channel, address, done } of recipients) {
      const place = waitPlace(channel, address);
      if (done || ways[channel].has(place)) continue;
      const way = { sender, channel, address, outcome: null };
      ways.all.push(way);
      ways[channel].set(place, way);
    }
  return ways;
}

/** How many are traced at a time: most of the time goes by in the DNS. */
const AT_ONCE = 20;

/** Each way is traced once, for the sender of the oldest message that waits for it. */
async function reasonsOf(target: Target, messages: readonly QueuedMessage[], options: QueueOptions): Promise<Reasons> {
  const most = options.all ? Number.POSITIVE_INFINITY : TRACED;
  const ways = waysOf(messages);
  const wanted = messages.length > 0 && options.reasons !== false;
  const said = wanted ? await options.lastReports?.() : undefined;
  const trace = await queueTracer(target);
  const asked = options.reasons === false ? [] : ways.all.slice(0, most);
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    const some = asked.slice(at, at + AT_ONCE).map(async (way) => {
      way.outcome = (await trace(way.sender, way.channel, way.address)).outcome;
    });
    await Promise.all(some);
  }
  const left = ways.all.length - asked.length;
  const reason = `only ${asked.length} of ${ways.all.length} recipients were traced (--all traces all)`;
  return {
    why: (message, recipient) => ({
      last: said?.get(reportKey(message.id, recipient.channel, logsafe(recipient.address))) ?? null,
      now: ways[recipient.channel].get(waitPlace(recipient.channel, recipient.address))?.outcome ?? null,
    }),
    skipped: left === 0 ? [] : [{ rule: 'trace', kind: 'not-asked', reason }],
  };
}

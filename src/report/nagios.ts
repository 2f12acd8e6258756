/** The audit, and the queue, as a monitoring plugin answers: a line of status with performance data, then some detail. */
import type { AuditOutcome } from '../audit/outcome.ts';
import type { QueueOutcome } from '../audit/queue.ts';
import type { Look } from './format.ts';
import { isFine } from './ran.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { WORDS } from './words.ts';

/** The codes of plugins: 0 to 3. */
export type PluginState = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';

export const PLUGIN_EXIT: Readonly<Record<PluginState, number>> = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 };

export function auditState({ summary, skipped, failed }: AuditOutcome): PluginState {
  if (summary.error > 0) return 'CRITICAL';
  if (summary.warning > 0) return 'WARNING';
  return failed.length > 0 || skipped.some(({ kind }) => kind === 'could-not') ? 'UNKNOWN' : 'OK';
}

/** What Nagios reads of a plugin at most is 4 kB. */
const ROOM = 4000;
const DETAILS = 12;
const LENGTH = 200;

/** The first of the lines, as far as there is room beside what is written anyway. */
function* details(lines: readonly string[], ...beside: readonly string[]): Generator<string> {
  let left = ROOM - Buffer.byteLength(beside.join(''));
  for (const line of lines.slice(0, DETAILS).map((each) => `${plain(each)}\n`)) {
    left -= Buffer.byteLength(line);
    if (left < 0) return;
    yield line;
  }
}

export function* nagiosReport(outcome: AuditOutcome, { language }: Pick<Look, 'language'>): Generator<string> {
  const words = WORDS[language];
  const { findings, summary, skipped, failed, baseline } = outcome;
  const { error, warning, info, mailboxes, suppressed } = summary;
  const unchecked = skipped.filter(({ kind }) => kind === 'could-not');
  const told = [
    ...findings.filter(({ severity }) => severity !== 'info').map(({ message }) => message),
    ...failed.map(({ rule, error: says }) => `${words.failed}: ${rule}: ${says}`),
    ...unchecked.map(({ path, reason }) => `${words.couldNot}: ${path ?? ''} ${reasonIn(language, reason)}`),
  ];
  const [first = isFine(outcome) ? words.fine : ''] = told;
  const data = [
    `errors=${error};;0;0`,
    `warnings=${warning};0;;0`,
    `notes=${info};;;0`,
    `mailboxes=${mailboxes};;;0`,
    `unchecked=${unchecked.length};;;0`,
    `suppressed=${suppressed};;;0`,
  ];
  const status = `QMAIL ${auditState(outcome)} - ${plain([words.counts(error, warning, info, mailboxes), ...(first === '' ? [] : [first])].join(': '))} | ${data.join(' ')}\n`;
  const known =
    baseline === undefined
      ? ''
      : `${plain(words.baseline(baseline.size, baseline.mended, baseline.unchecked, baseline.added))}\n`;
  yield status;
  yield* details(told.slice(1), status, known);
  if (known !== '') yield known;
}

/** Where nothing could be looked at. `said`: why, in a line or more. */
export function nagiosUnknown(said: string): string {
  return `QMAIL UNKNOWN - ${plain(said.replaceAll('\n', ' '))}\n`;
}

/** Messages in the queue above which it is told; null: never. */
export interface QueueThresholds {
  readonly warning: number | null;
  readonly critical: number | null;
}

export function queueState(outcome: QueueOutcome, { warning, critical }: QueueThresholds): PluginState {
  const waiting = waitingIn(outcome);
  const has = (severity: string) => outcome.problems.some((each) => each.severity === severity);
  if (has('error') || (critical !== null && waiting > critical)) return 'CRITICAL';
  if (has('warning') || (warning !== null && waiting > warning)) return 'WARNING';
  const blind = outcome.failed.length > 0 || outcome.skipped.some(({ kind }) => kind === 'could-not');
  return blind ? 'UNKNOWN' : 'OK';
}

function waitingIn({ counts }: QueueOutcome): number {
  return counts.messages + counts.unprocessed;
}

export function* queueNagios(
  outcome: QueueOutcome,
  thresholds: QueueThresholds,
  { language }: Pick<Look, 'language'>,
): Generator<string> {
  const words = WORDS[language];
  const { counts, problems, skipped, state, messages } = outcome;
  const born = messages.flatMap((each) => each.born ?? []);
  const oldest =
    born.length === 0 || state.now === null ? null : Math.max(0, Math.floor(state.now - Math.min(...born)));
  const limits = `${thresholds.warning ?? ''};${thresholds.critical ?? ''}`;
  const data = [
    `waiting=${waitingIn(outcome)};${limits};0`,
    `unprocessed=${counts.unprocessed};;;0`,
    `problems=${problems.length};;;0`,
    ...(oldest === null ? [] : [`oldest=${oldest}s;;;0`]),
  ];
  const status = `QMAIL QUEUE ${queueState(outcome, thresholds)} - ${plain(words.waiting(waitingIn(outcome), null))} | ${data.join(' ')}\n`;
  const unchecked = skipped.filter(({ kind }) => kind === 'could-not');
  yield status;
  yield* details(
    [
      ...problems.map(({ message }) => message),
      ...unchecked.map(({ path, reason }) => `${words.couldNot}: ${path ?? ''} ${reasonIn(language, reason)}`),
    ],
    status,
  );
}

/** Without what Nagios reads as the end of the text, or a shell that is given it would take for more than text. */
function plain(text: string): string {
  const safe = safeText(text).replace(/[|`$&'"<>~]/g, '?');
  return safe.length > LENGTH ? `${safe.slice(0, LENGTH).replace(/[\ud800-\udbff]$/, '')}…` : safe;
}

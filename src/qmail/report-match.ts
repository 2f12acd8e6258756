/** Which message of the catalogue a delivery report is. */
import { comparable, type Wording, wordings } from './message-pattern.ts';

/** What qmail-send adds where it gives up after queuelifetime (qmail-send.c:921), as the log has it. */
const GIVEN_UP = "I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./";
/** The message of that sentence. */
const GIVEN_UP_ID = 'SEND-DX';

export type Reported = 'success' | 'failure' | 'deferral';
export type Channel = 'local' | 'remote';

export interface Recognised {
  /** Null where it is nothing that qmail says. */
  readonly message: string | null;
  /** A temporary report that queuelifetime made final. */
  readonly expired: boolean;
  /** The text with `{placeholders}` in place of what differs from time to time; `{text}` where it is not known. */
  readonly template: string;
  /** Fits other reports of the same message; null where none does for certain. */
  readonly pattern: RegExp | null;
}

interface Candidate extends Wording {
  readonly whole: RegExp;
  /** After something else that a program printed. */
  readonly behind: RegExp;
  /** With its end missing. */
  readonly cut: RegExp;
}

/** What is too short to be found among other words. */
const SURE = 8;

/**
 * Makes the matcher. Of several messages that fit, the most literal is taken; a report that no message has is what a program
 * printed, where the delivery was a local one. `channel` is null where it is not known.
 */
export function reportMatcher(): (status: Reported, text: string, channel: Channel | null) => Recognised {
  const all = wordings()
    .filter(({ message }) => message.kind === 'report' && message.id !== GIVEN_UP_ID)
    .toSorted((one, other) => other.literal - one.literal)
    .map(candidateOf);
  const of = (statuses: readonly string[], channel: Channel | null) =>
    all.filter(({ message: { status, program } }) => {
      const fits = status === undefined || statuses.includes(status);
      return fits && (channel === null || saidOn(program) === null || saidOn(program) === channel);
    });
  const known = new Map<string, Candidate[]>();
  return (status, text, channel) => {
    const expired = status === 'failure' && text.endsWith(GIVEN_UP);
    const said = expired ? text.slice(0, -GIVEN_UP.length) : text;
    const key = `${expired} ${status} ${channel}`;
    const candidates = known.get(key) ?? of(expired ? ['deferral', 'failure'] : [status], channel);
    known.set(key, candidates);
    const found = best(candidates, said) ?? (channel === null ? undefined : best(of([status], null), said));
    const message = found?.message.id ?? (expired ? GIVEN_UP_ID : null);
    const template = found === undefined ? '{text}' : comparable(found.message.text ?? '');
    const pattern = expired || found === undefined || found.literal === 0 ? null : found.whole;
    return { message, expired, template: expired ? template + GIVEN_UP : template, pattern };
  };
}

function candidateOf(wording: Wording): Candidate {
  const { source, text } = wording;
  return {
    ...wording,
    whole: new RegExp(`^${source}/?$`),
    behind: new RegExp(`^(?:.*/)?${source}/?$`),
    cut: new RegExp(`^${wording.head}`),
    text: comparable(text),
  };
}

/** Which deliveries a program speaks of; null: of both kinds. */
function saidOn(program: string): Channel | null {
  if (program === 'qmail-spawn' || program === 'qmail-send') return null;
  return program === 'qmail-remote' || program === 'qmail-rspawn' ? 'remote' : 'local';
}

function best(candidates: readonly Candidate[], said: string): Candidate | undefined {
  const program = candidates.find(({ source, literal }) => literal === 0 && source !== '');
  if (said === '') return candidates.find(({ text }) => text === '') ?? program;
  return (
    candidates.find(({ literal, whole }) => literal > 0 && whole.test(said)) ??
    candidates.find(({ literal, behind }) => literal >= SURE && behind.test(said)) ??
    (said.endsWith('/') || said.length < SURE ? undefined : candidates.find((each) => begins(each, said))) ??
    program
  );
}

/** A line that syslog or a full disk cut. */
function begins({ text, head, cut }: Candidate, said: string): boolean {
  return text.startsWith(said) || (head !== '' && cut.test(said));
}

/** Which message of the catalogue a pasted text is: a line of a log in any form, a bounce, a reply, a sentence. */
import { stampReader } from './log-stamp.ts';
import { type Message, messageOf } from './message.ts';
import { comparable, type Wording, wordings } from './message-pattern.ts';
import { partialMatcher } from './partial-match.ts';
import { type Reported, reportMatcher } from './report-match.ts';

/** A message with every other that reads the same. */
export interface Recognition {
  readonly messages: readonly Message[];
  /** qmail-send gave up on it after queuelifetime. */
  readonly expired: boolean;
  /** How many messages more have the text in them, of which it is but a part; null where it is a whole message. */
  readonly partOfMore: number | null;
}

interface Candidate extends Wording {
  readonly whole: RegExp;
  readonly within: RegExp;
}

/** Characters that tell a message: where it is all of a line, and where it stands among other words. */
const ALONE = 3;
const AMONG = 10;

const REPORT = /delivery[ _]\d+:[ _](success|failure|deferral):[ _]?(.*)$/is;
const STATUS = /^\s*(success|failure|deferral):[ _](.*)$/is;
const LINE =
  /(?:alert: |warning: |new msg \d|info msg \d|end msg \d|bounce msg \d|starting delivery \d|delivery \d+: report mangled|triple bounce: |status: (?:local|exiting)|(?:s6-[a-z]+(?: [^\n]*?)?|runsv(?:dir)? [^\n]*?|chpst|envdir|envuidgid|execlineb|tcpserver|rblsmtpd|softlimit|setuidgid|supervise|svscan|multilog|tcprules|qmail-[a-z0-9]+|sendmail|forward|condredirect|bouncesaying|except|preline|predate|qreceipt|maildirmake|maildir2mbox|instcheck): ).*$/is;
/** recordio: what the client said, and what the server said. */
const RECORDED = /^\d+ ([<>]) (.*)$/s;
/** Of a bounce: whom it is about, and then the report (qmail-send.c:601). */
const BOUNCED = /^<[^>\n]*>:\n((?:(?!<[^>\n]*>:\n)[^\n]+\n?)+)/gm;

/** A line of qmail-send, without its stamp. */
const SENT =
  /^(?:status: (?:local|exiting)|new msg \d|info msg \d|end msg \d|bounce msg \d|starting delivery \d|delivery \d+: |triple bounce: |alert: |warning: )/i;

/** Makes the recogniser. Its answer has an entry for each report of a bounce and each line of a log, else one, or none for what is not known. */
export function recogniser(): (text: string) => Recognition[] {
  const all = wordings()
    .filter(({ literal }) => literal >= ALONE)
    .toSorted((one, other) => other.literal - one.literal)
    .map((wording) => ({
      ...wording,
      whole: new RegExp(`^[_/]*${wording.source}[_/]*$`, 'i'),
      within: new RegExp(`(?:^|[^a-z0-9])${wording.source}`, 'i'),
    }));
  const desk = { all, match: reportMatcher(), part: partialMatcher() };
  return (text) => {
    for (const reading of readings(text)) {
      const found = allIn(desk, reading);
      if (found.length > 0) return found;
    }
    return [];
  };
}

interface Desk {
  readonly all: readonly Candidate[];
  readonly match: ReturnType<typeof reportMatcher>;
  readonly part: ReturnType<typeof partialMatcher>;
}

function allIn(desk: Desk, text: string): Recognition[] {
  const plain = text.replace(/\r/g, '').replace(/^[>| \t]+/gm, '');
  const bounced = [...plain.matchAll(BOUNCED)].map(([, said = '']) => said);
  if (bounced.length > 0) return bounced.flatMap((said) => one(desk, said, null) ?? partOf(desk, said));
  const sent = plain.split('\n').filter((line) => SENT.test(unstamped(line)));
  return sent.length > 1 ? distinct(sent.flatMap((line) => known(desk, line))) : known(desk, plain);
}

function distinct(found: readonly Recognition[]): Recognition[] {
  const key = ({ messages, expired }: Recognition) => [expired, ...messages.map(({ id }) => id)].join(' ');
  return [...new Map(found.toReversed().map((each) => [key(each), each])).values()].reverse();
}

function known(desk: Desk, plain: string): Recognition[] {
  const report = REPORT.exec(plain) ?? STATUS.exec(plain);
  const status = (report?.[1]?.toLowerCase() ?? null) as Reported | null;
  const recorded = RECORDED.exec(plain);
  const line = recorded?.[2] ?? LINE.exec(plain)?.[0] ?? unstamped(plain);
  const found = one(desk, report === null ? line : (report[2] ?? ''), status);
  const form = formOf(status, recorded?.[1]);
  if (form === null) {
    if (found !== null) return [found];
    const begun = partOf(desk, unstamped(plain));
    return begun.length > 0 ? begun : partOf(desk, line);
  }
  if (found === null) return [whole([messageOf(form)])];
  // What a program printed may be anything: the form of the line says as much.
  const vague = found.messages.every(({ text }) => text === '{output}' || text === '');
  return [vague ? { ...found, messages: [...found.messages, messageOf(form)] } : found];
}

/** As it was pasted; else as the source of a mail has it, in quoted-printable or HTML. */
function* readings(text: string): Generator<string> {
  yield text;
  const decoded = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (decoded !== text) yield decoded;
  const shown = decoded
    .replace(/<(?:br|\/?p|\/?div)\b[^<>]*>/gi, '\n')
    .replace(/<\/?[a-z][a-z0-9]*(?: [^<>@]*)?>/gi, '');
  const unescaped = shown.replace(/&(?:#(\d{2,3})|([a-z]{2,4}));/g, (whole, code?: string, name?: string) =>
    code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCharCode(Number(code)),
  );
  if (unescaped !== decoded) yield unescaped;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function whole(messages: readonly Message[], expired = false): Recognition {
  return { messages, expired, partOfMore: null };
}

function partOf({ part }: Desk, said: string): Recognition[] {
  const found = part(said.trim());
  return found === null ? [] : [{ messages: found.messages, expired: false, partOfMore: found.more }];
}

/** Without what a logger put before it. */
function unstamped(text: string): string {
  const stamp = { time: 0, at: 0, shared: false, continued: false };
  stampReader(0)(Buffer.from(text, 'latin1'), text, 0, text.length, stamp);
  return text.slice(stamp.at);
}

/** The message that the form of a line is by itself. */
function formOf(status: Reported | null, direction: string | undefined): string | null {
  if (direction !== undefined) return direction === '<' ? 'RECORDIO-1' : 'RECORDIO-2';
  if (status === null) return null;
  return { success: 'SEND-DK', deferral: 'SEND-DZ', failure: 'SEND-DD' }[status];
}

function one({ all, match }: Desk, said: string, status: Reported | null): Recognition | null {
  const text = comparable(said.trim());
  const expired = /I'm_not_going_to_try_again/i.test(text);
  // A blank at the end may be one before a value that is empty.
  const messages = sameAs(all, comparable(said.trimStart()), status, expired);
  if (messages.length > 0) return whole(byReply(messages, text, status), expired);
  if (status === null) return null;
  const { message } = match(status, text === '' ? '' : `${text}/`, null);
  return message === null ? null : whole([messageOf(message)], expired);
}

/** What stands around the reports of a bounce, and tells nothing beside one. */
const FRAMES = new Set(['SEND-T1', 'SEND-T2', 'SEND-T3']);

/** The most literal of those that are the whole text, else of those that stand in it; and what reads the same. */
function sameAs(all: readonly Candidate[], text: string, status: Reported | null, expired: boolean): Message[] {
  const fitting = all.filter(({ message }) => fits(message, status, expired));
  const whole = fitting.filter(({ whole }) => whole.test(text));
  const among =
    whole.length > 0 ? whole : fitting.filter(({ literal, within }) => literal >= AMONG && within.test(text));
  const reports = among.filter(({ message }) => !FRAMES.has(message.id));
  const found = reports.length > 0 ? reports : among;
  const [best] = found;
  if (best === undefined) return [];
  const equal = found.filter(({ literal }) => literal === best.literal).map(({ message }) => message);
  const final = expired ? found.filter(({ message }) => message.id === 'SEND-DX').map(({ message }) => message) : [];
  const own = expired ? ownOf(fitting, text) : [];
  return [...new Set([...own, ...equal, ...final])];
}

/** Where nothing else tells a failure from a deferral, the code that the other host replied with does. */
function byReply(messages: Message[], text: string, status: Reported | null): Message[] {
  const [, code] = /Remote_host_said:_([45])\d\d/i.exec(text) ?? [];
  const own = code === '5' ? 'failure' : 'deferral';
  const fitting = messages.filter((message) => message.status === own);
  return status !== null || code === undefined || fitting.length === 0 ? messages : fitting;
}

/** What is before the sentence of qmail-send is the report itself. */
function ownOf(fitting: readonly Candidate[], text: string): Message[] {
  const before = text.slice(0, text.search(/I'm_not_going_to_try_again/i));
  const found = fitting.filter(({ whole, message }) => message.id !== 'SEND-DX' && whole.test(before));
  return found.filter(({ literal }) => literal === found[0]?.literal).map(({ message }) => message);
}

function fits({ kind, status: own }: Message, status: Reported | null, expired: boolean): boolean {
  if (status === null) return true;
  return kind === 'report' && (own === undefined || own === status || (expired && own === 'deferral'));
}

/** Joins the queue to the findings: which of them keep messages waiting. */
import type { Target } from '../checks/check.ts';
import { withoutQueue } from '../checks/queue.ts';
import { basename } from '../host/access.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import { type Followed, follow } from '../qmail/follow.ts';
import { queueLifetime } from '../qmail/queue-message.ts';
import type { Wait } from '../qmail/queue-waits.ts';
import type { Finding } from './outcome.ts';
import { timeText } from './queued.ts';

/** Messages in the queue that a finding keeps waiting. */
export interface Waiting {
  readonly messages: number;
  /** ISO 8601; null where it cannot be told. */
  readonly firstToExpire: string | null;
}

/** More are not traced for the sake of a number. */
const TRACED = 1000;

/** The findings, with `waiting` where messages wait because of it. Throws nothing: without a queue they stay as they are. */
export async function withWaiting(target: Target, findings: readonly Finding[]): Promise<Finding[]> {
  try {
    if (findings.length === 0 || withoutQueue(target) !== null) return [...findings];
    const waits = [...(await target.waits()).values()];
    if (waits.length === 0) return [...findings];
    const lifetime = queueLifetime((name) => target.control(name));
    const ends = (await Promise.all(wanted(findings, waits).map((wait) => endsOf(target, wait)))).flat();
    return findings.map((finding) => {
      const matching = [...ends.filter((end) => keeps(finding, end)), ...own(finding, waits)];
      return matching.length === 0 ? finding : { ...finding, waiting: waitingOf(matching, lifetime) };
    });
  } catch (error) {
    if (error instanceof CouldNotCheck) return [...findings];
    throw error;
  }
}

/** Remote recipients are traced, which asks the DNS, only where some finding speaks of remote deliveries. */
function wanted(findings: readonly Finding[], waits: readonly Wait[]): Wait[] {
  const remote = findings.some(({ prevents }) => prevents.some(({ id }) => /^(REMOTE|RSPAWN)-/.test(id)));
  return waits.filter(({ channel }) => channel === 'local' || remote).slice(0, TRACED);
}

/** Where the way of a recipient ends without success. */
interface End {
  readonly message: string;
  readonly user: string | null;
  readonly domain: string;
  readonly paths: ReadonlySet<string>;
  readonly wait: Wait;
}

async function endsOf(target: Target, wait: Wait): Promise<End[]> {
  const scene = { installation: target.installation, controls: target.send(), cdb: target.usersCdb() };
  const { sender, address, channel } = wait;
  return failures(await follow(scene, { sender, recipient: address, channel }), target.installation.home, wait);
}

function failures(followed: Followed, home: string, wait: Wait): End[] {
  const below = followed.then.flatMap((each) => failures(each, home, wait));
  const { outcome, to, assignment, steps } = followed;
  if (outcome.message === null || (outcome.status !== 'deferral' && outcome.status !== 'failure')) return below;
  const files = steps.flatMap(({ file }) =>
    file === undefined ? [] : [file.startsWith('/') ? file : `${home}/${file}`],
  );
  const at = to.lastIndexOf('@');
  const end: End = {
    message: outcome.message,
    user: textOf(assignment?.user ?? to.slice(0, Math.max(at, 0))),
    domain: textOf(to.slice(at + 1).toLowerCase()),
    paths: new Set([...files, ...(outcome.blocked === null ? [] : [outcome.blocked.at])].map(textOf)),
    wait,
  };
  return [end, ...below];
}

/** Whether the finding foretells this end for this mailbox, domain or file. */
function keeps({ prevents, subject }: Finding, end: End): boolean {
  if (!prevents.some(({ id }) => id === end.message)) return false;
  if (subject.user !== undefined) return subject.user === end.user;
  if (subject.domain !== undefined) return subject.domain.toLowerCase() === end.domain;
  return subject.path !== undefined && end.paths.has(subject.path);
}

/** A finding about a message in the queue itself. */
function own({ area, subject }: Finding, waits: readonly Wait[]): { wait: Wait }[] {
  if (area !== 'queue' || subject.path === undefined) return [];
  const id = basename(subject.path);
  return waits.filter(({ ids }) => ids.includes(id)).map((wait) => ({ wait: { ...wait, ids: [id] } }));
}

function waitingOf(ends: readonly { wait: Wait }[], lifetime: number | null): Waiting {
  const births = ends.flatMap(({ wait }) => wait.born ?? []);
  return {
    messages: new Set(ends.flatMap(({ wait }) => wait.ids)).size,
    firstToExpire: births.length === 0 || lifetime === null ? null : timeText(Math.min(...births) + lifetime),
  };
}

/** Where mail for an address comes to rest: the places behind all its forwards, as plain text data (`addresses.schema.json`). */
import { textOf } from '../host/bytes.ts';
import type { Followed } from '../qmail/follow.ts';
import { reportOf } from '../qmail/message.ts';
import type { Step } from '../qmail/trace.ts';
import { INTO_CR } from './cr-steps.ts';
import type { VpopmailUsers } from './vpopmail-ends.ts';

/**
 * `remote`: another host's matter. `forward`: handed on by a program, not followed. `bounce`, `deferral`: with a report. `nowhere`: a success that delivers nothing, or to where nobody
 * looks. `unknown`: configuration cannot tell.
 */
export type EndKind =
  | 'maildir'
  | 'mbox'
  | 'program'
  | 'remote'
  | 'forward'
  | 'bounce'
  | 'deferral'
  | 'nowhere'
  | 'unknown';

export interface End {
  readonly kind: EndKind;
  /** A path, a command, or an address; null where there is none. */
  readonly place: string | null;
  /** Of a place on this host: who qmail-local runs as there, and his home. */
  readonly user?: string;
  readonly home?: string;
  /** The instruction, where one led there. */
  readonly file?: string;
  readonly line?: number;
  /** What the log has, byte for byte; null where that cannot be told. */
  readonly report?: string | null;
  /** Its id in the catalogue. */
  readonly message?: string | null;
  /** Of a remote address: the relay that smtproutes names. */
  readonly relay?: string;
  /** The program does not exist, or may not be run by this user: the mail waits. */
  readonly fault?: 'missing' | 'closed';
  /** The addresses that it was forwarded to on the way. */
  readonly via?: readonly string[];
}

/** Of a recipient that was followed with `programsPass` and the remarks of a trace. */
export function endsOf(followed: Followed, users: VpopmailUsers, via: readonly string[] = []): End[] {
  const { steps, then } = followed;
  const forwards = steps.filter(({ decision }) => decision === 'forward');
  const behind = then.flatMap((each, index) => {
    const ends = endsOf(each, users, [...via, textOf(each.address)]);
    const step = forwards[index];
    return step === undefined ? ends : ends.map((end) => (end.file === undefined ? { ...end, ...lineOf(step) } : end));
  });
  return [...ownEnds(followed, users, via), ...behind];
}

function ownEnds(followed: Followed, users: VpopmailUsers, via: readonly string[]): End[] {
  const { outcome, steps, channel, then } = followed;
  const end = (kind: EndKind, place: string | null, more: Partial<End> = {}): End => ({
    kind,
    place,
    ...whoIn(followed, kind),
    ...more,
    ...(via.length === 0 ? {} : { via }),
  });
  if (outcome.status === 'failure' || outcome.status === 'deferral') {
    const kind = outcome.status === 'failure' ? 'bounce' : 'deferral';
    return [end(kind, null, { report: reportOf(outcome), message: outcome.message, ...lastPlace(steps) })];
  }
  if (channel === 'remote') return [end('remote', textOf(followed.to), relayIn(steps))];
  const places = steps.flatMap((step, index) => placesOf(followed, step, steps[index + 1], users, end));
  if (places.length > 0 || then.length > 0) return places;
  return [
    outcome.status === 'success' ? end('nowhere', null, lastPlace(steps)) : end('unknown', null, lastPlace(steps)),
  ];
}

function whoIn({ assignment }: Followed, kind: EndKind): Pick<End, 'user' | 'home'> {
  if (assignment === null || !(kind === 'maildir' || kind === 'mbox' || kind === 'program')) return {};
  return { user: textOf(assignment.user), home: textOf(assignment.home) };
}

type MakeEnd = (kind: EndKind, place: string | null, more?: Partial<End>) => End;

/** The places of one instruction. `next`: the remark on it, where there is one. */
function placesOf(
  followed: Followed,
  step: Step,
  next: Step | undefined,
  users: VpopmailUsers,
  end: MakeEnd,
): readonly End[] {
  const { target = '' } = step.data;
  const line = lineOf(step);
  switch (step.decision) {
    case 'maildir':
      return [end('maildir', placeIn(followed, target), line)];
    case 'mbox':
      return [end(next?.decision === INTO_CR ? 'nowhere' : 'mbox', placeIn(followed, target), line)];
    case 'program':
      return (
        users.endsOf(followed, target)?.map((each) => end(each.kind, each.place, each)) ?? [
          end('program', textOf(target), { ...line, ...faultIn(next) }),
        ]
      );
    case 'and-more':
      return [end('unknown', null, line)];
    default:
      return [];
  }
}

function faultIn(next: Step | undefined): Pick<End, 'fault'> {
  if (next?.decision === 'program-missing') return { fault: 'missing' };
  return next?.decision === 'program-closed' || next?.decision === 'program-interpreter' ? { fault: 'closed' } : {};
}

/** A path as the instruction and the home make it; links are left as they are. */
function placeIn({ assignment }: Followed, target: string): string {
  if (target.startsWith('/') || assignment === null) return textOf(target);
  return textOf(`${assignment.home === '/' ? '' : assignment.home}/${target.replace(/^(\.\/+)+/, '')}`);
}

function relayIn(steps: readonly Step[]): Partial<End> {
  const step = steps.find(({ decision }) => decision === 'route');
  if (step === undefined) return {};
  const { relay = '', port = '25' } = step.data;
  return { relay: textOf(port === '25' ? relay : `${relay}:${port}`), ...lineOf(step) };
}

function lastPlace(steps: readonly Step[]): Pick<End, 'file' | 'line'> {
  const last = steps.findLast(({ program, file }) => program === 'qmail-local' && file !== undefined);
  return last === undefined ? {} : lineOf(last);
}

function lineOf({ file, line }: Step): Pick<End, 'file' | 'line'> {
  return { ...(file === undefined ? {} : { file: textOf(file) }), ...(line === undefined ? {} : { line }) };
}

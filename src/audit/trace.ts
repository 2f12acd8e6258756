/** Traces addresses on a target: from SMTP or from the queue on. */
import type { Target } from '../checks/check.ts';
import { textOf } from '../host/bytes.ts';
import { type Followed, follow } from '../qmail/follow.ts';
import { idsOf } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import { readSendControls } from '../qmail/send.ts';
import { smtpTalk } from '../qmail/smtpd.ts';
import type { Step } from '../qmail/trace.ts';
import { assignTeller } from './assign-steps.ts';
import { capitalTeller } from './capital-steps.ts';
import { withCrSteps } from './cr-steps.ts';
import { withProgramSteps } from './program-steps.ts';
import { withQueueProgramSteps } from './queue-program-steps.ts';
import { type Door, openDoor, relayStep } from './smtp-door.ts';
import { type Traced, traced, tracedStep } from './traced.ts';
import { type VpopmailUsers, vpopmailUsers } from './vpopmail-ends.ts';
import { vpopmailTeller } from './vpopmail-steps.ts';

export interface TraceOptions {
  /** Envelope sender. */
  readonly sender: string;
  /** Starts at the SMTP server; null: at the queue. */
  readonly smtp: {
    readonly client: string | null;
    readonly service?: string | undefined;
    readonly env: ReadonlyMap<string, string>;
  } | null;
}

export type Tracer = (address: string) => Promise<Traced>;

/** What is read once serves every address. Throws CouldNotCheck where the beginning of every trace cannot be looked at. */
export async function tracer(target: Target, options: TraceOptions): Promise<Tracer> {
  const scene = { installation: target.installation, controls: controlsInForce(target), cdb: target.usersCdb() };
  const door = options.smtp === null ? null : await openDoor(target, options.smtp);
  const remark = remarker(target, scene.cdb);
  const queue = async (recipient: string) => traced(remark(await follow(scene, { sender: options.sender, recipient })));
  return async (address) => (door === null ? queue(address) : throughSmtp(door, address, options.sender, queue));
}

/** As qmail-send reads them: one that is closed to it keeps it from starting, though root may look into it. */
function controlsInForce(target: Target): ReturnType<Target['send']> {
  const qmails = idsOf(target.installation, 'qmails');
  const controls = qmails === null ? target.send() : readSendControls(target.installation, qmails);
  return 'refused' in controls ? controls : target.send();
}

/** Adds what can be told beyond the decisions of qmail's own programs. */
function remarker(target: Target, cdb: UsersCdb): (followed: Followed) => Followed {
  const { installation } = target;
  const [assign, capitals] = [assignTeller(installation, cdb), capitalTeller(installation)];
  let users: VpopmailUsers | undefined;
  const vpopmail = vpopmailTeller(() => {
    users ??= vpopmailUsers(target);
    return users;
  });
  return (followed) =>
    vpopmail(
      assign(capitals(withQueueProgramSteps(installation, withCrSteps(withProgramSteps(installation, followed))))),
    );
}

/** Traces recipients as queue/local and queue/remote have them: routed and rewritten. Never throws. */
export async function queueTracer(
  target: Target,
): Promise<(sender: string, channel: 'local' | 'remote', address: string) => Promise<Traced>> {
  const scene = { installation: target.installation, controls: target.send(), cdb: target.usersCdb() };
  const remark = remarker(target, scene.cdb);
  return async (sender, channel, recipient) => traced(remark(await follow(scene, { sender, recipient, channel })));
}

async function throughSmtp(
  door: Door,
  address: string,
  sender: string,
  queue: (recipient: string) => Promise<Traced>,
): Promise<Traced> {
  const { denied, rule } = door.connection;
  const asked = door.asked ? { rule: rule === null ? null : textOf(rule) } : {};
  const refused = (reply: string | null, steps: readonly Step[]): Traced => ({
    address: textOf(address),
    smtp: { reply: reply === null ? null : textOf(reply), ...asked, denied },
    channel: null,
    to: null,
    steps: [...door.steps, ...(denied ? [] : door.rbl.steps), ...steps].map(tracedStep),
    outcome: null,
    relays: [],
    then: [],
  });
  if (denied) return refused(null, []);
  if (hasControl(address)) return refused(null, [{ program: 'qmail-smtpd', decision: 'not-in-smtp', data: {} }]);
  if (door.rbl.reply !== null) return refused(door.rbl.reply, []);
  const talk = smtpTalk(door.controls, door.own, { sender, recipient: address, relayclient: door.relayclient });
  const reply = talk.replies.at(-1) ?? null;
  const stopped = door.trouble === null ? [] : [door.trouble];
  if (talk.recipient === null) return refused(reply, [...stopped, ...talk.steps]);
  const queued = await queue(talk.recipient);
  const { channel, to, outcome, relays, then } = queued;
  const set = talk.steps.map((step) =>
    step.decision.startsWith('relayclient') ? { ...step, ...door.relayclientPlace } : step,
  );
  const before = refused(reply, [...set, ...relayStep(door, talk.steps)]);
  return { ...before, channel, to, outcome, relays, then, steps: [...before.steps, ...queued.steps] };
}

/** Whether an address has what none in an SMTP command may have (RFC 5321, 4.1.2). */
export function hasControl(address: string): boolean {
  return /[\x00-\x1f\x7f]/.test(address);
}

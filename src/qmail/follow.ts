/** Follows an envelope recipient as qmail would, over every forward on this host, to its end. */
import { EXECUTE, may, walk } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import { openControl } from './control.ts';
import { endSteps } from './end-steps.ts';
import type { Assignment } from './getpw.ts';
import { type Hop, hopOn } from './hop.ts';
import { type Installation, idsOf } from './installation.ts';
import type { UsersCdb } from './lspawn.ts';
import { outcomeOf, UNKNOWN } from './message.ts';
import { REMOTE_CONTROLS, readRemoteControls, remote } from './remote.ts';
import { route, type SendControls, type SendRefusal } from './send.ts';
import type { Outcome, Step } from './trace.ts';

/** One recipient, and what became of it. */
export interface Followed {
  readonly address: string;
  readonly channel: 'local' | 'remote';
  /** As `starting delivery` logs it, before escaping. */
  readonly to: string;
  readonly steps: readonly Step[];
  /** Who qmail-local ran as; null where it did not. */
  readonly assignment: Assignment | null;
  readonly outcome: Outcome;
  /** Where qmail-remote would connect, in order. */
  readonly relays: readonly string[];
  /** The addresses that it is forwarded to. */
  readonly then: readonly Followed[];
  /** What could not be looked at, so that the trace ends there with an unknown outcome; else null. */
  readonly unseen: CouldNotCheck | null;
}

export interface Envelope {
  readonly sender: string;
  readonly recipient: string;
  /** Of a recipient in queue/local or queue/remote, which was routed and rewritten when it came. */
  readonly channel?: 'local' | 'remote';
  /** Goes on after a program whose exit cannot be told, as if it were 0. */
  readonly programsPass?: boolean;
}

/** What is asked for every recipient, read once. */
export interface Scene {
  readonly installation: Installation;
  readonly controls: SendControls | SendRefusal;
  readonly cdb: UsersCdb;
}

/** More than any list of forwards that a person can follow; what comes after is left out, and said to be. */
const MOST = 500;

/**
 * Never throws: what cannot be looked at ends that way with `unseen`. Always ends: a forward that comes back is refused as qmail-local
 * refuses it.
 */
export async function follow(scene: Scene, envelope: Envelope): Promise<Followed> {
  return next(scene, envelope, [], { left: MOST });
}

/** The places that `followed` and what it leads to could not look at. */
export function unseenIn({ unseen, then }: Followed): CouldNotCheck[] {
  return [...(unseen === null ? [] : [unseen]), ...then.flatMap(unseenIn)];
}

async function next(
  scene: Scene,
  { sender, recipient, channel, programsPass = false }: Envelope,
  deliveredTo: readonly string[],
  budget: { left: number },
): Promise<Followed> {
  const { installation, controls, cdb } = scene;
  budget.left -= 1;
  if ('refused' in controls) {
    const step: Step = { program: 'qmail-send', decision: 'cannot-start', data: {}, file: controls.refused };
    return { ...nothing(recipient, 'local', recipient), steps: [step] };
  }
  const routed = channel === undefined ? route(controls, recipient) : { channel, to: recipient, steps: [] };
  const { to } = routed;
  const steps: Step[] = [...routed.steps];
  const known = { ...nothing(recipient, routed.channel, to), steps };
  try {
    if (routed.channel === 'remote') return { ...known, ...(await leave(scene, to, steps)) };
    const first = hopOn('local', installation, cdb, to, sender, { deliveredTo, programsPass }, steps);
    steps.push(...endSteps(installation, first));
    const then = await forwarded(scene, first, { sender, programsPass }, [...deliveredTo, to], budget, steps);
    return { ...known, assignment: first.assignment, outcome: first.outcome ?? UNKNOWN, then };
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    steps.push(unseenStep(steps, routed.channel, error));
    return { ...known, unseen: error };
  }
}

function nothing(address: string, channel: Followed['channel'], to: string): Omit<Followed, 'steps'> {
  return { address, channel, to, assignment: null, outcome: UNKNOWN, relays: [], then: [], unseen: null };
}

async function forwarded(
  scene: Scene,
  { result }: Hop,
  { sender, programsPass = false }: Pick<Envelope, 'sender' | 'programsPass'>,
  deliveredTo: readonly string[],
  budget: { left: number },
  steps: Step[],
): Promise<Followed[]> {
  const forwards = result?.forwards ?? [];
  const from = result?.forwardSender ?? sender;
  const then: Followed[] = [];
  for (const each of forwards) {
    if (budget.left <= 0) {
      const count = String(forwards.length - then.length);
      steps.push({ program: 'qmail-local', decision: 'and-more', data: { count } });
      break;
    }
    then.push(await next(scene, { sender: from, recipient: each, programsPass }, deliveredTo, budget));
  }
  return then;
}

/** Decisions after which qmail-local runs. */
const WHOSE = new Set(['assigned', 'user', 'alias']);

/** Told of the program that would have looked there. */
function unseenStep(steps: readonly Step[], channel: Hop['channel'], { path, reason }: CouldNotCheck): Step {
  const isFound = steps.some(({ decision }) => WHOSE.has(decision));
  const program = channel === 'remote' ? 'qmail-remote' : isFound ? 'qmail-local' : 'qmail-getpw';
  return { program, decision: 'could-not', data: { reason }, file: path };
}

/** By qmail-rspawn to qmail-remote (qmail-rspawn.c:86). Throws CouldNotCheck. */
async function leave(
  { installation }: Scene,
  to: string,
  steps: Step[],
): Promise<Pick<Followed, 'outcome'> & Partial<Pick<Followed, 'relays'>>> {
  const { host, home, variant } = installation;
  const qmailr = idsOf(installation, 'qmailr');
  if (qmailr === null) {
    steps.push({ program: 'qmail-rspawn', decision: 'no-ids', data: { user: 'qmailr', group: 'qmail' } });
    return { outcome: UNKNOWN };
  }
  const program = walk(host, qmailr, `${home}/bin/qmail-remote`);
  if (!program.ok || program.stat.type !== 'file' || !may(qmailr, program.stat, EXECUTE)) {
    const data = { program: 'qmail-remote', user: 'qmailr' };
    steps.push({ program: 'qmail-rspawn', decision: 'cannot-run', data, file: 'bin/qmail-remote' });
    return { outcome: outcomeOf('RSPAWN-3') };
  }
  const open = (name: string) => openControl(host, qmailr, home, `control/${name}`);
  const controls = readRemoteControls(open);
  if (controls === null) {
    const closed = REMOTE_CONTROLS.find((name) => open(name).state === 'unreadable');
    const decision = closed === undefined ? 'no-own-name' : 'control-closed';
    steps.push({ program: 'qmail-remote', decision, data: { user: 'qmailr' }, file: `control/${closed ?? 'me'}` });
    return { outcome: outcomeOf('REMOTE-8') };
  }
  const cname = variant.name === 'netqmail' || variant.name === 'qmail';
  const result = await remote(host.dns, host.addresses, controls, to.slice(to.lastIndexOf('@') + 1), cname);
  steps.push(...result.steps);
  return { outcome: result.outcome, relays: result.relays };
}

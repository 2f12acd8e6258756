/** Follows an envelope recipient as qmail would, over every forward on this host, to its end. */
import { EXECUTE, may, walk } from '../host/access.ts';
import { openControl } from './control.ts';
import type { Assignment } from './getpw.ts';
import { hop, hopOn } from './hop.ts';
import { type Installation, idsOf } from './installation.ts';
import type { UsersCdb } from './lspawn.ts';
import { outcomeOf, UNKNOWN } from './message.ts';
import { readRemoteControls, remote } from './remote.ts';
import type { SendControls, SendRefusal } from './send.ts';
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

/** Never throws but CouldNotCheck; always ends: a forward that comes back is refused as qmail-local refuses it. */
export async function follow(scene: Scene, envelope: Envelope): Promise<Followed> {
  return next(scene, envelope, [], { left: MOST });
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
    const outcome: Outcome = { ...UNKNOWN, message: null };
    return {
      address: recipient,
      channel: 'local',
      to: recipient,
      steps: [step],
      assignment: null,
      outcome,
      relays: [],
      then: [],
    };
  }
  const first =
    channel === undefined
      ? hop(installation, controls, cdb, recipient, sender, { deliveredTo, programsPass })
      : hopOn(channel, installation, cdb, recipient, sender);
  if (first.channel === 'remote' || first.outcome === null) return leave(scene, recipient, first.to, first.steps);
  const steps = [...first.steps, ...blockedStep(installation, first.outcome)];
  const forwards = first.result?.forwards ?? [];
  const from = first.result?.forwardSender ?? sender;
  const then: Followed[] = [];
  for (const each of forwards) {
    if (budget.left <= 0) {
      steps.push({
        program: 'qmail-local',
        decision: 'and-more',
        data: { count: String(forwards.length - then.length) },
      });
      break;
    }
    then.push(await next(scene, { sender: from, recipient: each, programsPass }, [...deliveredTo, first.to], budget));
  }
  const { to, assignment, outcome } = first;
  return { address: recipient, channel: 'local', to, steps, assignment, outcome, relays: [], then };
}

/** What stopped the delivery, where it is a file or a directory. */
function blockedStep({ host }: Installation, { blocked, status }: Outcome): Step[] {
  if (blocked === null || status === 'success') return [];
  const { at, errno, stat } = blocked;
  if (stat === null) return [{ program: 'qmail-local', decision: 'blocked-missing', data: { at } }];
  const mode = stat.mode.toString(8).padStart(4, '0');
  const data = { at, mode, owner: host.accounts.userName(stat.uid), group: host.accounts.groupName(stat.gid), errno };
  return [{ program: 'qmail-local', decision: 'blocked', data }];
}

/** By qmail-rspawn to qmail-remote (qmail-rspawn.c:86). */
async function leave({ installation }: Scene, address: string, to: string, steps: readonly Step[]): Promise<Followed> {
  const { host, home, variant } = installation;
  const qmailr = idsOf(installation, 'qmailr');
  const end = (outcome: Outcome): Followed => ({
    address,
    channel: 'remote',
    to,
    steps,
    outcome,
    relays: [],
    assignment: null,
    then: [],
  });
  if (qmailr === null) return end(UNKNOWN);
  const program = walk(host, qmailr, `${home}/bin/qmail-remote`);
  if (!program.ok || program.stat.type !== 'file' || !may(qmailr, program.stat, EXECUTE))
    return end(outcomeOf('RSPAWN-3'));
  const controls = readRemoteControls((name) => openControl(host, qmailr, home, `control/${name}`));
  if (controls === null) return end(outcomeOf('REMOTE-8'));
  const cname = variant.name === 'netqmail' || variant.name === 'qmail';
  const result = await remote(host.dns, host.addresses, controls, to.slice(to.lastIndexOf('@') + 1), cname);
  return { ...end(result.outcome), steps: [...steps, ...result.steps], relays: result.relays };
}

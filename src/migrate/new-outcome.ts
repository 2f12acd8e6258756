/** Where mail for an address ends with qmail, in the words of `outcome.ts`, so that the two can be compared. */

import { join, ROOT } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import { openControl } from '../qmail/control.ts';
import type { Assignment } from '../qmail/getpw.ts';
import { type Hop, hop } from '../qmail/hop.ts';
import type { Installation } from '../qmail/installation.ts';
import { readUsersCdb } from '../qmail/lspawn.ts';
import { reportOf } from '../qmail/message.ts';
import { readRemoteControls, routeOf } from '../qmail/remote.ts';
import { readSendControls } from '../qmail/send.ts';
import { type Outcome, SOMEONE } from '../qmail/trace.ts';
import type { End } from './outcome.ts';
import { namesOf, relayText } from './outcome-scene.ts';
import { parseExtensionLine } from './proposal/extensions.ts';

export type NewOutcome = (address: string) => End[];

const MOST = 2000;

/** A function that follows addresses through the qmail of `installation`. Never throws; always ends. */
export function newOutcome(installation: Installation): NewOutcome {
  const scene = (() => {
    try {
      return sceneOf(installation);
    } catch (error) {
      if (error instanceof CouldNotCheck) return { unknown: error.message };
      throw error;
    }
  })();
  if ('unknown' in scene) return () => [{ kind: 'unknown', reason: scene.unknown }];
  return (address) => {
    try {
      return follow(scene, address, [], { left: MOST });
    } catch (error) {
      if (error instanceof CouldNotCheck) return [{ kind: 'unknown', reason: error.message }];
      throw error;
    }
  };
}

interface Scene {
  readonly installation: Installation;
  readonly controls: Exclude<ReturnType<typeof readSendControls>, { refused: string }>;
  readonly cdb: ReturnType<typeof readUsersCdb>;
  readonly routes: NonNullable<ReturnType<typeof readRemoteControls>>['smtproutes'] | null;
}

function sceneOf(installation: Installation): Scene | { unknown: string } {
  const { host, home } = installation;
  const controls = readSendControls(installation, ROOT);
  if ('refused' in controls) return { unknown: `qmail-send cannot start: ${controls.refused}` };
  const remote = readRemoteControls((name) => openControl(host, ROOT, home, `control/${name}`));
  return { installation, controls, cdb: readUsersCdb(installation), routes: remote?.smtproutes ?? null };
}

function follow(scene: Scene, address: string, deliveredTo: readonly string[], budget: { left: number }): End[] {
  budget.left -= 1;
  if (budget.left < 0) return [{ kind: 'unknown', reason: 'more than it can follow' }];
  const { installation, controls, cdb } = scene;
  const first = hop(installation, controls, cdb, address, SOMEONE, { deliveredTo, programsPass: true });
  if (first.channel === 'remote') return [remoteEnd(scene, first.to)];
  return localEnds(scene, first, deliveredTo, budget);
}

function remoteEnd({ routes }: Scene, to: string): End {
  const at = to.lastIndexOf('@');
  const host = to.slice(at + 1).toLowerCase();
  return {
    kind: 'remote',
    address: `${to.slice(0, at)}@${host}`,
    relay: routes === null ? null : relayText(routeOf(routes, host)),
  };
}

/** Programs are taken to succeed: each is an end of its own. */
function localEnds(scene: Scene, first: Hop, deliveredTo: readonly string[], budget: { left: number }): End[] {
  const { installation } = scene;
  const { result, assignment, outcome, to } = first;
  const on = [...deliveredTo, to];
  const end = outcome === null ? null : stopped(outcome);
  if (end !== null || result === null || assignment === null) return end ?? [];
  if (result.deliveries.some(({ kind, target }) => kind === 'program' && isBounce(target)))
    return [{ kind: 'refused' }];
  const rest = restOf(assignment, result.file?.name ?? '');
  const ends: End[] = [];
  for (const { kind, target } of result.deliveries) {
    if (kind === 'forward') ends.push(...follow(scene, target, on, budget));
    else if (kind !== 'program') ends.push(storeEnd(installation, assignment, target));
    else ends.push(...programEnds(scene, target, rest, on, budget));
  }
  return ends.length === 0 ? [{ kind: 'discarded' }] : ends;
}

function programEnds(
  scene: Scene,
  command: string,
  rest: string,
  on: readonly string[],
  budget: { left: number },
): End[] {
  const line = parseExtensionLine(command);
  if (line !== null) {
    const base = namesOf(rest, line.letters)[1];
    if (base !== undefined) return follow(scene, `${base}@${line.domain}`, on, budget);
    if (isBounce(line.other)) return [{ kind: 'refused' }];
    const addresses = line.other.split(' ').slice(1);
    return addresses.flatMap((each) => follow(scene, each.replace('"$DEFAULT"', rest), on, budget));
  }
  const [, before = '', behind = '', domain] = FORWARD_REST.exec(command) ?? [];
  if (domain === undefined) return [{ kind: 'program', command }];
  return follow(scene, `${before}${rest}${behind}@${domain}`, on, budget);
}

/** The user's own mailbox; or a place that belongs to no account, where users/assign names it. */
function storeEnd({ host }: Installation, { by, user, home }: Assignment, target: string): End {
  if (target.startsWith('/')) return { kind: 'file', path: target };
  if (by !== 'users/cdb' || host.accounts.byName(user)?.home === home) return { kind: 'mailbox', user, place: target };
  return { kind: 'file', path: join(home, target.replace(/^(\.\/)+/, '')) };
}

/** What a delivery that was not made ends in; null where it was made, or programs alone may tell. */
function stopped(outcome: Outcome): End[] | null {
  const report = reportOf(outcome) ?? '';
  if (outcome.message === 'LOCAL-14') return [{ kind: 'loop', report }];
  if (outcome.status === 'deferral') return [{ kind: 'deferred', report }];
  return outcome.status === 'failure' ? [{ kind: 'refused', report }] : null;
}

function isBounce(command: string): boolean {
  return /^\s*(\S*\/)?bouncesaying\s/.test(command);
}

/** `forward` to the same name elsewhere: what the variable holds can be told. */
const FORWARD_REST = /^forward ([\w.+=-]*)"\$DEFAULT"([\w.+=-]*)@(\S+)$/;

/** What stands in DEFAULT: the part of the extension for which `default` stands in the name of the file (dot-qmail(5)). */
function restOf({ dash, ext }: Assignment, fileName: string): string {
  const fixed = fileName.length - '.qmail'.length - dash.length - 'default'.length;
  return ext.slice(Math.max(0, fixed));
}

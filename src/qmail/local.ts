/** What happens in the home: qmail-local (qmail-local.c:462). */
import { type Credentials, chdir, type Place, type Walk, walk } from '../host/access.ts';
import { candidateNames, type Found, findDotQmail, type Instruction, parseInstructions, safeExt } from './dot-qmail.ts';
import { errorText } from './errors.ts';
import type { Assignment } from './getpw.ts';
import type { Installation } from './installation.ts';
import { maildirRefusal, mboxRefusal } from './maildir.ts';
import { messageOf, outcomeOf, UNKNOWN } from './message.ts';
import { ADDRESS_BYTES } from './rcpthosts.ts';
import type { Delivery, Outcome, Step } from './trace.ts';

/** An envelope as qmail-local gets it. */
export interface LocalMail {
  readonly local: string;
  readonly host: string;
  readonly sender: string;
  /** What the Delivered-To lines of the message name. */
  readonly deliveredTo?: readonly string[];
  /** Takes it that a program exits 0 where what it does cannot be told, rather than end there with an unknown outcome. */
  readonly programsPass?: boolean;
}

export interface LocalResult {
  readonly outcome: Outcome;
  /** What was carried out, the instruction that failed last. */
  readonly deliveries: readonly Delivery[];
  /** Where copies go, and from which envelope sender; empty unless the outcome is a success. */
  readonly forwards: readonly string[];
  readonly forwardSender: string;
  /** The dot-qmail file whose instructions were followed; null for the default delivery. */
  readonly file: { readonly path: string; readonly name: string } | null;
  /** The instruction at which the delivery ended, if one did. */
  readonly at: Instruction | null;
  /** All that the file, or the default delivery, says; empty where it came to none. */
  readonly instructions: readonly Instruction[];
}

const STICKY = 0o1000;
const OWNER_EXECUTE = 0o100;

/** Follows `mail` as the user of `assignment`. Throws CouldNotCheck. */
export function deliver(
  installation: Installation,
  assignment: Assignment,
  mail: LocalMail,
  steps: Step[] = [],
): LocalResult {
  const { host, compiled } = installation;
  const who: Credentials = { uid: assignment.uid, gid: assignment.gid };
  if (!assignment.home.startsWith('/')) {
    steps.push({ program: 'qmail-local', decision: 'home-relative', data: { home: assignment.home } });
    return stop(outcomeOf('LOCAL-1'));
  }
  const home = chdir(host, who, assignment.home);
  if (!home.ok) return stop(outcomeOf('LOCAL-9', { home: assignment.home, error: errorText(home.errno) }, home));
  if (home.stat.mode & compiled.patrn) return stop(outcomeOf('LOCAL-11', {}, refusedAt(home)));
  if (home.stat.mode & STICKY) return stop(outcomeOf('LOCAL-12', {}, refusedAt(home)));
  if (mail.deliveredTo?.includes(`${mail.local}@${mail.host}`)) return stop(outcomeOf('LOCAL-14'));
  const found = findDotQmail(host, who, home, assignment.dash, assignment.ext);
  if (found.kind === 'refused') {
    return stop(outcomeOf('LOCAL-8', { file: found.name, error: errorText(found.walk.errno) }, found.walk));
  }
  if (found.kind === 'none' && assignment.dash !== '') {
    const names = candidateNames(assignment.dash, assignment.ext).join(', ');
    steps.push({ program: 'qmail-local', decision: 'no-dot-qmail', data: { names, home: home.path } });
    return stop(outcomeOf('LOCAL-19'));
  }
  if (found.kind === 'file' && found.stat.mode & compiled.patrn) {
    return { ...stop(outcomeOf('LOCAL-15', {}, refusedAt({ path: found.path, stat: found.stat }))), file: found };
  }
  return follow(installation, { who, home, found, assignment, mail }, steps);
}

interface Scene {
  readonly who: Credentials;
  readonly home: Place;
  readonly found: Exclude<Found, { kind: 'refused' }>;
  readonly assignment: Assignment;
  readonly mail: LocalMail;
}

/** The instructions of the chosen file, or of the default delivery where it is empty or there is none (qmail-local.c:614). */
function follow(installation: Installation, scene: Scene, steps: Step[]): LocalResult {
  const { found } = scene;
  const own = found.kind === 'file' ? installation.host.read(found.path) : '';
  const file = found.kind === 'file' ? found : null;
  const text = own === '' ? installation.defaultDelivery.text : own;
  steps.push({
    program: 'qmail-local',
    decision: own === '' ? (file === null ? 'no-file' : 'empty-dot-qmail') : 'dot-qmail',
    data: { text },
    ...(file === null ? {} : { file: file.path }),
  });
  if (own === '') steps.push(defaultDeliveryStep(installation));
  const forwardOnly = own !== '' && found.kind === 'file' && (found.stat.mode & OWNER_EXECUTE) !== 0;
  const instructions = parseInstructions(text === '' ? '\n' : text);
  const result = carryOut(installation, scene, instructions, forwardOnly);
  for (const { kind, target, line } of result.deliveries) {
    const place = own === '' || file === null ? {} : { file: file.path, line };
    steps.push({ program: 'qmail-local', decision: kind, data: { target }, ...place });
  }
  return { ...result, file, instructions };
}

/** Where the default delivery is from. */
function defaultDeliveryStep({ defaultDelivery }: Installation): Step {
  const { how, text, file, line } = defaultDelivery;
  return {
    program: 'qmail-local',
    decision: `default-delivery-${how}`,
    data: { text: text.replaceAll('\n', ' ').trim() || '""' },
    ...(file === null ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}

function carryOut(
  installation: Installation,
  scene: Scene,
  instructions: readonly Instruction[],
  startForwardOnly: boolean,
): LocalResult {
  const { host } = installation;
  const deliveries: Delivery[] = [];
  const forwards: string[] = [];
  const counts = { file: 0, forward: 0, program: 0 };
  let forwardOnly = startForwardOnly;
  const end = (outcome: Outcome, at: Instruction): LocalResult => ({ ...stop(outcome), deliveries, at });
  for (const each of instructions) {
    if (each.kind === 'blank' && each.line === 1) return end(outcomeOf('LOCAL-16'), each);
    if (each.kind === 'list') forwardOnly = true;
    if (!('target' in each)) continue;
    deliveries.push({ kind: each.kind, target: each.target, line: each.line });
    if (each.kind === 'forward') {
      counts.forward += 1;
      forwards.push(each.target);
    } else if (each.kind === 'program') {
      counts.program += 1;
      if (forwardOnly) return end(outcomeOf('LOCAL-18'), each);
      const exit = shellExit(each.target) ?? (scene.mail.programsPass && !mayEnd(each.target) ? 0 : null);
      if (exit === 99) break;
      if (exit !== 0) return end(programOutcome(exit), each);
    } else {
      counts.file += 1;
      if (forwardOnly) return end(outcomeOf('LOCAL-17'), each);
      const refusal = (each.kind === 'maildir' ? maildirRefusal : mboxRefusal)(
        host,
        scene.who,
        each.target,
        scene.home,
      );
      if (refusal !== null) {
        return end(
          outcomeOf(refusal.message, { file: each.target, error: errorText(refusal.walk.errno) }, refusal.walk),
          each,
        );
      }
    }
  }
  const data = {
    files: String(counts.file),
    forwards: String(counts.forward),
    programs: String(counts.program),
    pid: '0',
  };
  if (forwards.length === 0) return { ...stop(outcomeOf('LOCAL-31', data)), deliveries };
  const sender = forwardSender(installation, scene);
  // qmail-queue gets all recipients at once and refuses such an address (qmail-queue.c:240, 256).
  const long = forwards.find((each) => each.length > ADDRESS_BYTES);
  if (long !== undefined || sender.length > ADDRESS_BYTES) {
    const at = instructions.find((each) => each.kind === 'forward' && each.target === long) ?? null;
    return { ...stop(outcomeOf('LOCAL-27', { qq: messageOf('QQ-11').text ?? '' })), deliveries, at };
  }
  return { ...stop(outcomeOf('LOCAL-32', data)), deliveries, forwards, forwardSender: sender };
}

/** The envelope sender of forwards: the list owner where there is one (qmail-local.c:592). */
function forwardSender(installation: Installation, scene: Scene): string {
  const { assignment, mail, who, home } = scene;
  if (mail.sender === '' || mail.sender === '#@[]') return mail.sender;
  const name = `.qmail${assignment.dash}${safeExt(assignment.ext)}-owner`;
  const exists = (file: string) => walk(installation.host, who, file, { cwd: home }).ok;
  if (!exists(name)) return mail.sender;
  return exists(`${name}-default`) ? `${mail.local}-owner-@${mail.host}-@[]` : `${mail.local}-owner@${mail.host}`;
}

/** The exit code of a command that can be told without running it, or null: `exit 100`, `true`, `:`, nothing at all. */
function shellExit(command: string): number | null {
  const exit = /^[ \t]*exit[ \t]+([0-9]{1,3})[ \t]*$/.exec(command);
  if (exit) return Number(exit[1]) & 255;
  if (/^[ \t]*(true|:)?[ \t]*(#.*)?$/.test(command)) return 0;
  return /^[ \t]*false[ \t]*$/.test(command) ? 1 : null;
}

/** Whether a command is one that may end the delivery with a success: by exit 99, as condredirect does. */
function mayEnd(command: string): boolean {
  return /\bcondredirect\b|\b99\b/.test(command);
}

const PERMANENT_EXITS = new Set([100, 64, 65, 70, 76, 77, 78, 112]);

function programOutcome(exit: number | null): Outcome {
  if (exit === null) return UNKNOWN;
  return outcomeOf(PERMANENT_EXITS.has(exit) ? 'LOCAL-29' : 'LOCAL-30', { output: '' });
}

function refusedAt(found: { path: string; stat: Extract<Walk, { ok: true }>['stat'] }): Extract<Walk, { ok: false }> {
  return { ok: false, errno: 'EACCES', at: found.path, stat: found.stat };
}

function stop(outcome: Outcome): LocalResult {
  return { outcome, deliveries: [], forwards: [], forwardSender: '', file: null, at: null, instructions: [] };
}

/** Puts together what is audited: the host, its qmail home, what is compiled in, and the services that start it. */
import type { Target } from '../checks/check.ts';
import { goneHomes } from '../checks/people.ts';
import { UsageError } from '../errors.ts';
import { ROOT, walk } from '../host/access.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import { type AssignSource, readAssign } from '../qmail/assign.ts';
import { type ControlFile, openControl } from '../qmail/control.ts';
import { type DefaultDelivery, EXAMPLE_DELIVERY } from '../qmail/default-delivery.ts';
import { splitOf } from '../qmail/hierarchy.ts';
import { type Hop, hop } from '../qmail/hop.ts';
import { type Compiled, type Installation, idsOf, type SmtpUser } from '../qmail/installation.ts';
import { readUsersCdb, type UsersCdb } from '../qmail/lspawn.ts';
import { queueLifetime } from '../qmail/queue-message.ts';
import { surveyQueue } from '../qmail/queue-survey.ts';
import { addWaits, type Waits } from '../qmail/queue-waits.ts';
import { readSendControls, type SendControls, type SendRefusal } from '../qmail/send.ts';
import { SOMEONE } from '../qmail/trace.ts';
import { recogniseVariant, type Variant, type VariantName } from '../qmail/variant.ts';
import { findRules } from '../services/rules-files.ts';
import { findServices } from '../services/services.ts';
import type { Services } from '../services/types.ts';

export interface TargetOptions {
  readonly home?: string | undefined;
  readonly variant?: VariantName | undefined;
  readonly patrn?: number | undefined;
  readonly break?: string | undefined;
  readonly split?: number | undefined;
  readonly spawn?: number | undefined;
  readonly defaultDelivery?: string | undefined;
  readonly domains?: readonly string[] | undefined;
}

export const DEFAULT_HOME = '/var/qmail';

/** Throws UsageError where `home` is no qmail home, with what was missing. */
export function openTarget(host: Host, options: TargetOptions): Target {
  const home = options.home ?? DEFAULT_HOME;
  requireHome(host, home);
  const services = findServices(host, home);
  const installation: Installation = {
    host,
    home,
    variant: variantOf(host, home, options.variant),
    compiled: compiledOf(host, home, options),
    defaultDelivery: defaultDeliveryOf(services, options.defaultDelivery),
    smtpUser: { who: null, name: 'qmaild', from: null },
  };
  return targetOf({ ...installation, smtpUser: smtpUserOf(installation, services) }, services, options.domains ?? []);
}

function targetOf(installation: Installation, services: Services, domains: readonly string[]): Target {
  const { host, home } = installation;
  const control = once((name: string): ControlFile => openControl(host, ROOT, home, `control/${name}`));
  const send = once((_: 'send'): SendControls | SendRefusal => readSendControls(installation, ROOT));
  const usersCdb = once((_: 'cdb'): UsersCdb => readUsersCdb(installation));
  const assign = once((_: 'assign'): AssignSource | null => readAssign(installation));
  const waits: Waits = new Map();
  const queue = once((_: 'queue') =>
    surveyQueue(installation, {
      lifetime: queueLifetime(control) ?? undefined,
      each: (entry) => addWaits(waits, entry),
    }),
  );
  const gone = once((_: 'homes') => goneHomes(host));
  const trace = once((address: string): Hop => {
    const controls = send('send');
    if ('refused' in controls)
      throw new CouldNotCheck(`${home}/${controls.refused}`, 'qmail-send cannot start with it', 'not-applicable');
    return hop({ ...installation, takenForGranted: true }, controls, usersCdb('cdb'), address, SOMEONE);
  });
  return {
    host,
    installation,
    services,
    rulesFiles: findRules(host, home, services),
    domains,
    control,
    controlNames: () => controlNames(host, home),
    send: () => send('send'),
    usersCdb: () => usersCdb('cdb'),
    assign: () => assign('assign'),
    trace,
    goneHomes: () => gone('homes'),
    queue: () => queue('queue'),
    waits: async () => {
      await queue('queue');
      return waits;
    },
    forwardTrails: async () => [],
    suppressions: () => [],
  };
}

/** Remembers answers, and refusals too. */
function once<K, V>(ask: (key: K) => V): (key: K) => V {
  const known = new Map<K, { value: V } | { error: unknown }>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      try {
        answer = { value: ask(key) };
      } catch (error) {
        answer = { error };
      }
      known.set(key, answer);
    }
    if ('error' in answer) throw answer.error;
    return answer.value;
  };
}

function controlNames(host: Host, home: string): string[] {
  const dir = walk(host, ROOT, `${home}/control`);
  return dir.ok && dir.stat.type === 'dir' ? host.list(dir.path).sort() : [];
}

/** What a qmail home has one of: with none of them it is something else. */
const MARKS = ['control', 'bin/qmail-send', 'queue'];

/** Whether qmail is there: an empty directory of that name is not one. */
export function isHome(host: Host, home: string): boolean {
  const found = walk(host, ROOT, home);
  return found.ok && found.stat.type === 'dir' && MARKS.some((mark) => mayBeThere(host, mark, found.path));
}

function requireHome(host: Host, home: string): void {
  const found = walk(host, ROOT, home);
  if (!found.ok) throw new UsageError(`${home}: no such directory`);
  if (found.stat.type !== 'dir') throw new UsageError(`${home}: not a directory`);
  if (!isHome(host, home)) throw new UsageError(`${home} is not a qmail home: it has none of ${MARKS.join(', ')}`);
}

/** Behind a directory that is closed to us: that it is closed is for the audit to say. */
function mayBeThere(host: Host, name: string, cwd: string): boolean {
  try {
    return walk(host, ROOT, name, { cwd }).ok;
  } catch (error) {
    if (error instanceof CouldNotCheck) return true;
    throw error;
  }
}

function variantOf(host: Host, home: string, given: VariantName | undefined): Variant {
  return given === undefined ? recogniseVariant(host, home) : { name: given, evidence: null, how: 'given' };
}

/** Defaults of conf-patrn, conf-break, conf-split, conf-spawn; the split is told from the queue. */
function compiledOf(host: Host, home: string, options: TargetOptions): Compiled {
  const split = options.split ?? splitOf(host, home);
  return {
    patrn: options.patrn ?? 0o002,
    break: options.break ?? '-',
    split: split ?? 23,
    spawn: options.spawn ?? 120,
    assumed: [
      ...(options.patrn === undefined ? (['patrn'] as const) : []),
      ...(options.break === undefined ? (['break'] as const) : []),
      ...(split === null ? (['split'] as const) : []),
      ...(options.spawn === undefined ? (['spawn'] as const) : []),
    ],
  };
}

function defaultDeliveryOf(services: Services, given: string | undefined): DefaultDelivery {
  if (given !== undefined) return { text: given, file: null, how: 'given' };
  const found = services.send.find((each) => each.defaultDelivery !== null);
  if (found === undefined && services.controlDelivery !== null) return { ...services.controlDelivery, how: 'found' };
  if (found === undefined) return { text: EXAMPLE_DELIVERY, file: null, how: 'assumed' };
  const { file, line } = found.defaultDeliveryFrom ?? found;
  return { text: found.defaultDelivery ?? '', file, ...(line === undefined ? {} : { line }), how: 'found' };
}

function smtpUserOf(installation: Installation, services: Services): SmtpUser {
  const service = services.smtp.find(
    (each) => each.program === 'qmail-smtpd' && each.user?.uid != null && each.user.gid != null,
  );
  if (service?.user?.uid != null && service.user.gid != null) {
    const { uid, gid, name } = service.user;
    return { who: { uid, gid }, name: name ?? installation.host.accounts.userName(uid), from: service.file };
  }
  return { who: idsOf(installation, 'qmaild'), name: 'qmaild', from: null };
}

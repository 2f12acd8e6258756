/** Traces addresses on a target: from SMTP or from the queue on. */
import type { Target } from '../checks/check.ts';
import { inForce } from '../checks/tcprules-records.ts';
import { UsageError } from '../errors.ts';
import { ROOT } from '../host/access.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import { type Followed, follow } from '../qmail/follow.ts';
import { readSmtpControls, type SmtpControls, smtpTalk } from '../qmail/smtpd.ts';
import type { Step } from '../qmail/trace.ts';
import { type Connection, connect, smtpService } from '../services/client.ts';
import { withCrSteps } from './cr-steps.ts';
import { withProgramSteps } from './program-steps.ts';
import { type Traced, traced, tracedStep } from './traced.ts';

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
  const scene = { installation: target.installation, controls: target.send(), cdb: target.usersCdb() };
  const door = options.smtp === null ? null : await openDoor(target, options.smtp);
  const queue = async (recipient: string) =>
    withRemarks(target, await follow(scene, { sender: options.sender, recipient }));
  return async (address) => {
    try {
      if (door === null) return traced(await queue(address));
      return await throughSmtp(door, address, options.sender, queue);
    } catch (error) {
      if (error instanceof CouldNotCheck) return notTraced(address, error);
      throw error;
    }
  };
}

/** With what can be told beyond the decisions of qmail's own programs. */
function withRemarks({ installation }: Target, followed: Followed): Followed {
  return withCrSteps(withProgramSteps(installation, followed));
}

/** Traces recipients as queue/local and queue/remote have them: routed and rewritten. Never throws. */
export async function queueTracer(
  target: Target,
): Promise<(sender: string, channel: 'local' | 'remote', address: string) => Promise<Traced>> {
  const scene = { installation: target.installation, controls: target.send(), cdb: target.usersCdb() };
  return async (sender, channel, address) => {
    try {
      const followed = await follow(scene, { sender, recipient: address, channel });
      return traced(withRemarks(target, followed));
    } catch (error) {
      if (error instanceof CouldNotCheck) return notTraced(address, error);
      throw error;
    }
  };
}

interface Door {
  readonly connection: Connection;
  readonly controls: SmtpControls | null;
  readonly relayclient: string | null;
  readonly own: readonly string[] | null;
  readonly steps: readonly Step[];
  readonly asked: boolean;
}

async function openDoor(target: Target, smtp: NonNullable<TraceOptions['smtp']>): Promise<Door> {
  const { host, installation, services } = target;
  const service = smtpService(services, smtp.service);
  if (service === null && smtp.service !== undefined)
    throw new UsageError(`--service ${smtp.service}: nothing that runs qmail-smtpd has this in its path`);
  const connection = await connect(host, installation.home, services, service, smtp.client);
  const env = new Map([...connection.env, ...smtp.env]);
  return {
    connection,
    controls: readSmtpControls(installation, installation.smtpUser.who ?? ROOT),
    relayclient: env.get('RELAYCLIENT') ?? null,
    own: host.addresses,
    steps: smtp.client === null ? [] : [connectionStep(connection, ruleSource(target, connection))],
    asked: smtp.client !== null,
  };
}

/** The line of the rules that the cdb was made of, where it still stands there; else the cdb. */
function ruleSource(target: Target, { rule, rulesFile }: Connection): Pick<Step, 'file' | 'line'> {
  if (rulesFile === null) return {};
  const files = target.rulesFiles.filter(({ cdb }) => cdb === rulesFile);
  for (const rules of files.flatMap((file) => [...inForce(target, file)])) {
    const record = 'skip' in rules ? undefined : rules.records.find(({ key }) => key === rule);
    if (record !== undefined && record.line !== null) return { file: record.path, line: record.line };
  }
  return { file: rulesFile };
}

function connectionStep(
  { denied, rule, rulesFile, trouble, env }: Connection,
  place: Pick<Step, 'file' | 'line'>,
): Step {
  const step = (decision: string, data: Record<string, string> = {}): Step => ({
    program: 'tcpserver',
    decision,
    data,
    ...place,
  });
  if (trouble !== null) return step(`tcp-${trouble}`);
  if (rulesFile === null) return step('tcp-no-rules');
  if (rule === null) return step('tcp-no-rule');
  const address = rule === '' ? ':' : rule;
  if (denied) return step('tcp-deny', { address });
  const sets = [...env].map(([name, value]) => `${name}="${value}"`).join(', ');
  return step('tcp-rule', { address, sets: sets === '' ? '' : `: ${sets}` });
}

async function throughSmtp(
  door: Door,
  address: string,
  sender: string,
  queue: (recipient: string) => ReturnType<typeof follow>,
): Promise<Traced> {
  const rule = door.asked ? { rule: door.connection.rule === null ? null : textOf(door.connection.rule) } : {};
  const refused = (reply: string | null, steps: readonly Step[]): Traced => ({
    address: textOf(address),
    smtp: { reply: reply === null ? null : textOf(reply), ...rule, denied: door.connection.denied },
    channel: null,
    to: null,
    steps: [...door.steps, ...steps].map(tracedStep),
    outcome: null,
    relays: [],
    then: [],
  });
  if (door.connection.denied) return refused(null, []);
  const talk = smtpTalk(door.controls, door.own, { sender, recipient: address, relayclient: door.relayclient });
  const reply = talk.replies.at(-1) ?? null;
  if (talk.recipient === null) return refused(reply, talk.steps);
  const queued = traced(await queue(talk.recipient));
  return {
    ...queued,
    ...refused(reply, talk.steps),
    ...pick(queued),
    steps: [...[...door.steps, ...talk.steps].map(tracedStep), ...queued.steps],
  };
}

function pick({
  channel,
  to,
  outcome,
  relays,
  then,
}: Traced): Pick<Traced, 'channel' | 'to' | 'outcome' | 'relays' | 'then'> {
  return { channel, to, outcome, relays, then };
}

function notTraced(address: string, { path, reason }: CouldNotCheck): Traced {
  const step = {
    program: 'qmail-send',
    decision: 'could-not',
    data: { reason: textOf(reason) },
    file: textOf(path),
  } as const;
  return {
    address: textOf(address),
    channel: null,
    to: null,
    steps: [step],
    outcome: { status: 'unknown', report: null, message: null },
    relays: [],
    then: [],
  };
}

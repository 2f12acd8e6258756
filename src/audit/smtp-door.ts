/** What an SMTP client finds: the rule of tcpserver, the environment and the controls of qmail-smtpd. */
import type { Target } from '../checks/check.ts';
import { inForce } from '../checks/tcprules-records.ts';
import { UsageError } from '../errors.ts';
import { ROOT } from '../host/access.ts';
import { readSmtpControls, type SmtpControls, smtpControlsStep } from '../qmail/smtpd.ts';
import type { Step } from '../qmail/trace.ts';
import { type Connection, connect, smtpService } from '../services/client.ts';
import { type RblAnswer, rblAnswer } from './rblsmtpd-steps.ts';
import type { TraceOptions } from './trace.ts';

type Place = Pick<Step, 'file' | 'line'>;

export interface Door {
  readonly connection: Connection;
  readonly controls: SmtpControls | null;
  /** Why there are no controls. */
  readonly trouble: Step | null;
  /** What rblsmtpd says before qmail-smtpd can. */
  readonly rbl: RblAnswer;
  readonly relayclient: string | null;
  /** Where RELAYCLIENT is set. */
  readonly relayclientPlace: Place;
  readonly client: string | null;
  readonly own: readonly string[] | null;
  readonly steps: readonly Step[];
  readonly asked: boolean;
}

/** Throws UsageError for a service that is not there, CouldNotCheck. */
export async function openDoor(target: Target, smtp: NonNullable<TraceOptions['smtp']>): Promise<Door> {
  const { host, installation, services } = target;
  const service = smtpService(services, smtp.service);
  if (service === null && smtp.service !== undefined)
    throw new UsageError(`--service ${smtp.service}: nothing that runs qmail-smtpd has this in its path`);
  const connection = await connect(host, installation.home, services, service, smtp.client);
  const env = new Map([...connection.env, ...smtp.env]);
  const rule = ruleSource(target, connection);
  const controls = readSmtpControls(installation, installation.smtpUser.who ?? ROOT);
  const placeOf = (name: string) => (smtp.env.has(name) ? {} : variablePlace(name, connection, rule));
  return {
    connection,
    controls,
    trouble: controls === null ? smtpControlsStep(installation, installation.smtpUser) : null,
    rbl: rblAnswer(connection.service, env, placeOf('RBLSMTPD')),
    relayclient: env.get(RELAYCLIENT) ?? null,
    relayclientPlace: placeOf(RELAYCLIENT),
    client: smtp.client,
    own: host.addresses,
    steps: smtp.client === null ? [] : [connectionStep(connection, rule)],
    asked: smtp.client !== null,
  };
}

const RELAYCLIENT = 'RELAYCLIENT';

function variablePlace(variable: string, { setByRule, service }: Connection, rule: Place): Place {
  if (setByRule.has(variable)) return rule;
  const set = service?.env.findLast(({ name, value }) => name === variable && value !== null);
  return set === undefined ? {} : { file: set.file, line: set.line };
}

/** That whoever got so far may send to any address, where that is so: qmail itself says nothing of it. */
export function relayStep({ connection, relayclient, relayclientPlace, client }: Door, talk: readonly Step[]): Step[] {
  const say = (decision: string, place: Place): Step[] => [
    { program: 'qmail-smtpd', decision, data: { client: client ?? '' }, ...place },
  ];
  if (relayclient === '') {
    const isForAll = connection.setByRule.has(RELAYCLIENT)
      ? connection.rule === ''
      : relayclientPlace.file !== undefined;
    return say(isForAll ? 'anybody-may-relay' : client === null ? 'may-relay' : 'client-may-relay', relayclientPlace);
  }
  const isOpen = talk.some(({ decision }) => decision === 'no-rcpthosts');
  return relayclient === null && isOpen ? say('all-may-relay', { file: 'control/rcpthosts' }) : [];
}

/** The line of the rules that the cdb was made of, where it still stands there; else the cdb. */
function ruleSource(target: Target, { rule, rulesFile }: Connection): Place {
  if (rulesFile === null) return {};
  const files = target.rulesFiles.filter(({ cdb }) => cdb === rulesFile);
  for (const rules of files.flatMap((file) => [...inForce(target, file)])) {
    const record = 'skip' in rules ? undefined : rules.records.find(({ key }) => key === rule);
    if (record !== undefined && record.line !== null) return { file: record.path, line: record.line };
  }
  return { file: rulesFile };
}

function connectionStep({ denied, rule, rulesFile, trouble, env, setByRule }: Connection, place: Place): Step {
  const step = (decision: string, data: Record<string, string> = {}): Step => ({
    program: 'tcpserver',
    decision,
    data,
    ...place,
  });
  if (trouble !== null) return step(`tcp-${trouble}`);
  if (rulesFile === null) return step('tcp-no-rules');
  if (rule === null) return step('tcp-no-rule');
  const all = rule === '' ? '-all' : '';
  if (denied) return step(`tcp-deny${all}`, { address: rule });
  const sets = [...env].flatMap(([name, value]) => (setByRule.has(name) ? [`${name}="${value}"`] : [])).join(', ');
  return step(`tcp-rule${all}`, { address: rule, sets: sets === '' ? '' : `: ${sets}` });
}

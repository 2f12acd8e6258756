/** What tcpserver sets for a client: the rule that matches, the environment of the SMTP server (tcpserver.c, rules.c:34). */
import { ROOT, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';
import { CdbError, cdbFind } from '../qmail/cdb.ts';
import { type TcpRuleAnswer, tcprulesLookup } from '../qmail/tcprules.ts';
import { findRules, type RulesFile } from './rules-files.ts';
import type { Services, SmtpService } from './types.ts';

/** What became of a connection before the SMTP server spoke. */
export interface Connection {
  readonly denied: boolean;
  /** The address of the rule that matched, null for none. */
  readonly rule: string | null;
  /** The compiled rules that were asked; null where there are none. */
  readonly rulesFile: string | null;
  /** Why the connection is dropped although no rule denies it. */
  readonly trouble: 'missing' | 'broken' | null;
  readonly env: ReadonlyMap<string, string>;
  /** What of `env` the rule sets. */
  readonly setByRule: ReadonlySet<string>;
  readonly service: SmtpService | null;
}

const CDB_LIMIT = 1024 * 1024 * 1024;

/** The service that `--service` names, by its file, else the first that runs qmail-smtpd. */
export function smtpService(services: Services, name: string | undefined): SmtpService | null {
  const smtp = services.smtp.filter((each) => each.program === 'qmail-smtpd');
  return (name === undefined ? smtp[0] : smtp.find((each) => each.file.includes(name))) ?? null;
}

/** `client` null: no rules are looked up. Throws CouldNotCheck. */
export async function connect(
  host: Host,
  home: string,
  services: Services,
  service: SmtpService | null,
  client: string | null,
): Promise<Connection> {
  const env = new Map(
    (service?.env ?? []).flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])),
  );
  const none: Connection = {
    denied: false,
    rule: null,
    rulesFile: null,
    trouble: null,
    env,
    setByRule: new Set(),
    service,
  };
  if (client === null) return none;
  const rulesFile = rulesOf(findRules(host, home, services), service)?.cdb ?? null;
  if (rulesFile === null) return none;
  const found = walk(host, ROOT, rulesFile);
  if (!found.ok || found.stat.type !== 'file') {
    const fine = service === null || service.rulesOptional;
    return fine ? none : { ...none, denied: true, rulesFile, trouble: 'missing' };
  }
  const cdb = Buffer.from(host.read(found.path, CDB_LIMIT), 'latin1');
  const name = service?.lookupHost ? await hostName(host, client) : null;
  const answer = lookUp(cdb, client, name);
  if (answer === null) return { ...none, denied: true, rulesFile, trouble: 'broken' };
  for (const variable of answer.env) env.set(variable.name, variable.value);
  const setByRule = new Set(answer.env.map((variable) => variable.name));
  return { ...none, denied: answer.deny, rule: answer.address, rulesFile, setByRule };
}

function rulesOf(files: readonly RulesFile[], service: SmtpService | null): RulesFile | null {
  if (service === null) return files.find((each) => each.cdb !== null) ?? null;
  return (
    files.find((each) => each.usedBy.some((user) => user.file === service.file && user.line === service.line)) ?? null
  );
}

function lookUp(cdb: Buffer, ip: string, host: string | null): TcpRuleAnswer | null {
  try {
    return tcprulesLookup((key) => cdbFind(cdb, key), { ip, host, info: null });
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}

async function hostName(host: Host, client: string): Promise<string | null> {
  const answer = await host.dns.ptr(client);
  return answer.kind === 'data' ? (answer.records[0]?.toLowerCase() ?? null) : null;
}

import { relayclientSettings } from '../../services/services.ts';
import type { SmtpService } from '../../services/types.ts';
import type { Check, Report, Target } from '../check.ts';
import { hasPublicAddress, isExposed, isReachable, privateAddress } from '../exposure.ts';
import { serviceVariables } from '../service-variables.ts';
import { PUBLIC_OCTETS, publicOctet, STRANGERS } from '../tcprules-address.ts';
import { type RulesInForce, type RulesRecord, relays, rulesInForce, subjectOf } from '../tcprules-records.ts';

/** With RELAYCLIENT qmail-smtpd takes any recipient (qmail-smtpd.c:250); here strangers get it. */
export const check: Check = function* (target) {
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) yield rules;
    else if (reaches(target, rules)) yield* atPrivate(target, rules.file.usedBy, byRules(rules));
  }
  yield* byServices(target);
  yield* byTcpd(target);
};

function reaches(target: Target, { file }: RulesInForce): boolean {
  return file.usedBy.length === 0 || file.usedBy.some((service) => isReachable(target, service));
}

/** The private address at which all of these listen that more than this machine can reach; null where there is none. */
function privatePlace(target: Target, services: readonly SmtpService[]): string | null {
  const places = services.filter((each) => isReachable(target, each)).map((each) => privateAddress(target, each));
  return places.includes(null) ? null : (places[0] ?? null);
}

/** Strangers do not get as far as a private address, unless a router passes them on to the only one that there is. */
function* atPrivate(target: Target, services: readonly SmtpService[], reports: Iterable<Report>): Generator<Report> {
  const listens = privatePlace(target, services);
  const message = hasPublicAddress(target) ? 'private' : 'nat';
  for (const report of reports)
    yield listens === null ? report : { ...report, message, data: { ...report.data, listens } };
}

function* byRules(rules: RulesInForce): Generator<Report> {
  const { records, answer, file } = rules;
  const asked = file.usedBy.length === 0 || file.usedBy.some(({ lookupHost }) => lookupHost);
  for (const record of records) {
    const host = record.key === '=' ? 'x.invalid' : null;
    if ((record.key !== '' && record.key !== '=') || !relays(record) || (record.key === '=' && !asked)) continue;
    if (!STRANGERS.some((ip) => answer({ ip, host, info: null }).address === record.key)) continue;
    yield found(record.key === '' ? 'everybody' : 'named', record, record.key);
  }
  yield* byOctets(records.filter((record) => relays(record) && publicOctet(record.key) !== null));
}

/** `1-255.` is the world, `203.` 16 million addresses of many owners. */
function* byOctets(records: readonly RulesRecord[]): Generator<Report> {
  for (const line of new Set(records.map((record) => record.line))) {
    const same = records.filter((record) => record.line === line);
    const [first, last] = [same[0], same.at(-1)];
    if (first === undefined || last === undefined) continue;
    const most = same.length >= PUBLIC_OCTETS.length / 2;
    yield found(most ? 'everybody' : 'network', first, first === last ? first.key : `${first.key} ... ${last.key}`);
  }
}

function found(message: string, record: RulesRecord, address: string): Report {
  const { path, line } = record;
  const place = line === null ? path : `${path}:${line}`;
  return { message, data: { place, address }, subject: subjectOf(record), fold: path };
}

function* byServices(target: Target): Generator<Report> {
  for (const { file, line, services } of serviceVariables(target.services, 'RELAYCLIENT')) {
    // qmail-qmqpd takes whatever its clients send.
    const open = services.filter((each) => each.program !== 'qmail-qmqpd' && isExposed(target, each));
    if (open.length === 0) continue;
    const report = { message: 'service', data: { place: `${file}:${line}` }, subject: { path: file, line } };
    yield* atPrivate(target, open, [report]);
  }
}

/** Clients of hosts_access(5) that are everybody, or everybody with a name. */
const ALL_CLIENTS = /^(ALL|KNOWN|UNKNOWN|0\.0\.0\.0\/0(\.0\.0\.0)?|\*)$/i;

function* byTcpd(target: Target): Generator<Report> {
  for (const { clients, file, line } of relayclientSettings(target.services)) {
    if (clients === null) continue;
    const [wanted = ''] = clients.split(/\s+EXCEPT\s+/i);
    const open = wanted.split(/[\s,]+/).find((client) => ALL_CLIENTS.test(client) || publicOctet(client) !== null);
    if (open === undefined) continue;
    yield { message: 'hosts-allow', data: { place: `${file}:${line}`, clients: open }, subject: { path: file, line } };
  }
}

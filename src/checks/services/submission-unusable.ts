import type { SmtpService } from '../../services/types.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { portNumber } from '../processes.ts';
import { mayKnowPasswords, smtpdBytes, startedBy, strangersBefore } from '../smtpd-program.ts';
import { relays, rulesInForce, variableOf } from '../tcprules-records.ts';
import { SERVER_CERT } from '../tls-files.ts';

/**
 * Ports at which people hand in their mail (RFC 6409, RFC 8314) with a plain qmail-smtpd behind, which knows neither a
 * password nor TLS from the first byte.
 */
export const check: Check = function* (target) {
  for (const service of target.services.smtp) {
    const port = service.port === null ? null : portNumber(service.port);
    if ((port !== '587' && port !== '465') || service.program !== 'qmail-smtpd') continue;
    if (service.kind === 'other' || strangersBefore(service).length > 0) continue;
    const message = port === '465' && speaksPlain(target, service) ? 'plain' : noOneMaySend(target, service);
    if (message === null) continue;
    const { file: path, line } = service;
    yield { message, data: { port, file: path }, subject: { path, line }, prevents: SEEN[message] };
  }
};

const SEEN: Readonly<Record<'plain' | 'no-auth', readonly Prevented[]>> = {
  plain: [{ id: 'SMTPD-Q13' }],
  'no-auth': [{ id: 'SMTPD-9' }, { id: 'SMTPD-8' }],
};

/** Whether a client that begins with TLS gets the greeting in plain text: neither sslserver nor the variable of the TLS patches. */
function speaksPlain(target: Target, service: SmtpService): boolean {
  if (service.tls || service.env.some(({ name }) => /^(SMTPS|TLS|SSL|UCSPITLS)/.test(name))) return false;
  if (rulesOf(target, service).some((record) => variableOf(record, 'SMTPS') !== null)) return false;
  return (
    !/stunnel|ssl|tls|smtps=/i.test(startedBy(target, service)) && smtpdBytes(target)?.includes(SERVER_CERT) === false
  );
}

/** A qmail-smtpd without AUTH, and no rule and no variable that lets any client relay. */
function noOneMaySend(target: Target, service: SmtpService): 'no-auth' | null {
  if (target.services.unchecked.some(({ about }) => about === 'rules')) return null;
  if (service.env.some(({ name }) => name === 'RELAYCLIENT')) return null;
  if (service.rules !== null && target.rulesFiles.every(({ usedBy }) => !usedBy.includes(service))) return null;
  const rules = rulesOf(target, service);
  if (rules.some((record) => relays(record) && !/^(127(\.|$)|=localhost)/.test(record.key))) return null;
  return mayKnowPasswords(target, service) ? null : 'no-auth';
}

function rulesOf(target: Target, service: SmtpService) {
  return [...rulesInForce(target)].flatMap((rules) =>
    'skip' in rules || !rules.file.usedBy.includes(service) ? [] : rules.records,
  );
}

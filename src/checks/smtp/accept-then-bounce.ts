import { NOBODY } from '../../qmail/trace.ts';
import type { SmtpService } from '../../services/types.ts';
import { refusal } from '../accepted.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { isExposed } from '../exposure.ts';
import { bounces, seenOf } from '../local-address.ts';
import { portNumber } from '../processes.ts';
import { routing, virtualEntries } from '../routing.ts';
import { smtpdBytes, startedBy, strangersBefore } from '../smtpd-program.ts';
import { ofUnknown, vpopmailHomes } from '../vpopmail.ts';

/** Patches and programs that look at recipients while the client is there, by what they have in their bytes or are called by. */
const RECIPIENT_CHECKS =
  /chkuser|validrcptto|goodrcptto|realrcptto|badrcptto|rcptcheck|checkrecipient|recipients|spamdyke|qmail-spp|smtpplugins|magic-smtpd|mailfront|policy/i;
const DOMAINS_MOST = 1000;

/** qmail-smtpd takes every recipient in rcpthosts (qmail-smtpd.c:246), and what is nobody's bounces later, to whoever stands as the sender. */
export const check: Check = function* (target) {
  const service = target.services.smtp.find((each) => isBare(target, each));
  if (service === undefined) return;
  const bytes = smtpdBytes(target);
  if (bytes === null || RECIPIENT_CHECKS.test(bytes) || target.installation.variant.how === 'assumed') return;
  const found = firstBouncing(target);
  if (found === null) return;
  if ('skip' in found) {
    yield found;
    return;
  }
  const { file: path, line } = service;
  yield {
    data: { domain: found.domain, file: path },
    subject: { path, line },
    prevents: [{ id: 'SEND-Q20' }, ...found.prevents],
  };
};

/** Whether strangers reach a plain qmail-smtpd there with nothing before it that may ask who exists. */
function isBare(target: Target, service: SmtpService): boolean {
  if (service.program !== 'qmail-smtpd' || service.port === null || portNumber(service.port) !== '25') return false;
  if (strangersBefore(service).length > 0 || RECIPIENT_CHECKS.test(startedBy(target, service))) return false;
  return isExposed(target, service);
}

/** A domain that is taken from outside and where mail for nobody bounces. */
function firstBouncing(target: Target) {
  const controls = routing(target);
  if ('skip' in controls) return controls;
  const isRefused = refusal(target);
  if (isRefused === null) return null;
  const virtual = virtualEntries(controls).filter(({ key, value }) => value !== '' && !/^$|^\.|@/.test(key));
  const domains = [...controls.locals.entries, ...virtual].map(({ key }) => key.toLowerCase()).slice(0, DOMAINS_MOST);
  const homes = new Map(vpopmailHomes(target).flatMap((home) => home.domains.map((domain) => [domain, home] as const)));
  for (const domain of domains) {
    if (isRefused(`${NOBODY}@${domain}`)) continue;
    const home = homes.get(domain);
    const outcome = target.trace(`${NOBODY}@${domain}`).outcome;
    const prevents: readonly Prevented[] = home === undefined ? [] : ofUnknown(target, home);
    if (prevents.some(({ id }) => id === 'LOCAL-29')) return { domain, prevents };
    if (outcome !== null && bounces(outcome)) return { domain, prevents: seenOf(outcome) };
  }
  return null;
}

import type { SmtpService } from '../../services/types.ts';
import { acceptingEntries } from '../accepted.ts';
import type { Check, Skipped, Target } from '../check.ts';
import { noAnswer, reachedAt } from '../dns-names.ts';
import { isReachable, privateAddress } from '../exposure.ts';
import { looksPublic } from '../names.ts';
import { isInside, STRANGERS } from '../tcprules-address.ts';
import { type RulesInForce, rulesInForce } from '../tcprules-records.ts';

/** Every stranger is denied, so mail comes in from nobody but own networks (ucspi-tcp tcpserver.c:230). */
export const check: Check = async function* (target) {
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) {
      yield rules;
      continue;
    }
    if (!takesMail(target, rules) || !deniesAll(rules)) continue;
    const record = rules.records.find(({ key }) => key === '');
    const path = record?.path ?? rules.file.source ?? rules.file.cdb ?? '';
    const domain = listensPrivately(target, rules) ? null : await mailFromOutside(target);
    if (domain !== null && typeof domain !== 'string') {
      yield domain;
      continue;
    }
    yield {
      message: domain === null ? 'inside' : 'default',
      data: { path, domain: domain ?? '' },
      subject: { path, ...(record?.line == null ? {} : { line: record.line }) },
      prevents: [{ id: 'TCPSERVER-4' }, { id: 'TCPSERVER-5', data: { number: '25600' } }],
    };
  }
};

/** Whether a service at port 25 uses the rules, or none is known that might ask no rules at all. */
function takesMail(target: Target, { file: { usedBy } }: RulesInForce): boolean {
  const isIncoming = ({ port }: SmtpService) => port === null || /^(25|smtp)$/.test(port);
  if (usedBy.length === 0) return !target.services.smtp.some(isIncoming);
  return usedBy.filter(isIncoming).some((service) => isReachable(target, service));
}

/** Whether nobody outside could connect, had the rules let them. */
function listensPrivately(target: Target, { file: { usedBy } }: RulesInForce): boolean {
  const reachable = usedBy.filter((service) => isReachable(target, service));
  return reachable.length > 0 && reachable.every((service) => privateAddress(target, service) !== null);
}

function deniesAll({ records, answer }: RulesInForce): boolean {
  if (records.some(({ key, deny }) => !deny && !isInside(key))) return false;
  return STRANGERS.every((ip) => answer({ ip, host: 'x.invalid', info: null }).deny);
}

const ASKED = 20;

/** A domain of which others bring the mail here, told by its MX; null where none is, or why that is not known. Throws CouldNotCheck. */
async function mailFromOutside(target: Target): Promise<string | Skipped | null> {
  const own = [...(target.host.addresses ?? []), ...target.host.publicAddresses];
  const names = acceptingEntries(target).map(({ text }) => text.toLowerCase());
  const domains = [...new Set([...target.domains, ...names])].filter(looksPublic).slice(0, ASKED);
  let unknown: Skipped | null = null;
  for (const domain of domains) {
    const reached = await reachedAt(target, domain);
    if (reached.kind === 'places' && reached.places.some(({ address }) => own.includes(address))) return domain;
    if (reached.kind === 'soft') unknown ??= noAnswer(domain, reached.reason);
  }
  return unknown;
}

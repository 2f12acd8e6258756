/** Who may send to anywhere, and whose mail is refused: mynetworks and access(5). */
import type { Host } from '../../host/host.ts';
import { isIpv6Network, tcprulesAddresses } from '../networks.ts';
import type { RelayClient, Told, Trouble } from '../old-mail.ts';
import { patternsOf } from './lists.ts';
import { listOf, type MainCf } from './main-cf.ts';
import { tableEntries, tableSpec } from './tables.ts';

const MAIN_CF = '/etc/postfix/main.cf';
const RELAYING = ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'];
const RESTRICTIONS = [...RELAYING, 'smtpd_client_restrictions', 'smtpd_sender_restrictions'];

export function clientsOf(host: Host, cf: MainCf, troubles: Trouble[]): RelayClient[] {
  const networks = patternsOf(host, cf.get('mynetworks'), MAIN_CF, troubles).map(({ text, negated, at }) =>
    clientOf(text, negated ? 'plain' : 'relay', at),
  );
  return [
    ...networks,
    ...accessEntries(host, cf, 'check_client_access', troubles).flatMap((each) => {
      const refuses = REFUSES.test(each.value);
      const relays = each.before && mayRelayBy(cf, each.from) && /^(ok|permit|relay|\d+$)/i.test(each.value);
      return refuses || relays ? [clientOf(each.key, refuses ? 'deny' : 'relay', each.at)] : [];
    }),
  ];
}

/** Where OK lets a client send to anywhere: who passes one list still meets the other (smtpd_relay_restrictions, postconf(5)). */
function mayRelayBy(cf: MainCf, list: string): boolean {
  const isEmpty = (name: string) => listOf(cf.get(name).value).length === 0;
  if (list === 'smtpd_relay_restrictions') return true;
  return list === 'smtpd_recipient_restrictions' && isEmpty('smtpd_relay_restrictions');
}

const REFUSES = /^(reject|[45]\d\d|defer)/i;

function clientOf(text: string, verdict: RelayClient['verdict'], at: RelayClient['at']): RelayClient {
  const bare = text.replace(/^\[(.*)\]/, '$1');
  return { text, rules: isIpv6Network(bare) ? [] : (tcprulesAddresses(bare) ?? []), verdict, at };
}

/** As badmailfrom has them: an address, or `@domain`. */
export function refusedSendersOf(host: Host, cf: MainCf, troubles: Trouble[]): Told<string>[] {
  return accessEntries(host, cf, 'check_sender_access', troubles).flatMap(({ key, value, at }) => {
    if (!REFUSES.test(value) || key === '<>') return [];
    if (key.endsWith('@')) {
      troubles.push({ kind: 'by-hand', what: 'sender-name', at, data: { key } });
      return [];
    }
    return [{ value: key.includes('@') ? key : `@${key}`, at }];
  });
}

/** Addresses, `name@` and domains to which strangers may not write (check_recipient_access). */
export function refusedRecipientsOf(host: Host, cf: MainCf, troubles: Trouble[]): Told<string>[] {
  const entries = accessEntries(host, cf, 'check_recipient_access', troubles);
  return entries.filter(({ value }) => REFUSES.test(value)).map(({ key, at }) => ({ value: key, at }));
}

/** The keys of relay_recipient_maps; null where it is not set, or of a kind that cannot be read. */
export function relayRecipientsOf(host: Host, cf: MainCf, troubles: Trouble[]): Set<string> | null {
  const { value, at } = cf.get('relay_recipient_maps');
  const specs = listOf(value).map((part) => tableSpec(part, cf.get('default_database_type').value));
  if (specs.length === 0) return null;
  const before = troubles.length;
  const keys = specs.flatMap((spec) =>
    spec === null ? [] : tableEntries(host, spec, at ?? { file: MAIN_CF }, troubles).map(({ key }) => key),
  );
  return troubles.length > before ? null : new Set(keys);
}

function accessEntries(host: Host, cf: MainCf, check: string, troubles: Trouble[]) {
  return RESTRICTIONS.flatMap((from) => {
    const parts = listOf(cf.get(from).value);
    const at = cf.get(from).at ?? { file: MAIN_CF };
    const closed = parts.findIndex((part) => /^(reject|defer)(_unauth_destination)?$/.test(part));
    return parts.flatMap((part, index) => {
      const spec = parts[index - 1] === check ? tableSpec(part) : null;
      // Behind it strangers' mail for others is gone, whatever a table then says.
      const before = closed < 0 || index < closed;
      return spec === null ? [] : tableEntries(host, spec, at, troubles).map((entry) => ({ ...entry, from, before }));
    });
  });
}

/** Postfix as it is configured on a machine (postconf(5), virtual(5), transport(5), canonical(5), aliases(5), local(8)). */
import type { Account, Host } from '../../host/host.ts';
import { lowerCase } from '../../qmail/control.ts';
import { parseAliases } from '../aliases.ts';
import type { Alias, Expansion, ListRules, OldMail, Told, Trouble } from '../old-mail.ts';
import { readOld, textOrTrouble } from '../old-text.ts';
import { type ForwardRules, homeForward, readUsers } from '../users.ts';
import { clientsOf, refusedRecipientsOf, refusedSendersOf, relayRecipientsOf } from './access.ts';
import { featuresOf, limitsOf, submissionPorts } from './features.ts';
import { domainsOf } from './lists.ts';
import { listOf, type MainCf, readMainCf } from './main-cf.ts';
import { rewritesOf, virtualMailboxes } from './rewrites.ts';
import { routesOf } from './routes.ts';
import { tableSpec, tableText } from './tables.ts';

export const MAIN_CF = '/etc/postfix/main.cf';
const MASTER_CF = '/etc/postfix/master.cf';

/** Null where there is no main.cf that can be read as text; then `troubles` says why. Never throws. */
export function readPostfix(host: Host, troubles: Trouble[]): OldMail | null {
  const text = textOrTrouble(readOld(host, MAIN_CF), troubles, true);
  if (text === null) return null;
  const cf = readMainCf(text, { file: MAIN_CF, machine: machineFacts(host) });
  const origin = originOf(host, cf, troubles);
  const mailboxes = virtualMailboxes(host, cf, troubles);
  const old: OldMail = {
    system: 'postfix',
    hostName: cf.get('myhostname'),
    origin,
    locals: domainsOf(host, cf.get('mydestination'), MAIN_CF, troubles),
    virtuals: virtualsOf(host, cf, troubles),
    relays: relaysOf(host, cf, troubles),
    relayRecipients: relayRecipientsOf(host, cf, troubles),
    refusedRecipients: refusedRecipientsOf(host, cf, troubles),
    clients: clientsOf(host, cf, troubles),
    rewrites: [...rewritesOf(host, cf, troubles), ...mailboxes],
    ...routesOf(host, cf, troubles),
    aliases: aliasesOf(host, cf, troubles),
    users: readUsers(host, forwardRules(cf), troubles),
    luser: luserOf(cf, troubles),
    delimiter: cf.get('recipient_delimiter').value,
    limits: limitsOf(cf),
    homeMailbox: homeMailboxOf(cf),
    refusedSenders: refusedSendersOf(host, cf, troubles),
    features: [...featuresOf(cf), ...submissionPorts(textOrTrouble(readOld(host, MASTER_CF), troubles, false) ?? '')],
    troubles,
  };
  troubles.push(...cf.troubles);
  return old;
}

/** What the defaults take from the machine: its name; `mynetworks` from its own addresses. */
function machineFacts(host: Host): Record<string, string> {
  const file = readOld(host, '/etc/hostname');
  const name = file.state === 'present' ? file.text.trim() : (host.hostname ?? 'localhost');
  const own = (host.addresses ?? []).filter((address) => !address.startsWith('127.'));
  return {
    myhostname: name.includes('.') ? name : `${name}.localdomain`,
    mynetworks: ['127.0.0.0/8', ...own.map((address) => `${address}/32`)].join(' '),
  };
}

/** `myorigin` may be the name of a file that holds it. */
function originOf(host: Host, cf: MainCf, troubles: Trouble[]): string {
  const { value } = cf.get('myorigin');
  if (!value.startsWith('/')) return lowerCase(value);
  const text = textOrTrouble(readOld(host, value), troubles, true);
  return lowerCase((text ?? '').split('\n')[0]?.trim() || cf.get('myhostname').value);
}

/** A domain without a dot is a key for a user of the machine. */
function virtualsOf(host: Host, cf: MainCf, troubles: Trouble[]): Told<string>[] {
  const domains = ['virtual_alias_domains', 'virtual_mailbox_domains'].flatMap((name) =>
    domainsOf(host, cf.get(name), MAIN_CF, troubles),
  );
  return onlyOnce(domains.filter(({ value }) => value.includes('.')));
}

/** With `relay_domains` in parent_domain_matches_subdomains, what is below a domain is meant too. */
function relaysOf(host: Host, cf: MainCf, troubles: Trouble[]): Told<string>[] {
  const parents = listOf(cf.get('parent_domain_matches_subdomains').value).includes('relay_domains');
  const domains = domainsOf(host, cf.get('relay_domains'), MAIN_CF, troubles);
  const all = domains.flatMap((each) =>
    parents && !each.value.startsWith('.') ? [each, { ...each, value: `.${each.value}` }] : [each],
  );
  return onlyOnce(all);
}

function onlyOnce(domains: readonly Told<string>[]): Told<string>[] {
  return domains.filter(({ value }, index) => domains.findIndex((other) => other.value === value) === index);
}

/** `$home/.forward+detail` and `$home/.forward`, unless there are none. */
function forwardRules(cf: MainCf): ForwardRules {
  const has = cf.get('forward_path').value !== '';
  const delimiter = cf.get('recipient_delimiter').value[0];
  return {
    files: (account) => (has ? homeForward(account) : []),
    details: (account) => (has && delimiter !== undefined ? detailStart(account, delimiter) : null),
    unsafe: 0o002,
    noLinks: true,
    tilde: true,
    lists: listRules(cf),
  };
}

function detailStart(account: Account, delimiter: string): string | null {
  const [file] = homeForward(account);
  return file === undefined ? null : `${file}${delimiter}`;
}

/** allow_mail_to_commands and allow_mail_to_files. */
function listRules(cf: MainCf): ListRules {
  const closed = (name: string) => !listOf(cf.get(name).value).includes('include');
  return {
    blanksPart: true,
    addressesOnly: { programs: closed('allow_mail_to_commands'), files: closed('allow_mail_to_files') },
  };
}

/** The first table that has a name decides. */
function aliasesOf(host: Host, cf: MainCf, troubles: Trouble[]): Alias[] {
  const found = new Map<string, Alias>();
  const at = cf.get('alias_maps').at ?? { file: MAIN_CF };
  const isSaid = cf.own.has('alias_maps');
  for (const part of listOf(cf.get('alias_maps').value)) {
    const spec = tableSpec(part, cf.get('default_database_type').value);
    const source = spec === null ? null : tableText(host, spec, at, isSaid ? troubles : []);
    if (source === null) continue;
    const { aliases, troubles: wrong } = parseAliases(source.text, source.file, 'postalias');
    troubles.push(...wrong);
    for (const alias of aliases) if (!found.has(alias.name)) found.set(alias.name, { ...alias, lists: listRules(cf) });
  }
  return [...found.values()];
}

/** In this order (local(8)): whatever else delivers, home_mailbox says nothing. */
const DELIVERING = ['mailbox_transport_maps', 'mailbox_transport', 'mailbox_command_maps', 'mailbox_command'];

function homeMailboxOf(cf: MainCf): string | null {
  const { value } = cf.get('home_mailbox');
  return value === '' || DELIVERING.some((name) => cf.get(name).value !== '') ? null : `./${value}`;
}

function luserOf(cf: MainCf, troubles: Trouble[]): Expansion | null {
  const { value, at } = cf.get('luser_relay');
  if (value === '') return null;
  const text = value.replace(/\$(\{(?:user|local)\}|\((?:user|local)\)|user\b|local\b)/g, '%1');
  if (text.includes('$')) {
    troubles.push({ kind: 'by-hand', what: 'luser-macro', at: at ?? { file: MAIN_CF }, data: { text: value } });
    return null;
  }
  return { targets: [{ kind: 'address', text }], at };
}

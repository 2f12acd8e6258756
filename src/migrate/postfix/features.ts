/** What Postfix does beside bringing mail to addresses, and qmail does in another way or not at all. */
import type { Feature } from '../old-mail.ts';
import { listOf, type MainCf } from './main-cf.ts';
import { settingsOf, withoutKeys } from './settings.ts';

/** Parameters that name a feature where they are set. */
const SET: readonly (readonly [parameter: string, what: string])[] = [
  ['content_filter', 'content-filter'],
  ['smtpd_milters', 'milters'],
  ['masquerade_domains', 'masquerade'],
  ['sender_canonical_maps', 'sender-rewriting'],
  ['smtp_generic_maps', 'sender-rewriting'],
  ['recipient_bcc_maps', 'bcc'],
  ['sender_bcc_maps', 'bcc'],
  ['always_bcc', 'bcc'],
  ['header_checks', 'header-checks'],
  ['body_checks', 'header-checks'],
  ['mailbox_command', 'mailbox-command'],
  ['mailbox_command_maps', 'mailbox-command'],
  ['mailbox_transport', 'mailbox-transport'],
  ['fallback_transport', 'mailbox-transport'],
  ['smtp_sasl_password_maps', 'relay-password'],
  ['virtual_mailbox_maps', 'virtual-mailboxes'],
];

export function featuresOf(cf: MainCf): Feature[] {
  const told = SET.flatMap(([parameter, what]): Feature[] => {
    const { value, at } = cf.own.has(parameter) ? cf.get(parameter) : { value: '', at: null };
    return value === ''
      ? []
      : [{ what, at, data: { name: parameter, text: what === 'relay-password' ? withoutPasswords(value) : value } }];
  });
  const yes = (parameter: string, what: string): Feature[] => {
    const { value, at } = cf.get(parameter);
    return value === 'yes' || value === 'may' || value === 'encrypt'
      ? [{ what, at, data: { name: parameter, text: value } }]
      : [];
  };
  return [
    ...told,
    ...canonicalSenders(cf),
    ...blockLists(cf),
    ...postscreenLists(cf),
    ...settingsOf(cf),
    ...yes('smtpd_sasl_auth_enable', 'smtp-auth'),
    ...yes('smtpd_use_tls', 'tls'),
    ...yes('smtpd_tls_security_level', 'tls'),
  ];
}

/** canonical_maps hold for senders too, unless canonical_classes says otherwise. */
function canonicalSenders(cf: MainCf): Feature[] {
  const { value, at } = cf.get('canonical_maps');
  const isOfSenders = listOf(cf.get('canonical_classes').value).some((each) => each.endsWith('_sender'));
  return value === '' || !isOfSenders
    ? []
    : [{ what: 'sender-rewriting', at, data: { name: 'canonical_maps', text: withoutKeys(value) } }];
}

/** Names with their answers and weights: `zone=127.0.0.[2..11]*2`. */
function postscreenLists(cf: MainCf): Feature[] {
  const { value, at } = cf.get('postscreen_dnsbl_sites');
  return listOf(value).map((site) => {
    const zone = withoutKeys(site.replace(/[=*].*$/, ''));
    return { what: 'block-list', at, data: { name: `postscreen_dnsbl_sites ${withoutKeys(site)}`, text: zone } };
  });
}

/** Tables that stand in main.cf themselves are told of by their type. */
function withoutPasswords(value: string): string {
  const tables = listOf(value).map((part) =>
    /^(proxy:)*[a-z]\w*:\/[^{}]*$/.test(part) ? part : part.replace(/:[\s\S]*$/, ':...'),
  );
  return tables.join(' ');
}

/** Lists in the DNS that are asked before mail is taken. */
function blockLists(cf: MainCf): Feature[] {
  return ['client', 'helo', 'sender', 'relay', 'recipient'].flatMap((stage) => {
    const { value, at } = cf.get(`smtpd_${stage}_restrictions`);
    const parts = listOf(value);
    return parts.flatMap((part, index): Feature[] =>
      /^reject_rbl_client$/.test(parts[index - 1] ?? '')
        ? [
            {
              what: 'block-list',
              at,
              data: { name: `reject_rbl_client ${withoutKeys(part)}`, text: withoutKeys(part.replace(/=.*$/, '')) },
            },
          ]
        : [],
    );
  });
}

/** Ports of master.cf where people hand in their mail, with a password in most places. */
export function submissionPorts(masterCf: string): Feature[] {
  return masterCf.split('\n').flatMap((line, index): Feature[] => {
    const service = /^(?:\S+:)?(submissions?|smtps|465|587)\s+inet\s/.exec(line)?.[1];
    const at = { file: '/etc/postfix/master.cf', line: index + 1 };
    return service === undefined ? [] : [{ what: 'submission', at, data: { name: service, text: service } }];
  });
}

/** Numbers that have a control file of their own, where main.cf sets them: bytes, seconds. */
export function limitsOf(cf: MainCf): { databytes: string | null; queuelifetime: string | null } {
  const own = (name: string) => (cf.own.has(name) ? cf.get(name).value : null);
  const size = own('message_size_limit');
  return {
    databytes: size !== null && /^\d+$/.test(size) ? size : null,
    queuelifetime: seconds(own('maximal_queue_lifetime')),
  };
}

const UNITS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
  ['', 86_400],
]);

/** A time of Postfix; without a unit the lifetime of the queue is in days. */
function seconds(text: string | null): string | null {
  const [, number, unit = ''] = /^(\d+)([smhdw]?)$/.exec(text ?? '') ?? [];
  return number === undefined ? null : String(Number(number) * (UNITS.get(unit) ?? 1));
}

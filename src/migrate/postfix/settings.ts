/** Parameters that decide whether and where mail arrives, and have no file of qmail in the proposal. */
import type { Feature } from '../old-mail.ts';
import { listOf, type MainCf } from './main-cf.ts';
import { tableSpec } from './tables.ts';

interface Setting {
  readonly what: string;
  /** By name, their defaults (postconf(5), 3.7). */
  readonly names: Readonly<Record<string, string>>;
  /** Values with which Postfix does what qmail does in any case. */
  readonly same?: RegExp;
}

const unset = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '']));

const SETTINGS: readonly Setting[] = [
  { what: 'sender-relay', names: unset('sender_dependent_relayhost_maps', 'sender_dependent_default_transport_maps') },
  { what: 'bind-address', names: unset('smtp_bind_address', 'smtp_bind_address6') },
  { what: 'listen', names: { inet_interfaces: 'all' } },
  { what: 'protocols', names: { inet_protocols: 'all' }, same: /^ipv4$/ },
  { what: 'mailbox-limit', names: { mailbox_size_limit: '51200000', virtual_mailbox_limit: '51200000' }, same: /^0$/ },
  { what: 'vrfy', names: { disable_vrfy_command: 'no', postscreen_disable_vrfy_command: 'no' }, same: /^yes$/ },
  { what: 'relay-recipients', names: unset('relay_recipient_maps') },
  { what: 'local-recipients', names: { local_recipient_maps: 'proxy:unix:passwd.byname $alias_maps' } },
  {
    what: 'smtpd-rule',
    names: {
      smtpd_helo_required: 'no',
      strict_rfc821_envelopes: 'no',
      smtpd_reject_unlisted_recipient: 'yes',
      smtpd_reject_unlisted_sender: 'no',
      smtpd_recipient_limit: '1000',
      ...unset('smtpd_sender_login_maps', 'smtpd_proxy_filter', 'smtpd_command_filter', 'permit_mx_backup_networks'),
      ...unset('relay_clientcerts', 'receive_override_options', 'smtpd_milter_maps'),
      postscreen_access_list: 'permit_mynetworks',
      postscreen_greet_action: 'ignore',
      postscreen_dnsbl_action: 'ignore',
      smtpd_forbid_bare_newline: 'no',
    },
  },
  {
    what: 'rates',
    names: {
      default_process_limit: '100',
      smtpd_client_connection_count_limit: '50',
      smtpd_client_connection_rate_limit: '0',
      smtpd_client_message_rate_limit: '0',
      smtpd_client_recipient_rate_limit: '0',
      smtpd_client_auth_rate_limit: '0',
      smtpd_hard_error_limit: '${stress?{1}:{20}}',
      smtpd_soft_error_limit: '10',
    },
  },
  {
    what: 'queue-times',
    names: {
      bounce_queue_lifetime: '5d',
      delay_warning_time: '0h',
      minimal_backoff_time: '300s',
      maximal_backoff_time: '4000s',
    },
  },
  {
    what: 'double-bounces',
    names: {
      notify_classes: 'resource, software',
      '2bounce_notice_recipient': 'postmaster',
      bounce_notice_recipient: 'postmaster',
      error_notice_recipient: 'postmaster',
      delay_notice_recipient: 'postmaster',
      double_bounce_sender: 'double-bounce',
      bounce_size_limit: '50000',
    },
  },
  { what: 'soft-bounce', names: { soft_bounce: 'no' } },
  {
    what: 'completion',
    names: {
      append_at_myorigin: 'yes',
      append_dot_mydomain: '${{$compatibility_level} <level {1} ? {yes} : {no}}',
      allow_percent_hack: 'yes',
      swap_bangpath: 'yes',
      remote_header_rewrite_domain: '',
      local_header_rewrite_clients: 'permit_inet_interfaces',
      empty_address_recipient: 'MAILER-DAEMON',
    },
  },
  {
    what: 'sender-rewriting',
    names: {
      masquerade_exceptions: '',
      masquerade_classes: 'envelope_sender, header_sender, header_recipient',
      canonical_classes: 'envelope_sender, envelope_recipient, header_sender, header_recipient',
      sender_canonical_classes: 'envelope_sender, header_sender',
      recipient_canonical_classes: 'envelope_recipient, header_recipient',
    },
  },
  {
    what: 'transports',
    names: {
      default_transport: 'smtp',
      relay_transport: 'relay',
      local_transport: 'local:$myhostname',
      virtual_transport: 'virtual',
      ...unset('fallback_transport_maps', 'mailbox_transport_maps', 'best_mx_transport', 'defer_transports'),
      ...unset('smtp_fallback_relay', 'fallback_relay'),
    },
  },
  {
    what: 'tls-out',
    names: { ...unset('smtp_tls_security_level', 'smtp_tls_policy_maps'), smtp_use_tls: 'no', smtp_enforce_tls: 'no' },
    same: /^(no|none)$/,
  },
  {
    what: 'dns-use',
    names: {
      disable_dns_lookups: 'no',
      ignore_mx_lookup_error: 'no',
      smtp_host_lookup: 'dns',
      smtp_dns_support_level: '',
    },
  },
  {
    what: 'header-checks',
    names: unset(
      'mime_header_checks',
      'nested_header_checks',
      'milter_header_checks',
      'smtp_header_checks',
      'smtp_body_checks',
    ),
  },
  { what: 'milters', names: unset('non_smtpd_milters') },
  { what: 'content-filter', names: unset('default_filter_nexthop') },
  {
    what: 'other-setting',
    names: {
      hopcount_limit: '50',
      propagate_unmatched_extensions: 'canonical, virtual',
      owner_request_special: 'yes',
      expand_owner_alias: 'no',
      reset_owner_alias: 'no',
      strict_mailbox_ownership: 'yes',
      require_home_directory: 'no',
      smtputf8_enable: '${{$compatibility_level} <level {1} ? {no} : {yes}}',
      default_privs: 'nobody',
      authorized_submit_users: 'static:anyone',
      ...unset('proxy_interfaces', 'command_execution_directory'),
      ...unset('message_reject_characters', 'message_strip_characters', 'smtpd_restriction_classes'),
    },
  },
];

/** One for each that main.cf sets to something else than the default. */
export function settingsOf(cf: MainCf): Feature[] {
  const told = SETTINGS.flatMap(({ what, names, same }) =>
    Object.entries(names).flatMap(([name, usual]): Feature[] => {
      const own = cf.own.get(name);
      if (own === undefined || own.value === usual) return [];
      const { value, at } = cf.get(name);
      if (value === usual || value === cf.expanded(usual)) return [];
      const isSame = same?.test(value) ?? false;
      return [{ what, at, data: { name, text: withoutKeys(value) }, ...(isSame ? { same: true } : {}) }];
    }),
  );
  return [...told, ...networksStyle(cf), ...restrictions(cf)];
}

/** Without mynetworks of its own Postfix takes the networks of the machine's interfaces. */
function networksStyle(cf: MainCf): Feature[] {
  const { value, at } = cf.get('mynetworks_style');
  if (cf.own.has('mynetworks') || value === 'host') return [];
  return [{ what: 'networks-style', at, data: { name: 'mynetworks_style', text: value } }];
}

const STAGES = ['client', 'helo', 'sender', 'relay', 'recipient', 'data', 'end_of_data', 'etrn'];
/** What the proposal does, or what says nothing. */
const KNOWN =
  /^(permit(_mynetworks|_sasl_authenticated|_auth_destination|_inet_interfaces)?|(reject|defer)_unauth_destination|reject|defer|warn_if_reject|reject_rbl_client|check_(client|sender|recipient)_access)$/;
/** Those that take a word behind them. */
const TAKES = /^(check_\w+|reject_rbl_client|reject_rhsbl_\w+|permit_dnswl_client|permit_rhswl_client|sleep)$/;
const READ = /^(hash|btree|cdb|dbm|sdbm|lmdb|texthash|inline):|^\//;

/** What of the restrictions qmail-smtpd has no file for, each with what belongs to it. */
function restrictions(cf: MainCf): Feature[] {
  return STAGES.flatMap((stage): Feature[] => {
    const name = `smtpd_${stage}_restrictions`;
    if (!cf.own.has(name)) return [];
    const { value, at } = cf.get(name);
    const parts = listOf(value);
    return parts.flatMap((part, index): Feature[] => {
      if (TAKES.test(parts[index - 1] ?? '')) return [];
      const of = TAKES.test(part) ? (parts[index + 1] ?? '') : '';
      // Nobody is taken out of a refusal that there is not.
      if (tableSpec(part) === null && KNOWN.test(part) && (of === '' || !part.startsWith('check_') || READ.test(of)))
        return part === 'check_recipient_access' ? [restriction('recipient-refused', name, part, of, at)] : [];
      return [restriction('restriction', name, part, of, at)];
    });
  });
}

function restriction(what: string, parameter: string, part: string, of: string, at: Feature['at']): Feature {
  const text = withoutKeys(of === '' ? part : `${part} ${of}`);
  return { what, at, data: { name: `${parameter}: ${text}`, parameter, text } };
}

/** Keys of customers that stand in the names of lists, and tables that stand in main.cf itself. */
export function withoutKeys(value: string): string {
  const shown = value.includes(':{') ? listOf(value).map(withoutInline).join(' ') : value;
  return shown
    .replace(/\b[a-z0-9]{16,}(\.[a-z]+\.dq\.)/gi, '...$1')
    .replace(/([?&;\s]|^)(pass(?:word|wd)?\s*=\s*)[^\s,;&]+/gi, '$1$2...');
}

function withoutInline(part: string): string {
  return part.replace(/\binline:\{[\s\S]*$/, 'inline:...');
}

import { expect, test } from 'vitest';
import { listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX, SENDMAIL } from '../support/old-tree.ts';

test('lists in the DNS and ports of submission are not forgotten', async () => {
  const report = await reportOn(
    oldTree({
      ...POSTFIX,
      '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}smtpd_client_restrictions = permit_mynetworks, reject_rbl_client zen.example=127.0.0.[2..11]\n`,
      '/etc/postfix/master.cf':
        'smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n#smtps inet n - y - - smtpd\n',
    }),
  );
  expect(report.items.filter(({ what }) => what === 'feature-block-list').map(({ title }) => title)).toEqual([
    expect.stringContaining('rblsmtpd -r zen.example stands'),
  ]);
  expect(report.items.filter(({ what }) => what === 'feature-submission').map(({ id }) => id)).toEqual([
    'feature:submission:submission',
  ]);
});

test('sendmail.cf names its lists in the DNS', async () => {
  const cf = `${SENDMAIL['/etc/mail/sendmail.cf']}\n# DNS based IP address spam list zen.example\n`;
  const report = await reportOn(oldTree({ ...SENDMAIL, '/etc/mail/sendmail.cf': cf }), '--from', 'sendmail');
  expect(listed(report, 'feature:block-list:dnsbl zen.example')).toMatchObject({ state: 'by-hand' });
});

test('passwords that stand in main.cf are not shown, and each table that is done by hand is named', async () => {
  const report = await reportOn(
    oldTree({
      ...POSTFIX,
      '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}smtp_sasl_password_maps = hash:/etc/postfix/sasl inline:{ { [relay.example]:587 = joe:hunter2 } }\nvirtual_alias_maps = regexp:/etc/postfix/vre, mysql:/etc/postfix/my.cf, ldap:/etc/postfix/l.cf\n`,
    }),
  );
  expect(JSON.stringify(report)).toContain('hash:/etc/postfix/sasl inline:...');
  expect(JSON.stringify(report)).not.toContain('hunter2');
  const tables = report.items.filter(({ what }) => what === 'table-type').map(({ id }) => id.replace(/^.*:/, ''));
  expect(tables).toEqual(['/etc/postfix/vre', '/etc/postfix/my.cf', '/etc/postfix/l.cf']);
});

const SET = `canonical_maps = hash:/etc/postfix/canonical
smtpd_helo_restrictions = permit_mynetworks, check_helo_access hash:/etc/postfix/helo, reject_invalid_helo_hostname
smtpd_client_restrictions = permit_mynetworks, reject_unknown_client_hostname, reject_rhsbl_client dbl.example
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, check_policy_service unix:private/policy
smtpd_data_restrictions = reject_unauth_pipelining
relay_recipient_maps = hash:/etc/postfix/relay_recipients
postscreen_dnsbl_sites = zen.example=127.0.0.[2..11]*3 abcdefghij0123456789.zen.dq.spamhaus.net*2
sender_dependent_relayhost_maps = hash:/etc/postfix/by_sender
mailbox_size_limit = 1000000
virtual_mailbox_limit = 0
inet_interfaces = loopback-only
inet_protocols = ipv4
smtp_bind_address = 192.0.2.7
disable_vrfy_command = yes
smtpd_helo_required = yes
soft_bounce = yes
notify_classes = bounce, 2bounce
delay_warning_time = 4h
append_dot_mydomain = no
smtp_tls_security_level = may
virtual_transport = lmtp:unix:private/dovecot-lmtp
smtp_fallback_relay = [spare.example]
disable_dns_lookups = yes
mime_header_checks = pcre:/etc/postfix/mime
non_smtpd_milters = inet:localhost:8891
propagate_unmatched_extensions =
`;

test('whatever decides whether mail arrives is named with its value', async () => {
  const report = await reportOn(
    oldTree({
      ...POSTFIX,
      '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}${SET}`,
      '/etc/postfix/canonical': 'user01@example.org first.last@example.org\n',
      '/etc/postfix/relay_recipients': 'joe@partner.example x\n',
    }),
  );
  const features = report.items.filter(({ id }) => id.startsWith('feature:'));
  const names = SET.split('\n').flatMap((line) => /^(\w+) =/.exec(line)?.[1] ?? []);
  for (const name of names)
    expect(
      features.filter(({ title }) => title.includes(name)).map(({ state }) => state),
      name,
    ).not.toEqual([]);
  const state = (name: string) => features.find(({ title }) => title.startsWith(name))?.state;
  // As they are set they are what qmail does.
  expect(['virtual_mailbox_limit', 'inet_protocols', 'disable_vrfy_command'].map(state)).toEqual([
    'done',
    'done',
    'done',
  ]);
  expect(['mailbox_size_limit', 'soft_bounce', 'inet_interfaces'].map(state)).toEqual([
    'by-hand',
    'by-hand',
    'by-hand',
  ]);
  const restrictions = features
    .filter(({ what }) => what === 'feature-restriction')
    .map(({ id }) => id.replace(/^.*: /, ''));
  expect(restrictions.sort()).toEqual([
    'check_helo_access hash:/etc/postfix/helo',
    'check_policy_service unix:private/policy',
    'reject_invalid_helo_hostname',
    'reject_rhsbl_client dbl.example',
    'reject_unauth_pipelining',
    'reject_unknown_client_hostname',
  ]);
  expect(JSON.stringify(report)).not.toContain('abcdefghij0123456789');
  expect(report.items.filter(({ what }) => what === 'feature-block-list').map(({ title }) => title)).toEqual([
    expect.stringContaining('rblsmtpd -r zen.example stands'),
    expect.stringContaining('rblsmtpd -r ....zen.dq.spamhaus.net stands'),
  ]);
});

test('what is set to its default is no matter', async () => {
  const usual =
    'inet_interfaces = all\nsoft_bounce = no\nlocal_transport = local:$myhostname\nnotify_classes = resource, software\n';
  const report = await reportOn(
    oldTree({ ...POSTFIX, '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}${usual}` }),
  );
  expect(report.items.filter(({ id }) => id.startsWith('feature:')).map(({ id }) => id)).toEqual([]);
});

test('without networks of its own those of the interfaces are told', async () => {
  const main = POSTFIX['/etc/postfix/main.cf'].replace(/^mynetworks.*\n/m, 'mynetworks_style = subnet\n');
  const report = await reportOn(oldTree({ ...POSTFIX, '/etc/postfix/main.cf': main }));
  expect(listed(report, 'feature:networks-style:mynetworks_style')).toMatchObject({ state: 'by-hand' });
});

/** Each by-the-book installation with one thing broken as administrators break it, and the rule that names it. */
import { describe, expect, test } from 'vitest';
import { auditImage, troubles } from '../support/audit.ts';
import { BOOKS, byTheBook, LIFE_RUNNING } from '../support/books.ts';
import type { Setup } from '../support/setup.ts';
import { domainDir, TWO_DOMAINS, type VpopmailDomain, vpasswdOf } from '../support/vpopmail.ts';

type Breakage = readonly [what: string, change: Setup, rule: string, path?: string];

const CONTROL = '/var/qmail/control';
const SMTPD = '/var/qmail/supervise/qmail-smtpd';
const file = (content: string, owner = 'root:root', mode = '0644') => ({ content, owner, mode });

/** A script of the book with one text in place of another. */
function edited(book: Setup, path: string, from: string, to: string): Setup {
  const { content, ...rest } = book[path] as { content: string };
  if (!content.includes(from)) throw new Error(`${path} has no ${from}`);
  return { [path]: { ...rest, content: content.replace(from, to) } };
}

const LIFE = BOOKS['Life with qmail'];

const LIFE_BROKEN: readonly Breakage[] = [
  [
    'a control file from Windows',
    { [`${CONTROL}/locals`]: 'mail.one.test\r\none.test\r\n' },
    'entry-cr',
    'control/locals',
  ],
  ['a wildcard in locals', { [`${CONTROL}/locals`]: 'mail.one.test\none.test\n.one.test\n' }, 'entry-never-matches'],
  ['a lifetime in days', { [`${CONTROL}/queuelifetime`]: '7d\n' }, 'integer-trailing-text'],
  ['a domain in locals alone', { [`${CONTROL}/locals`]: 'mail.one.test\none.test\nnew.test\n' }, 'local-not-accepted'],
  [
    'a Maildir made by root',
    {
      [`${CONTROL}/defaultdelivery`]: './Maildir/\n',
      '/home/alice/Maildir/new': { type: 'dir', owner: 'root:root', mode: '0700' },
    },
    'maildir-foreign-owner',
    'Maildir/new',
  ],
  ['a missing slash in defaultdelivery', { [`${CONTROL}/defaultdelivery`]: './Maildir\n' }, 'default-delivery'],
  [
    'chmod -R 777 of a home',
    { '/home/bob': { type: 'dir', owner: 'bob:users', mode: '0777' } },
    'home-writable',
    '/home/bob',
  ],
  [
    'log directories of root',
    { '/var/log/qmail/smtpd': { type: 'dir', owner: 'root:root', mode: '0755' } },
    'log-directory',
    '/var/log/qmail/smtpd',
  ],
  [
    'rules in another file than -x',
    edited(LIFE, `${SMTPD}/run`, '/etc/tcp.smtp.cdb', '/etc/tcp.smpt.cdb'),
    'rules-cdb-missing',
  ],
  [
    'rules edited, not compiled',
    { '/etc/tcp.smtp': file('127.:allow,RELAYCLIENT=""\n10.0.0.:allow,RELAYCLIENT=""\n') },
    'rules-stale',
    '/etc/tcp.smtp.cdb',
  ],
  [
    'a relay for the world',
    {
      '/etc/tcp.smtp': file(':allow,RELAYCLIENT=""\n'),
      '/etc/tcp.smtp.cdb': { tcprules: ':allow,RELAYCLIENT=""\n', owner: 'root:root' },
    },
    'relay-for-all',
  ],
  ['qmail-smtpd as root', edited(LIFE, `${SMTPD}/run`, '-u "$QMAILDUID" -g "$NOFILESGID" ', ''), 'smtp-as-root'],
  [
    'sendmail of the distribution came back',
    { '/usr/sbin/sendmail': { type: 'file', content: '\x7fELF Sendmail 8.17\n', owner: 'root:root', mode: '2755' } },
    'sendmail-not-qmail',
    '/usr/sbin/sendmail',
  ],
  [
    'cp -r of /var/qmail lost set-uid',
    { '/var/qmail/bin/qmail-queue': { type: 'file', size: 18912, owner: 'qmailq:qmail', mode: '0711' } },
    'qmail-queue',
  ],
  ['an alias to nobody', { '/var/qmail/alias/.qmail-postmaster': file('nobodyhere\n') }, 'forward-dead-end'],
  [
    'aliases that anybody may write',
    { '/var/qmail/alias/.qmail-root': file('alice\n', 'root:root', '0666') },
    'alias-dead-end',
  ],
  [
    'a forward for all of a domain to itself',
    { '/home/alice/.qmail': { content: '&alice@one.test\n', owner: 'alice:users', mode: '0644' } },
    'forward-loop',
  ],
  [
    'rcpthosts renamed while testing',
    { [`${CONTROL}/rcpthosts`]: null, [`${CONTROL}/rcpthosts.bak`]: 'one.test\n' },
    'rcpthosts-missing',
  ],
  [
    'control made private',
    { [CONTROL]: { type: 'dir', owner: 'root:root', mode: '0700' } },
    'control-dir-closed',
    CONTROL,
  ],
  ['an smtproute to itself', { [`${CONTROL}/smtproutes`]: ':127.0.0.1\n' }, 'route-to-self'],
  [
    'locals changed, no HUP',
    { ...LIFE_RUNNING, [`${CONTROL}/locals`]: { ...file('mail.one.test\none.test\n'), mtime: 1_795_499_000 } },
    'changed-after-start',
  ],
  [
    'Postfix has the port',
    {
      ...LIFE_RUNNING,
      processes: [
        { pid: 1, ppid: 0, uid: 0, name: 'init', started: 1, args: ['init'] },
        {
          pid: 206,
          ppid: 1,
          uid: 7796,
          name: 'qmail-send',
          started: 1_795_496_400,
          args: ['qmail-send'],
          cwd: '/var/qmail/queue',
        },
        {
          pid: 300,
          ppid: 1,
          uid: 0,
          name: 'master',
          started: 1_795_496_400,
          args: ['/usr/lib/postfix/sbin/master', '-w'],
          listens: [25],
        },
      ],
    },
    'other-mta',
  ],
];

const UNIT = '/usr/lib/systemd/system/qmail-send.service';
const SYSTEMD = BOOKS['notqmail under systemd'];

const SYSTEMD_BROKEN: readonly Breakage[] = [
  ['the unit delivers to a file', { ...edited(SYSTEMD, UNIT, './Maildir/', './Maildir') }, 'default-delivery'],
  ['no User=', edited(SYSTEMD, '/usr/lib/systemd/system/qmail-smtpd@.service', 'User=qmaild\n', ''), 'smtp-as-root'],
  [
    'a user that does not exist',
    edited(SYSTEMD, '/usr/lib/systemd/system/qmail-smtpd@.service', 'User=qmaild', 'User=smtpd'),
    'smtp-as-root',
  ],
  [
    'RELAYCLIENT for all in a drop-in',
    { '/etc/systemd/system/qmail-smtpd@.service.d/relay.conf': file('[Service]\nEnvironment=RELAYCLIENT=\n') },
    'relay-for-all',
  ],
  [
    '-x of a file that is not there',
    edited(SYSTEMD, '/etc/systemd/system/qmail-relay.service', '/etc/tcp.relay.cdb', '/etc/qmail/relay.cdb'),
    'rules-cdb-missing',
  ],
  [
    'a filter that is not installed',
    {
      '/etc/tcp.relay': file('127.:allow,RELAYCLIENT="",QMAILQUEUE="/var/qmail/bin/simscan"\n:deny\n'),
      '/etc/tcp.relay.cdb': {
        tcprules: '127.:allow,RELAYCLIENT="",QMAILQUEUE="/var/qmail/bin/simscan"\n:deny\n',
        owner: 'root:root',
      },
    },
    'rules-qmailqueue',
  ],
  [
    'rules that only root may read',
    { '/etc/tcp.relay.cdb': { ...(SYSTEMD['/etc/tcp.relay.cdb'] as object), mode: '0600' } },
    'rules-cdb-unreadable',
    '/etc/tcp.relay.cdb',
  ],
  [
    'daemontools starts it too',
    { '/service/qmail-send/run': file('#!/bin/sh\nexec qmail-start ./Maildir/\n', 'root:root', '0755') },
    'two-supervisors',
  ],
  ['the user of the package is gone', { passwd: 'no account qmailr' }, 'account-missing'],
  [
    'trigger restored as a file',
    { '/var/qmail/queue/lock/trigger': { type: 'file', content: '', owner: 'qmails:qmail', mode: '0622' } },
    'trigger',
  ],
  ['a split directory of another build', { '/var/qmail/queue/info/22': null }, 'queue-split'],
  ['local mail switched off', { [`${CONTROL}/concurrencylocal`]: '0\n' }, 'concurrency-zero'],
  [
    'a virtual domain of somebody who left',
    {
      [`${CONTROL}/virtualdomains`]: 'firm.test:carol\n',
      [`${CONTROL}/rcpthosts`]: 'mail.one.test\none.test\nfirm.test\n',
    },
    'virtual-dead-end',
  ],
  ['virtual and local', { [`${CONTROL}/virtualdomains`]: 'one.test:alice\n' }, 'local-and-virtual'],
  [
    'a Maildir that anybody may read',
    { '/home/alice/Maildir': { type: 'dir', owner: 'alice:users', mode: '0755', holds: 'tmp new cur' } },
    'maildir-open',
  ],
  [
    '.qmail from Windows',
    { '/home/alice/.qmail': { content: './Maildir/\r\n', owner: 'alice:users', mode: '0644' } },
    'dot-qmail-cr',
  ],
  ['me lost', { [`${CONTROL}/me`]: null }, 'me-missing'],
];

const S6 = BOOKS['a container with s6'];
const RC = '/etc/s6-overlay/s6-rc.d';

const S6_BROKEN: readonly Breakage[] = [
  [
    'a volume of logs that root made',
    { '/var/log/qmail/send': { type: 'dir', owner: 'root:root', mode: '0755' } },
    'log-directory',
    '/var/log/qmail/send',
  ],
  [
    'a volume of mail with the ids of the host',
    { '/mail/joe': { type: 'dir', owner: '1000:1000', mode: '0700', holds: 'tmp new cur' } },
    'maildir-foreign-owner',
    '/mail/joe',
  ],
  [
    'a queue of another image',
    { '/var/qmail/queue/mess': { type: 'dir', owner: '1001:2107', mode: '0750' } },
    'queue-closed',
  ],
  ['a volume that lost its FIFO', { '/var/qmail/queue/lock/trigger': null }, 'trigger'],
  ['an account that the new image does not have', { passwd: 'no account qmails' }, 'account-missing'],
  [
    'the whole network of the container relays',
    {
      [`${CONTROL}/tcp.smtp`]: file('127.:allow,RELAYCLIENT=""\n172.17:allow,RELAYCLIENT=""\n:allow\n'),
      [`${CONTROL}/tcp.smtp.cdb`]: {
        tcprules: '127.:allow,RELAYCLIENT=""\n172.17:allow,RELAYCLIENT=""\n:allow\n',
        owner: 'root:root',
      },
    },
    'rules-prefix-no-dot',
  ],
  [
    'no dot-qmail file for a user',
    { '/mail/.qmail-postmaster': file('&jo@one.test\n', 'vmail:vmail') },
    'forward-dead-end',
  ],
  ['a Maildir that nobody made', { '/mail/ann': null }, 'maildir-missing', '/mail/ann'],
  [
    'the mail of all is open to all',
    { '/mail': { type: 'dir', owner: 'vmail:vmail', mode: '0777' } },
    'home-writable',
    '/mail',
  ],
  [
    'qmail-smtpd as root',
    edited(S6, `${RC}/qmail-smtpd/run`, '-u "$(id -u qmaild)" -g "$(id -g qmaild)" ', ''),
    'smtp-as-root',
  ],
  [
    'rules compiled into another place',
    edited(S6, `${RC}/qmail-smtpd/run`, `${CONTROL}/tcp.smtp.cdb`, '/etc/tcp.smtp.cdb'),
    'rules-cdb-missing',
  ],
  ['the domain not in rcpthosts', { [`${CONTROL}/rcpthosts`]: 'mail.one.test\n' }, 'virtual-not-accepted'],
  [
    'no set-uid after COPY',
    { '/var/qmail/bin/qmail-queue': { type: 'file', size: 18912, owner: 'root:root', mode: '0755' } },
    'qmail-queue',
  ],
];

const [TWO, BIG] = TWO_DOMAINS as readonly [VpopmailDomain, VpopmailDomain];
const own = (content: string, mode = '0600') => ({ content, mode, owner: 89, group: 89 });

const REASSIGNED = String(BOOKS.vpopmail['/var/qmail/users/assign']).replaceAll(':89:89:', ':1089:1089:');

const VPOPMAIL_BROKEN: readonly Breakage[] = [
  [
    'a whole hashed directory of root',
    { '/home/vpopmail/domains/0': { type: 'dir', mode: '0700', owner: 'root:root' } },
    'vpopmail-domain-unusable',
  ],
  ['a hashed directory of users lost', { [`${domainDir(BIG)}/0`]: null }, 'vpopmail-mailbox-missing'],
  [
    'another vdelivermail than there is',
    { [`${domainDir(TWO)}/.qmail-default`]: own("| /var/vpopmail/bin/vdelivermail '' bounce-no-mailbox\n") },
    'vpopmail-default-line',
  ],
  [
    'the domain of a customer in locals',
    { [`${CONTROL}/locals`]: 'mail.one.test\none.test\nbig.test\n' },
    'local-and-virtual',
  ],
  [
    'users/assign edited, not compiled',
    { '/var/qmail/users/assign': '+two.test-:two.test:89:89:/home/vpopmail/domains/two.test:-::\n.\n' },
    'assign-stale',
  ],
  [
    'users/assign without its dot',
    {
      '/var/qmail/users/assign': '+two.test-:two.test:89:89:/home/vpopmail/domains/two.test:-::\n',
      '/var/qmail/users/cdb': null,
    },
    'assign-refused',
  ],
  [
    'users/assign of a server where vpopmail had another uid',
    { '/var/qmail/users/assign': REASSIGNED, '/var/qmail/users/cdb': 'compiled' },
    'vpopmail-domain-unusable',
  ],
  [
    'a catch-all mailbox that is gone',
    { [`${domainDir(TWO)}/.qmail-default`]: own(`| /home/vpopmail/bin/vdelivermail '' ${domainDir(TWO)}/lost\n`) },
    'vpopmail-catch-all-broken',
  ],
  [
    'vpasswd open to all',
    {
      [`${domainDir(TWO)}/vpasswd`]: own(vpasswdOf(TWO), '0644'),
      [domainDir(TWO)]: { type: 'dir', mode: '0755', owner: 89, group: 89 },
      '/home/vpopmail/domains': { type: 'dir', mode: '0755', owner: 89, group: 89 },
    },
    'vpopmail-vpasswd-open',
  ],
  [
    'a domain without its line in virtualdomains',
    { [`${CONTROL}/virtualdomains`]: 'two.test:two.test\nlarge.test:large.test\n' },
    'assign-domain-idle',
  ],
  [
    'all of vpopmail closed',
    { '/home/vpopmail': { type: 'dir', mode: '0700', owner: 'root:root' } },
    'vpopmail-domain-unusable',
  ],
];

describe.each([
  ['Life with qmail', LIFE_BROKEN],
  ['notqmail under systemd', SYSTEMD_BROKEN],
  ['a container with s6', S6_BROKEN],
  ['vpopmail', VPOPMAIL_BROKEN],
] as const)('%s, broken:', (book, breakages) => {
  test.each(breakages)('%s', async (_, change, rule, path) => {
    const outcome = await auditImage(byTheBook(BOOKS[book] as Setup, change as Setup));
    expect(outcome.failed).toEqual([]);
    // What a HUP may have mended since is a remark.
    const found = rule === 'changed-after-start' ? outcome.findings : troubles(outcome);
    expect(found.map((each) => each.rule)).toContain(rule);
    if (path !== undefined)
      expect(found.filter((each) => each.rule === rule).map(({ subject }) => subject.path)).toContainEqual(
        expect.stringMatching(`${path}$`),
      );
  });
});

/** Installations made by the book with one thing broken that a service needs to start: what names it, and how. */
import { describe, expect, test } from 'vitest';
import { auditImage, troubles } from '../support/audit.ts';
import { BOOKS, byTheBook } from '../support/books.ts';
import { type Breakage, binary, edited, LIFE, LIFE_BROKEN, root } from '../support/broken-services.ts';
import type { Setup } from '../support/setup.ts';

const SYSTEMD = BOOKS['notqmail under systemd'];
const UNIT = '/usr/lib/systemd/system/qmail-send.service';
const RELAY = '/etc/systemd/system/qmail-relay.service';

const SYSTEMD_BROKEN: readonly Breakage[] = [
  {
    what: 'a unit of a package that installs elsewhere',
    change: { ...edited(SYSTEMD, UNIT, 'ExecStart=/var/qmail/bin', 'ExecStart=/usr/sbin') },
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'a unit with a script of its own that is gone',
    change: edited(SYSTEMD, UNIT, '/var/qmail/bin/qmail-start ./Maildir/', '/var/qmail/rc'),
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'a script that may not be executed',
    change: {
      ...edited(SYSTEMD, UNIT, '/var/qmail/bin/qmail-start ./Maildir/', '/var/qmail/rc'),
      '/var/qmail/rc': root('0644', '#!/bin/sh\nexec /var/qmail/bin/qmail-start ./Maildir/\n'),
    },
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'variables that were not copied',
    change: edited(SYSTEMD, RELAY, 'EnvironmentFile=-/etc/default/qmail-relay', 'EnvironmentFile=/etc/default/relay'),
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'a directory that is not there',
    change: edited(SYSTEMD, UNIT, 'Type=simple', 'Type=simple\nWorkingDirectory=/var/qmail/run'),
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'qmail-start as a user',
    change: edited(SYSTEMD, UNIT, 'Type=simple', 'Type=simple\nUser=qmails'),
    rule: 'service-start-fails',
    says: null,
  },
  {
    what: 'a unit that is not enabled',
    change: {
      '/etc/systemd/system/multi-user.target.wants/qmail-send.service': null,
      '/etc/systemd/system/multi-user.target.wants': root('0755'),
    },
    rule: 'service-down',
    says: null,
  },
  {
    what: 'a PATH without the programs of qmail',
    change: edited(SYSTEMD, UNIT, 'PATH=/var/qmail/bin:', 'PATH='),
    rule: 'service-start-fails',
    says: null,
  },
  {
    what: 'a condition that is not met',
    change: edited(SYSTEMD, UNIT, 'Executable=/var/qmail/bin/qmail-start', 'Executable=/var/qmail/bin/qmail'),
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'an account that is not there',
    change: edited(SYSTEMD, UNIT, 'Type=simple', 'Type=simple\nUser=qmail'),
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'tcpserver at another place',
    change: { '/usr/local/bin/tcpserver': binary, '/usr/bin': root('0755') },
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'a number of connections that is none',
    change: edited(SYSTEMD, RELAY, '-c 20', '-c 0'),
    rule: 'service-start-fails',
    says: null,
  },
];

const S6 = BOOKS['a container with s6'];
const S6RC = '/etc/s6-overlay/s6-rc.d';

const S6_BROKEN: readonly Breakage[] = [
  {
    what: 'a log user that is not there',
    change: edited(S6, `${S6RC}/qmail-send-log/run`, 's6-setuidgid qmaill', 's6-setuidgid logger'),
    rule: 'service-script-fails',
    says: 's6-envuidgid: fatal: unknown user: logger',
  },
  {
    what: 'a PATH without the programs of qmail',
    change: edited(S6, `${S6RC}/qmail-send/run`, '/var/qmail/bin:', ''),
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'a limit that is none',
    change: edited(S6, `${S6RC}/qmail-smtpd/run`, '-c 50', '-c 0'),
    rule: 'service-start-fails',
    says: null,
  },
];

const RUNIT: Setup = {
  '/etc/runit': root('0755'),
  '/etc/sv/qmail-send/run': root(
    '0755',
    '#!/bin/sh\nexec 2>&1\nexec chpst -e ./env /var/qmail/bin/qmail-start ./Maildir/\n',
  ),
  '/etc/sv/qmail-send/env': root('0755'),
  '/etc/sv/qmail-send/env/PATH': root('0644', '/var/qmail/bin:/usr/bin:/bin\n'),
  '/etc/sv/qmail-send/log/run': root('0755', '#!/bin/sh\nexec chpst -u qmaill svlogd -tt /var/log/qmail\n'),
  '/etc/service/qmail-send': { symlink: '/etc/sv/qmail-send' },
  '/var/log/qmail': { type: 'dir', mode: '0755', owner: 'qmaill:root' },
};

const RUNIT_BROKEN: readonly Breakage[] = [
  {
    what: 'no run script',
    change: { '/etc/sv/qmail-send/run': null },
    rule: 'service-cannot-start',
    says: 'runsv qmail-send: fatal: unable to start ./run: file does not exist',
  },
  {
    what: 'a script of the log that may not be executed',
    change: {
      '/etc/sv/qmail-send/log/run': root('0644', '#!/bin/sh\nexec chpst -u qmaill svlogd -tt /var/log/qmail\n'),
    },
    rule: 'service-cannot-start',
    says: 'runsv qmail-send: fatal: unable to start log/./run: access denied',
  },
  {
    what: 'a link to nowhere',
    change: { '/etc/service/qmail-send': { symlink: '/etc/sv/qmail' } },
    rule: 'service-cannot-start',
    says: 'runsvdir /etc/service: warning: unable to stat qmail-send: file does not exist',
  },
  {
    what: 'variables that are not there',
    change: { '/etc/sv/qmail-send/env': null },
    rule: 'service-script-fails',
    says: 'chpst: fatal: unable to switch to directory: ./env: file does not exist',
  },
  {
    what: 'a log user that is not there',
    change: edited(RUNIT, '/etc/sv/qmail-send/log/run', '-u qmaill', '-u qmlog'),
    rule: 'service-script-fails',
    says: 'chpst: fatal: unknown user/group: qmlog',
  },
];

const INETD: Setup = {
  '/etc/inetd.conf': 'smtp stream tcp nowait qmaild /var/qmail/bin/tcp-env tcp-env /var/qmail/bin/qmail-smtpd\n',
};
const INETD_BROKEN: readonly Breakage[] = [
  {
    what: 'tcpd at another place',
    change: {
      '/etc/inetd.conf':
        'smtp stream tcp nowait qmaild /usr/libexec/tcpd /var/qmail/bin/tcp-env /var/qmail/bin/qmail-smtpd\n',
      '/usr/sbin/tcpd': binary,
      '/usr/libexec': root('0755'),
    },
    rule: 'service-script-fails',
    says: null,
  },
];

describe.each([
  ['Life with qmail', LIFE, LIFE_BROKEN],
  ['notqmail under systemd', SYSTEMD, SYSTEMD_BROKEN],
  ['a container with s6', S6, S6_BROKEN],
  ['runit', RUNIT, RUNIT_BROKEN],
  ['inetd', INETD, INETD_BROKEN],
] as const)('%s', (_, book, breakages) => {
  test('has no trouble as it is', async () => {
    const rules = /^(service-|two-services|memory-limit)/;
    const outcome = await auditImage(byTheBook(book as Setup));
    expect(troubles(outcome).filter(({ rule }) => rules.test(rule))).toEqual([]);
  });

  test.each(breakages)('$what', async ({ change, rule, says }) => {
    const outcome = await auditImage(byTheBook(book as Setup, change));
    expect(outcome.failed).toEqual([]);
    const found = troubles(outcome);
    // One cause is one finding.
    expect(found.map((each) => each.rule)).toEqual([rule]);
    const texts = found.flatMap(({ prevents }) => prevents.map(({ text }) => text));
    if (says === null) expect(texts).toEqual([null]);
    else expect(texts.some((text) => text?.startsWith(says))).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { findServices } from '../../src/services/services.ts';
import { tcpserverArgs } from '../../src/services/tcpserver.ts';
import { type Node, tree } from './tree.ts';

function find(nodes: Readonly<Record<string, string | Node>>) {
  return findServices(tree(nodes), '/var/qmail');
}

test('multilog: who writes, and the directories among its actions', () => {
  const script = '#!/bin/sh\nexec setuidgid qmaill multilog t s1000000 n20 =./status +* /var/log/qmail/send/ ./main\n';
  const file = '/service/qmail-send/log/run';
  expect(find({ [file]: script }).logs).toEqual([
    {
      file,
      line: 2,
      program: 'multilog',
      user: { name: 'qmaill', uid: 7792, gid: 2108, from: 'setuidgid' },
      directories: [
        { name: '/var/log/qmail/send', path: '/var/log/qmail/send' },
        { name: './main', path: '/service/qmail-send/log/main' },
      ],
    },
  ]);
});

test('svlogd takes directories alone, after its options; s6-log goes by the first character', () => {
  const found = find({
    '/etc/sv/qmail-send/log/run': '#!/bin/sh\nexec chpst -u qmaill svlogd -tt -l 99 main\n',
    '/etc/sv/qmail-smtpd/log/run': '#!/bin/sh\nexec s6-setuidgid qmaill s6-log -b n20 T /var/log/smtpd\n',
  });
  expect(found.logs.map(({ program, directories }) => [program, directories.map(({ path }) => path)])).toEqual([
    ['svlogd', ['/etc/sv/qmail-send/log/main']],
    ['s6-log', ['/var/log/smtpd']],
  ]);
});

test('a log user that does not exist, and none that is named', () => {
  const found = find({
    '/service/qmail-send/log/run': '#!/bin/sh\nexec setuidgid qmaillog multilog t ./main\n',
    '/service/qmail-smtpd/log/run': '#!/bin/sh\nexec multilog t ./main\n',
  });
  expect(found.logs.map(({ user }) => user)).toEqual([
    { name: 'qmaillog', uid: null, gid: null, from: 'setuidgid' },
    null,
  ]);
});

test('every place from which reading led to qmail-start is a starter, and a script of any size is read', () => {
  const rc = `#!/bin/sh\n${'# a comment\n'.repeat(500)}exec qmail-start ./Maildir/\n`;
  const found = find({
    '/var/qmail/rc': rc,
    '/service/qmail-send/run': '#!/bin/sh\nexec /var/qmail/rc\n',
    '/etc/rc.local': '#!/bin/sh\n/var/qmail/rc &\n',
  });
  expect(found.send).toHaveLength(1);
  expect(found.send[0]?.starters).toEqual(['/service/qmail-send/run', '/etc/rc.local', '/var/qmail/rc']);
  expect(found.unchecked).toEqual([]);
});

test('the look-up of the own name goes by -l', () => {
  const run = (options: string) =>
    find({ '/service/qmail-smtpd/run': `#!/bin/sh\nexec tcpserver ${options} 0 25 qmail-smtpd\n` }).smtp[0];
  expect(run('-RH')?.lookupLocal).toBe(true);
  expect(run('-RHl0')?.lookupLocal).toBe(false);
  expect(run('-R -l "$UNKNOWN"')?.lookupLocal).toBe(false);
});

test('the arguments of a running tcpserver', () => {
  const args = ['-vRHl0', '-x', '/etc/tcp.smtp.cdb', '-u7791', '0', 'smtp', 'rblsmtpd', 'qmail-smtpd'];
  const words = ['rblsmtpd', 'qmail-smtpd'];
  expect(tcpserverArgs('tcpserver', args)).toEqual({ port: 'smtp', rules: '/etc/tcp.smtp.cdb', words });
  expect(tcpserverArgs('tcpserver', ['0', '25', 'qmail-smtpd'])?.rules).toBeNull();
  expect(tcpserverArgs('tcpserver', ['-k', '0', '25', 'qmail-smtpd'])).toBeNull();
});

import { expect, test } from 'vitest';
import { findRules } from '../../src/services/rules-files.ts';
import { findServices } from '../../src/services/services.ts';
import { type Node, tree } from './tree.ts';

function rules(nodes: Readonly<Record<string, string | Node>>, home = '/var/qmail') {
  const host = tree(nodes);
  const found = findRules(host, home, findServices(host, home));
  return found.map(({ cdb, source, usedBy }) => [cdb, source, usedBy.map(({ file }) => file)]);
}

const run = (file: string) => `#!/bin/sh\nexec tcpserver -x ${file} 0 25 qmail-smtpd\n`;

test('the file of -x, with its source, and who uses it', () => {
  expect(
    rules({
      '/service/a/run': run('/etc/tcp.smtp.cdb'),
      '/service/b/run': run('/etc/tcp.smtp.cdb'),
      '/etc/tcp.smtp': ':allow\n',
      '/etc/tcp.smtp.cdb': '',
    }),
  ).toEqual([['/etc/tcp.smtp.cdb', '/etc/tcp.smtp', ['/service/a/run', '/service/b/run']]]);
});

test('a missing cdb that a service names; a relative one starts where the service does', () => {
  expect(rules({ '/service/a/run': run('/etc/gone.cdb') })).toEqual([['/etc/gone.cdb', null, ['/service/a/run']]]);
  expect(
    rules({ '/service/a/run': run('./rules.cdb'), '/service/a/rules.txt': ':allow\n', '/service/a/rules.cdb': '' }),
  ).toEqual([['/service/a/rules.cdb', '/service/a/rules.txt', ['/service/a/run']]]);
});

test('a text file where a cdb should be', () => {
  expect(rules({ '/service/a/run': run('/etc/tcp.smtp'), '/etc/tcp.smtp': ':allow\n' })).toEqual([
    ['/etc/tcp.smtp', null, ['/service/a/run']],
    [null, '/etc/tcp.smtp', []],
  ]);
});

test('the usual places without a service', () => {
  expect(
    rules({
      '/etc/tcp.smtp': ':allow\n',
      '/etc/tcprules.d/tcp.smtp.cdb': '',
      '/etc/tcpcontrol/smtp.rules': ':allow\n',
      '/etc/tcpcontrol/smtp.cdb': '',
      '/home/vpopmail/etc/tcp.smtp': ':allow\n',
      '/var/qmail/control/rules.smtpd.txt': ':allow\n',
      '/var/qmail/control/rules.smtpd.cdb': '',
      '/etc/tcp/smtp.cdb': { type: 'dir' },
    }),
  ).toEqual([
    [null, '/etc/tcp.smtp', []],
    ['/etc/tcprules.d/tcp.smtp.cdb', null, []],
    [null, '/home/vpopmail/etc/tcp.smtp', []],
    ['/etc/tcpcontrol/smtp.cdb', '/etc/tcpcontrol/smtp.rules', []],
    ['/var/qmail/control/rules.smtpd.cdb', '/var/qmail/control/rules.smtpd.txt', []],
  ]);
});

test('two names of one file are one pair', () => {
  expect(
    rules({
      '/service/a/run': run('/opt/smtp.cdb'),
      '/opt/smtp.cdb': { type: 'symlink', target: '/etc/tcp.smtp.cdb' },
      '/opt/smtp': { type: 'symlink', target: '/etc/tcp.smtp' },
      '/etc/tcp.smtp.cdb': '',
      '/etc/tcp.smtp': ':allow\n',
    }),
  ).toEqual([['/opt/smtp.cdb', '/opt/smtp', ['/service/a/run']]]);
});

test('qmail’s home may be elsewhere', () => {
  expect(rules({ '/opt/qmail/control/tcp.smtp': ':allow\n' }, '/opt/qmail')).toEqual([
    [null, '/opt/qmail/control/tcp.smtp', []],
  ]);
});

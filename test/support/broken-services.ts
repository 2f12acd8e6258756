/** What administrators break on the way from the supervisor to the program of a service. */
import { BOOKS } from './books.ts';
import type { Setup } from './setup.ts';

export interface Breakage {
  readonly what: string;
  readonly change: Setup;
  readonly rule: string;
  /** What is told of it, in the words of the program that says it; null where nothing is written. */
  readonly says: string | null;
}

export const root = (mode: string, content?: string) => ({
  mode,
  owner: 'root:root',
  ...(content === undefined ? { type: 'dir' } : { content }),
});
export const binary = { type: 'file', size: 20_000, mode: '0755', owner: 'root:root' };
const SUPERVISE = '/var/qmail/supervise';
const [SEND, SMTPD] = [`${SUPERVISE}/qmail-send`, `${SUPERVISE}/qmail-smtpd`];

/** A file of the book with one text in place of another. */
export function edited(book: Setup, path: string, from: string | RegExp, to: string): Setup {
  const { content, ...rest } = book[path] as { content: string };
  const changed = content.replace(from, to);
  if (changed === content) throw new Error(`${path} has no ${from}`);
  return { [path]: { ...rest, content: changed } };
}

export const LIFE = BOOKS['Life with qmail'];
const run = (service: string, from: string | RegExp, to: string) => edited(LIFE, `${service}/run`, from, to);

export const LIFE_BROKEN: readonly Breakage[] = [
  {
    what: 'the run script of qmail-send is gone',
    change: { [`${SEND}/run`]: null },
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to start qmail-send/run: file does not exist',
  },
  {
    what: 'a log directory without its script',
    change: { [`${SEND}/log/run`]: null, [`${SEND}/log`]: root('0755') },
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to start log/run: file does not exist',
  },
  {
    what: 'a script of the log that may not be executed',
    change: { [`${SMTPD}/log/run`]: { ...(LIFE[`${SMTPD}/log/run`] as object), mode: '0644' } },
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to start log/run: access denied',
  },
  {
    what: 'a link to a directory that was renamed',
    change: { '/service/qmail-smtpd': { symlink: `${SUPERVISE}/qmail-smtp` } },
    rule: 'service-cannot-start',
    says: 'svscan: warning: unable to stat qmail-smtpd: file does not exist',
  },
  {
    what: 'a link to itself',
    change: { '/service/qmail-send': { symlink: '/service/qmail-send' } },
    rule: 'service-cannot-start',
    says: 'svscan: warning: unable to stat qmail-send: symbolic link loop',
  },
  {
    what: 'a script from Windows',
    change: run(SMTPD, /\n/g, '\r\n'),
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to start qmail-smtpd/run: file does not exist',
  },
  {
    what: 'a script without its first line',
    change: run(SEND, '#!/bin/sh\n', ''),
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to start qmail-send/run: exec format error',
  },
  {
    what: 'a shell of another system',
    change: { ...run(SEND, '/bin/sh', '/usr/local/bin/bash'), '/usr/local/bin': root('0755'), '/bin/bash': binary },
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to start qmail-send/run: file does not exist',
  },
  {
    what: 'a directory made where the script should be',
    change: { [`${SEND}/run`]: null, [`${SEND}/run/x`]: root('0644', ''), [`${SEND}/run/`.slice(0, -1)]: root('0755') },
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to start qmail-send/run: access denied',
  },
  {
    what: 'a file where supervise keeps its lock',
    change: { [`${SEND}/supervise`]: root('0644', '') },
    rule: 'service-cannot-start',
    says: 'supervise: fatal: unable to acquire qmail-send/supervise/lock: not a directory',
  },
  {
    what: 'rc is gone',
    change: { '/var/qmail/rc': null },
    rule: 'service-script-fails',
    says: './run: 2: exec: /var/qmail/rc: not found',
  },
  {
    what: 'rc is gone, and bash is asked for it',
    change: { '/var/qmail/rc': null, ...run(SEND, '/bin/sh', '/bin/bash') },
    rule: 'service-script-fails',
    says: './run: line 2: /var/qmail/rc: No such file or directory',
  },
  {
    what: 'rc may not be executed',
    change: { '/var/qmail/rc': { ...(LIFE['/var/qmail/rc'] as object), mode: '0644' } },
    rule: 'service-script-fails',
    says: './run: 2: exec: /var/qmail/rc: Permission denied',
  },
  {
    what: 'rc for a shell that is not there',
    change: {
      ...edited(LIFE, '/var/qmail/rc', '#!/bin/sh', '#!/usr/local/bin/ksh'),
      '/usr/local/bin': root('0755'),
      '/bin/ksh': binary,
    },
    rule: 'service-script-fails',
    says: './run: 2: exec: /var/qmail/rc: not found',
  },
  {
    what: 'rc from Windows',
    change: edited(LIFE, '/var/qmail/rc', /\n/g, '\r\n'),
    rule: 'service-script-fails',
    says: './run: 2: exec: /var/qmail/rc: not found',
  },
  {
    what: 'a log user that does not exist',
    change: edited(LIFE, `${SEND}/log/run`, 'setuidgid qmaill', 'setuidgid qmaillog'),
    rule: 'service-script-fails',
    says: 'setuidgid: fatal: unknown account qmaillog',
  },
  {
    what: 'tcpserver of a package, at another place',
    change: {
      '/usr/bin/tcpserver': binary,
      '/usr/bin/softlimit': binary,
      '/usr/local/bin/softlimit': binary,
      '/service/qmail-pop3d': null,
    },
    rule: 'service-script-fails',
    says: 'softlimit: fatal: unable to run /usr/local/bin/tcpserver: file does not exist',
  },
  {
    what: '/package is not mounted',
    change: {
      ...edited(LIFE, `${SMTPD}/log/run`, '/usr/local/bin/multilog', '/package/admin/daemontools/command/multilog'),
      '/usr/local/bin/multilog': binary,
    },
    rule: 'service-script-fails',
    says: 'setuidgid: fatal: unable to run /package/admin/daemontools/command/multilog: file does not exist',
  },
  {
    what: 'a PATH without the programs of qmail',
    change: edited(LIFE, '/var/qmail/rc', 'PATH="/var/qmail/bin:$PATH"', 'PATH=/usr/local/bin:/usr/bin:/bin'),
    rule: 'service-script-fails',
    says: "env: 'qmail-start': No such file or directory",
  },
  {
    what: 'variables from a directory that was not copied',
    change: run(SMTPD, 'exec /usr', `exec envdir ${SMTPD}/env /usr`),
    rule: 'service-script-fails',
    says: `envdir: fatal: unable to switch to directory ${SMTPD}/env: file does not exist`,
  },
  {
    what: 'a configuration that is read and is not there',
    change: run(SMTPD, 'QMAILDUID', `. ${SMTPD}/config\nQMAILDUID`),
    rule: 'service-script-fails',
    says: `./run: 3: .: cannot open ${SMTPD}/config: No such file`,
  },
  {
    what: 'a backslash that was lost',
    change: run(SMTPD, '20000000 \\', '20000000'),
    rule: 'service-script-fails',
    says: 'softlimit: usage: softlimit',
  },
  {
    what: 'a blank after a backslash',
    change: run(SMTPD, '20000000 \\', '20000000 \\ '),
    rule: 'service-script-fails',
    says: 'softlimit: fatal: unable to run  : file does not exist',
  },
  {
    what: 'a carriage return after the program',
    change: run(SEND, '/var/qmail/rc\n', '/var/qmail/rc\r\n'),
    rule: 'service-script-fails',
    says: './run: 2: exec: /var/qmail/rc\r: not found',
  },
  {
    what: 'concurrencyincoming is gone',
    change: { '/var/qmail/control/concurrencyincoming': null },
    rule: 'service-start-fails',
    says: null,
  },
  {
    what: 'concurrencyincoming is no number',
    change: { '/var/qmail/control/concurrencyincoming': root('0644', 'many\n') },
    rule: 'service-start-fails',
    says: null,
  },
  {
    what: 'an account of another name',
    change: run(SMTPD, 'id -u qmaild', 'id -u smtpd'),
    rule: 'service-start-fails',
    says: null,
  },
  {
    what: 'a filter before qmail-smtpd that is not there',
    change: run(SMTPD, '/var/qmail/bin/qmail-smtpd', '/var/qmail/spam/filter /var/qmail/bin/qmail-smtpd'),
    rule: 'service-script-fails',
    says: 'tcpserver: warning: dropping connection, unable to run /var/qmail/spam/filter: file does not exist',
  },
  {
    what: 'a service that was switched off by a line',
    change: run(SMTPD, '#!/bin/sh\n', '#!/bin/sh\nexit 0\n'),
    rule: 'service-script-fails',
    says: null,
  },
  {
    what: 'a port by a name that there is not',
    change: { ...run(SMTPD, '0 smtp ', '0 smtpd '), '/etc/services': root('0644', 'smtp 25/tcp mail\n') },
    rule: 'service-start-fails',
    says: 'tcpserver: fatal: unable to figure out port number for smtpd',
  },
  {
    what: 'root given up too early',
    change: run(SMTPD, 'exec /usr/local/bin/softlimit', 'exec setuidgid qmaild softlimit'),
    rule: 'service-start-fails',
    says: 'tcpserver: fatal: unable to bind: access denied',
  },
  {
    what: 'qmail-start as a user',
    change: run(SEND, 'exec ', 'exec setuidgid qmails '),
    rule: 'service-start-fails',
    says: null,
  },
  {
    what: 'rc in the background',
    change: run(SEND, 'exec /var/qmail/rc', '/var/qmail/rc &'),
    rule: 'service-start-fails',
    says: 'alert: cannot start: qmail-send is already running',
  },
  { what: 'qmail-send is not linked', change: { '/service/qmail-send': null }, rule: 'service-down', says: null },
  {
    what: 'the directory that svscanboot scans is gone',
    change: { '/service': null, '/etc/inittab': root('0644', 'SV:123456:respawn:/command/svscanboot\n') },
    rule: 'service-cannot-start',
    says: 'svscan: fatal: unable to chdir to /service: file does not exist',
  },
  { what: 'qmail-send is down', change: { [`${SEND}/down`]: '' }, rule: 'service-down', says: null },
  { what: 'qmail-smtpd is down', change: { [`${SMTPD}/down`]: '' }, rule: 'service-down', says: null },
  {
    what: 'inetd wants the port too',
    change: {
      '/etc/inetd.conf': 'smtp stream tcp nowait qmaild /var/qmail/bin/tcp-env tcp-env /var/qmail/bin/qmail-smtpd\n',
    },
    rule: 'two-services-one-port',
    says: 'tcpserver: fatal: unable to bind: address already used',
  },
  {
    what: 'a limit of 32-bit days for qmail-send',
    change: {
      ...run(SEND, 'exec ', 'exec softlimit -m 3000000 '),
      '/var/qmail/bin/qmail-send': { content: '\x7fELF\x02\x01\x01 libc.so.6' },
    },
    rule: 'memory-limit',
    says: '/bin/sh: error while loading shared libraries: libc.so.6: failed to map segment from shared object',
  },
];

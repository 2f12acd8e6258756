/** A vpopmail installation as vadddomain, vaddaliasdomain and vadduser leave it, as a setup on top of the sound installation. */
import { cdbMake } from '../../src/qmail/cdb.ts';
import { byteString } from './cases.ts';
import type { Setup } from './setup.ts';

export interface VpopmailDomain {
  readonly name: string;
  /** The directory below `domains/` that it was put into, such as `0`. */
  readonly hash?: string;
  /** User to the hashed directory that it was put into; '' for none. */
  readonly users: Readonly<Record<string, string>>;
  readonly aliases?: readonly string[];
}

export interface VpopmailOptions {
  readonly domains: readonly VpopmailDomain[];
  /** Its home, with bin/ and domains/ in it. */
  readonly root?: string;
}

const UID = 89;
const GID = 89;
const SMTP_RUN = `#!/bin/sh
exec tcpserver -v -R -H -l 0 -x /etc/tcp.smtp.cdb -c 20 -u ${UID} -g ${GID} 0 smtp /var/qmail/bin/qmail-smtpd 2>&1
`;

/** Two domains, one in a hashed directory with an alias domain and hashed users. */
export const TWO_DOMAINS: readonly VpopmailDomain[] = [
  { name: 'two.test', users: { postmaster: '', joe: '' } },
  { name: 'big.test', hash: '0', users: { postmaster: '', ann: '', zoe: '0' }, aliases: ['large.test'] },
];

export function vpopmailSetup({ domains, root = '/home/vpopmail' }: VpopmailOptions): Setup {
  const names = domains.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  return {
    passwd: [`vpopmail:x:${UID}:${GID}:Vpopmail User:${root}:/sbin/nologin`],
    zone: zone(names),
    [root]: dir('0755'),
    [`${root}/bin`]: dir('0755'),
    [`${root}/bin/vdelivermail`]: { ...file('', '0755'), type: 'file' },
    [`${root}/domains`]: dir('0700'),
    ...Object.assign({}, ...domains.map((domain) => domainSetup(domain, root))),
    '/var/qmail/users/assign': `${domains.flatMap((domain) => assignLines(domain, root)).join('\n')}\n.\n`,
    '/var/qmail/users/cdb': 'compiled',
    '/var/qmail/control/virtualdomains': names.map((name) => `${name}:${name}\n`).join(''),
    '/var/qmail/control/rcpthosts': `one.test\nmail.one.test\n${names.map((name) => `${name}\n`).join('')}`,
    '/etc/tcp.smtp': '127.:allow,RELAYCLIENT=""\n:allow\n',
    '/etc/tcp.smtp.cdb': { tcprules: '127.:allow,RELAYCLIENT=""\n:allow\n' },
    '/var/qmail/supervise/qmail-smtpd/run': { content: SMTP_RUN, mode: '0755', owner: 'root' },
  };
}

export function domainDir({ name, hash }: VpopmailDomain, root = '/home/vpopmail'): string {
  return [root, 'domains', ...(hash === undefined ? [] : [hash]), name].join('/');
}

/** `name:crypt:uid:gid:gecos:dir:quota` for each user. */
export function vpasswdOf(domain: VpopmailDomain, root?: string): string {
  const home = domainDir(domain, root);
  const lines = Object.entries(domain.users).map(([user, hash]) => {
    const place = hash === '' ? user : `${hash}/${user}`;
    return `${user}:$1$salt$hash:0:0:${user}:${home}/${place}:NOQUOTA\n`;
  });
  return lines.join('');
}

/** vpasswd.cdb as vmkpasswd makes it from vpasswd. */
export function vpasswdCdb(vpasswd: string): string {
  const lines = vpasswd.split('\n').filter((line) => line !== '');
  const split = (line: string) => line.indexOf(':');
  const entries = lines.map((line) => ({ key: line.slice(0, split(line)), value: line.slice(split(line) + 1) }));
  return cdbMake(entries.map(({ key, value }) => ({ key: byteString(key), value: byteString(value) }))).toString(
    'base64',
  );
}

function domainSetup(domain: VpopmailDomain, root: string): Setup {
  const home = domainDir(domain, root);
  const vpasswd = vpasswdOf(domain, root);
  const users = Object.entries(domain.users).flatMap(([user, hash]) => userSetup(home, user, hash));
  return {
    ...(domain.hash === undefined ? {} : { [`${root}/domains/${domain.hash}`]: dir('0700') }),
    [home]: dir('0700'),
    [`${home}/.qmail-default`]: file(`| ${root}/bin/vdelivermail '' bounce-no-mailbox\n`, '0600'),
    [`${home}/.qmail-info`]: file(`&postmaster@${domain.name}\n`, '0600'),
    [`${home}/.dir-control`]: file('2 0\n0 0 0\n', '0600'),
    [`${home}/.qmailadmin-limits`]: file('maxpopaccounts: 100\n', '0600'),
    [`${home}/vpasswd`]: file(vpasswd, '0600'),
    [`${home}/vpasswd.cdb`]: { ...file('', '0600'), content: undefined, type: 'file', base64: vpasswdCdb(vpasswd) },
    ...Object.fromEntries(users),
  };
}

function userSetup(home: string, user: string, hash: string): [string, unknown][] {
  const place = hash === '' ? `${home}/${user}` : `${home}/${hash}/${user}`;
  return [
    ...(hash === '' ? [] : ([[`${home}/${hash}`, dir('0700')]] as [string, unknown][])),
    [place, dir('0700')],
    [`${place}/Maildir`, { ...dir('0700'), holds: 'tmp new cur' }],
  ];
}

function assignLines(domain: VpopmailDomain, root: string): string[] {
  const { name, aliases = [] } = domain;
  return [name, ...aliases].map((each) => `+${each}-:${name}:${UID}:${GID}:${domainDir(domain, root)}:-::`);
}

function zone(names: readonly string[]): unknown {
  return {
    mx: ['one.test', ...names].map((name) => [name, 10, 'mail.one.test']),
    a: [['mail.one.test', '127.0.0.1']],
    otherwise: [
      ['test', 'none'],
      ['', 'soft'],
    ],
  };
}

function dir(mode: string) {
  return { type: 'dir', mode, owner: UID, group: GID };
}

function file(content: string, mode: string) {
  return { content, mode, owner: UID, group: GID };
}

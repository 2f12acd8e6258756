/** An old server with qmail: sixty aliases, twenty users, users/assign, five virtual domains of which two are vpopmail's, routes and rules. */
import type { Image, ImageFile } from '../../src/host/image.ts';
import { assignRecords, parseAssign } from '../../src/qmail/assign.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { type Setup, setUp, soundImage } from './setup.ts';
import { TWO_DOMAINS, vpopmailSetup } from './vpopmail.ts';

export const USERS = Array.from({ length: 20 }, (_, index) => `user${String(index + 1).padStart(2, '0')}`);
const GROUP = 100;

/** A machine's numbers: of its first user, of qmail's first account, and of vpopmail. */
export interface Numbers {
  readonly users: number;
  readonly qmail: number;
  readonly vpopmail: number;
}
export const OLD_NUMBERS: Numbers = { users: 2001, qmail: 7790, vpopmail: 89 };
export const NEW_NUMBERS: Numbers = { users: 5001, qmail: 120, vpopmail: 610 };

const home = (name: string) => `/home/${name}`;
const ALIASES: Readonly<Record<string, string>> = {
  'mailer-daemon': '&postmaster\n',
  abuse: '&postmaster\n&security@elsewhere.example\n',
  webmaster: '&user02\n&user03\n',
  'first:last': '&user05\n',
  archive: '/var/spool/archive/\n',
  away: '&friend@elsewhere.example\n',
  chain1: '&chain2\n',
  chain2: '&user10\n',
  nobody: '#\n',
  'list-default': '&user04\n',
  'list-owner': '&user01\n',
  'shop-info': '&user06\n',
  'shop-default': '&user07\n',
  postmaster: '&user01\n',
  root: '&user01\n',
};
const ROLES = Array.from({ length: 45 }, (_, index): [string, string] => [
  `role${index + 1}`,
  `&${USERS[index % 20]}\n`,
]);

export function assignOf({ users, vpopmail }: Numbers, aliasIds = ''): string {
  const line = (type: string, local: string, user: string, dash: string, ext: string) =>
    `${type}${local}:${user}:${users + USERS.indexOf(user)}:${GROUP}:${home(user)}:${dash}:${ext}:`;
  return [
    line('=', 'boss', 'user01', '', ''),
    line('=', 'user02', 'user02', '', ''),
    line('+', 'user02-', 'user02', '-', ''),
    line('+', 'sales-', 'user08', '-', 'sales-'),
    ...(aliasIds === '' ? [] : [`=info:alias:${aliasIds}:/var/qmail/alias:-:role1:`]),
    ...['two.test', 'big.test', 'large.test'].map((name) => {
      const hashed = name === 'two.test' ? name : '0/big.test';
      return `+${name}-:${name}:${vpopmail}:${vpopmail}:/home/vpopmail/domains/${hashed}:-::`;
    }),
    '.',
    '',
  ].join('\n');
}

export function cdbOf(assign: string): string {
  return cdbMake(assignRecords(parseAssign(assign).entries)).toString('base64');
}

export const ROUTES = 'partner.example:relay.partner.example\n.partner.example:relay.partner.example:2525\n';
export const RULES = '127.:allow,RELAYCLIENT=""\n192.0.2.:allow,RELAYCLIENT=""\n203.0.113.66:deny\n:allow\n';
const OWN = /^(root|alias|qmail[dlpqrs])$/;

/** A machine with those numbers and the accounts; qmail as it is installed and nothing of it configured. */
export function bare(numbers: Numbers): Image {
  const sound = soundImage();
  const own = sound.passwd.filter(([name]) => OWN.test(name));
  const shift = numbers.qmail - OLD_NUMBERS.qmail;
  const people = USERS.map((name, index): [string, number, number, string] => [
    name,
    numbers.users + index,
    GROUP,
    home(name),
  ]);
  const vpopmail: [string, number, number, string] = ['vpopmail', numbers.vpopmail, numbers.vpopmail, '/home/vpopmail'];
  return {
    ...sound,
    passwd: [
      ...own.map(([name, uid, gid, at]): [string, number, number, string] => [
        name,
        name === 'root' ? 0 : uid + shift,
        gid,
        at,
      ]),
      ...people,
      vpopmail,
    ],
    group: [...sound.group, ['vpopmail', numbers.vpopmail]],
    files: [
      ...sound.files.filter(({ path }) => !/^\/home\/|^\/var\/qmail\/(control|alias|users)\/./.test(path)),
      ...people.map(
        ([name, , , path]): ImageFile => ({ path, type: 'dir', owner: name, group: 'users', mode: '0755' }),
      ),
      {
        path: '/usr/sbin/sendmail',
        type: 'symlink',
        owner: 'root',
        group: 'root',
        mode: '0777',
        target: '/var/qmail/bin/sendmail',
      },
      {
        path: '/usr/lib/sendmail',
        type: 'symlink',
        owner: 'root',
        group: 'root',
        mode: '0777',
        target: '/var/qmail/bin/sendmail',
      },
      { path: '/var/log/qmail', type: 'dir', owner: 'root', group: 'root', mode: '0755' },
      {
        path: '/usr/local/bin/ticket',
        type: 'file',
        owner: 'root',
        group: 'root',
        mode: '0755',
        content: '#!/bin/sh\n',
      },
    ],
  };
}

export function maildir(path: string, owner: string): ImageFile[] {
  const group = owner === 'alias' ? 'qmail' : owner === 'vpopmail' ? 'vpopmail' : 'users';
  return ['', '/tmp', '/new', '/cur'].map((part) => ({ path: path + part, type: 'dir', owner, group, mode: '0700' }));
}

/** The old machine. */
export function oldQmail(numbers: Numbers = OLD_NUMBERS): Image {
  const assign = assignOf(numbers, `${numbers.qmail}:2108`);
  const dotQmails: Setup = {
    '/home/user01/.qmail': './Maildir/\n',
    '/home/user03/.qmail': './Maildir/\n&copy@elsewhere.example\n',
    '/home/user04/.qmail': '&user04@elsewhere.example\n',
    '/home/user08/.qmail-sales-north': '&user09\n',
    '/home/user08/.qmail-sales-default': './Maildir/\n',
    '/home/user11/.qmail-lists-default': './lists/\n',
    '/home/user12/.qmail': '|/usr/local/bin/ticket --queue support\n',
    '/home/user20/.qmail-default': './Maildir/\n',
  };
  const aliases = Object.fromEntries(
    [...Object.entries(ALIASES), ...ROLES].map(([name, content]) => [
      `/var/qmail/alias/.qmail-${name}`,
      { content, owner: 'alias', group: 'qmail', mode: '0644' },
    ]),
  );
  const image = setUp(
    {
      ...withoutNumbers(vpopmailSetup({ domains: TWO_DOMAINS })),
      ...dotQmails,
      ...aliases,
      '/var/qmail/control/me': 'mail.old.example\n',
      '/var/qmail/control/locals': 'old.example\nmail.old.example\n',
      '/var/qmail/control/rcpthosts': `${['old.example', 'mail.old.example', 'shop.example', 'three.example', 'four.example', 'two.test', 'big.test', 'large.test'].join('\n')}\n`,
      '/var/qmail/control/virtualdomains':
        'shop.example:alias-shop\nthree.example:user11-lists\nfour.example:user20\ntwo.test:two.test\nbig.test:big.test\nlarge.test:large.test\n',
      '/var/qmail/control/smtproutes': ROUTES,
      '/var/qmail/control/defaultdelivery': './Maildir/\n',
      '/var/qmail/control/concurrencyremote': '40\n',
      '/var/qmail/users/assign': assign,
      '/var/qmail/users/cdb': { type: 'file', base64: cdbOf(assign) },
      '/etc/tcp.smtp': RULES,
      '/etc/tcp.smtp.cdb': { tcprules: RULES },
    },
    { ...bare(numbers) },
  );
  return {
    ...image,
    files: [
      ...image.files,
      ...USERS.flatMap((name) => maildir(`${home(name)}/Maildir`, name)),
      ...maildir('/home/user11/lists', 'user11'),
      ...maildir('/var/spool/archive', 'alias'),
    ],
  };
}

/** Its owners by name, so that they have the numbers of the machine. */
function withoutNumbers({ passwd: _, zone: __, ...setup }: Setup): Setup {
  return Object.fromEntries(
    Object.entries(setup).map(([path, value]) => {
      const isOwned = path.startsWith('/home/vpopmail') && typeof value === 'object' && value !== null;
      return [path, isOwned ? { ...value, owner: 'vpopmail', group: 'vpopmail' } : value];
    }),
  );
}

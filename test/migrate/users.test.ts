import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../src/host/image.ts';
import { listed, moveReport, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX, SENDMAIL } from '../support/old-tree.ts';

type Row = readonly [string, number, number, string];

function machine(passwd: readonly Row[], files: readonly ImageFile[] = [], texts = {}): Image {
  const tree = oldTree({ ...POSTFIX, ...texts });
  return { ...tree, passwd: [...tree.passwd, ...passwd], files: [...tree.files, ...files] } as Image;
}

const dir = (path: string, owner: string | number, mode = '0755'): ImageFile =>
  ({ path, type: 'dir', owner, group: 'users', mode }) as ImageFile;
const file = (path: string, owner: string | number, content: string): ImageFile =>
  ({ path, type: 'file', owner, group: 'users', mode: '0600', content }) as ImageFile;
const maildir = (home: string, owner: string | number) =>
  ['', '/tmp', '/new', '/cur'].map((part) => dir(`${home}/Maildir${part}`, owner, '0700'));

test('no account is proposed with a number that another one has on the new machine', async () => {
  const old = machine([['newbie', 2101, 100, '/home/newbie']], [dir('/home/newbie', 'newbie')]);
  const taken = machine([['operator', 2101, 100, '/home/operator']]);
  const told = listed(await moveReport(old, taken), 'user:newbie');
  expect(told).toMatchObject({ what: 'login-missing-number', state: 'missing' });
  expect(told?.command).toBe('useradd -m -d /home/newbie newbie');
  expect(told?.title).toContain('operator');
  expect(listed(await moveReport(old, machine([])), 'user:newbie')?.command).toBe(
    'useradd -u 2101 -g 100 -m -d /home/newbie newbie',
  );
});

test('two logins of one number stay so', async () => {
  const old = machine([
    ['one', 2101, 100, '/home/one'],
    ['other', 2101, 100, '/home/one'],
  ]);
  const report = await moveReport(old, machine([]));
  expect(listed(report, 'user:one')?.command).toBe('useradd -o -u 2101 -g 100 -m -d /home/one one');
  expect(listed(report, 'user:other')?.command).toBe('useradd -o -u 2101 -g 100 -m -d /home/one other');
});

test('another number is fine where the files belong to it, and is told where they do not', async () => {
  const old = machine([['mover', 2101, 100, '/home/mover']], [dir('/home/mover', 'mover')]);
  const now = (...files: ImageFile[]) =>
    machine([['mover', 3101, 100, '/home/mover']], [dir('/home/mover', 'mover'), ...files]);
  const right = await moveReport(old, now(...maildir('/home/mover', 'mover')));
  expect(listed(right, 'user:mover')).toMatchObject({ state: 'done' });
  const copied = await moveReport(old, now(...maildir('/home/mover', 2101)));
  expect(listed(copied, 'user:mover')).toMatchObject({ what: 'login-uid-differs', state: 'different' });
  const forward = await moveReport(
    old,
    now(...maildir('/home/mover', 'mover'), file('/home/mover/.qmail', 2101, '\n')),
  );
  expect(listed(forward, 'user:mover')).toMatchObject({ what: 'login-uid-differs', state: 'different' });
});

test('a login in upper case whose name an alias has gets no line of his own', async () => {
  const rows: Row[] = [['Carol', 2101, 100, '/home/Carol']];
  const homes = [dir('/home/Carol', 'Carol'), ...maildir('/home/Carol', 'Carol')];
  const report = await reportOn(machine(rows, homes, { '/etc/aliases': `${POSTFIX['/etc/aliases']}carol: user01\n` }));
  expect(listed(report, 'user:Carol')).toMatchObject({ what: 'login-upper-case-alias', state: 'done' });
  expect(listed(report, 'maildir:Carol')).toBeUndefined();
  // Nobody got it before, and nobody gets it: that is for a person to say.
  const nobody = await reportOn(machine(rows, homes));
  expect(listed(nobody, 'user:Carol')).toMatchObject({ what: 'login-upper-case', state: 'by-hand' });
  const sendmail = oldTree({ ...SENDMAIL, '/etc/mail/aliases': `${SENDMAIL['/etc/mail/aliases']}Carol: user01\n` });
  const image = { ...sendmail, passwd: [...sendmail.passwd, ...rows], files: [...sendmail.files, ...homes] } as Image;
  expect(listed(await reportOn(image, '--from', 'sendmail'), 'user:Carol')).toMatchObject({ state: 'done' });
});

test('mail that lies in the homes is asked for too', async () => {
  const homes = [
    ...maildir('/home/user01', 'user01'),
    file('/home/user02/Mailbox', 'user02', 'From a\n'),
    file('/home/user03/mbox', 'user03', 'From b\n'),
    file('/home/user04/mbox', 'user04', ''),
  ];
  const itself = await reportOn(machine([], homes));
  // What is delivered to the same place stays where it is.
  expect(listed(itself, 'mail-in-homes:Maildir')).toBeUndefined();
  expect(listed(itself, 'mail-in-homes:Mailbox')).toMatchObject({ what: 'mail-in-homes', state: 'by-hand' });
  expect(listed(itself, 'mail-in-homes:Mailbox')?.title).toContain('user02');
  expect(listed(itself, 'mail-in-homes:mbox')?.title).toMatch(/1 user\b.*user03/);
  const moved = await moveReport(machine([], homes), machine([]));
  expect(listed(moved, 'mail-in-homes:Maildir')).toMatchObject({ state: 'by-hand', what: 'mail-to-copy' });
  expect(listed(moved, 'mail-in-homes:mbox')).toMatchObject({ what: 'mail-to-copy' });
});

test('Maildirs are asked for where the mail is to lie, whatever the new machine delivers to by itself', async () => {
  const rc = {
    path: '/var/qmail/rc',
    type: 'file',
    owner: 'root',
    group: 'root',
    mode: '0755',
    content:
      "#!/bin/sh\nexec env - PATH=/var/qmail/bin:$PATH qmail-start '|dot-forward .forward\n./Mailbox' splogger qmail\n",
  } as ImageFile;
  const bin = {
    path: '/var/qmail/bin/qmail-send',
    type: 'file',
    owner: 'root',
    group: 'root',
    mode: '0711',
  } as ImageFile;
  const control = {
    path: '/var/qmail/control/me',
    type: 'file',
    owner: 'root',
    group: 'root',
    mode: '0644',
    content: 'mail.example.org\n',
  } as ImageFile;
  const report = await reportOn(machine([], [rc, bin, control]));
  expect(listed(report, 'machine:default-delivery')).toMatchObject({ state: 'different' });
  expect(listed(report, 'maildir:user01')).toMatchObject({ state: 'missing' });
  expect(listed(report, 'file:/home/user13/.qmail')?.content).toBe('./Maildir/\n&copy@elsewhere.example\n');
  // Without a word of the old system for it the mailbox is what the new one has, never the program before it.
  const spool = POSTFIX['/etc/postfix/main.cf'].replace('home_mailbox = Maildir/\n', '');
  const own = await reportOn(machine([], [rc, bin, control], { '/etc/postfix/main.cf': spool }));
  expect(listed(own, 'file:/home/user13/.qmail')?.content).toBe('./Mailbox\n&copy@elsewhere.example\n');
});

test('who has no account yet is planned for as if the list had been worked off', async () => {
  const rows: Row[] = [
    ['newbie', 2101, 2101, '/home/newbie'],
    ['second', 2102, 2101, '/home/second'],
  ];
  const texts = { '/etc/aliases': `${POSTFIX['/etc/aliases']}newbie: \\newbie, user01\n` };
  const tree = machine(rows, [dir('/home/newbie', 'newbie'), dir('/home/second', 'second')], texts);
  const old = { ...tree, group: [...(tree.group ?? []), ['people', 2101]] } as Image;
  const report = await moveReport(old, machine([]));
  expect(listed(report, 'user:newbie')).toMatchObject({
    state: 'missing',
    command: 'groupadd -f -g 2101 people && useradd -u 2101 -g 2101 -m -d /home/newbie newbie',
  });
  expect(listed(report, 'file:/home/newbie/.qmail')).toMatchObject({ content: './Maildir/\n&user01@example.org\n' });
  expect(listed(report, 'file:/var/qmail/alias/.qmail-newbie')).toBeUndefined();
  expect(listed(report, 'maildir:second')).toMatchObject({ state: 'missing' });
  expect(report.differences.filter(({ address }) => !address.startsWith('archive'))).toEqual([]);
});

test('home_mailbox says nothing where a program delivers', async () => {
  const main = `${POSTFIX['/etc/postfix/main.cf']}mailbox_command = /usr/bin/procmail -a "$EXTENSION"\n`;
  const report = await reportOn(machine([], [], { '/etc/postfix/main.cf': main }));
  expect(listed(report, 'machine:default-delivery')).toBeUndefined();
  expect(listed(report, 'feature:mailbox-command:mailbox_command')).toMatchObject({ state: 'by-hand' });
});

test('a line of users/assign for the same name is replaced, and others stay', async () => {
  const texts = { '/var/qmail/users/assign': '=user11:nobody:1:1:/x:::\n=else:user01:2001:100:/home/user01:::\n.\n' };
  const content = listed(await reportOn(machine([], [], texts)), 'file:/var/qmail/users/assign')?.content ?? '';
  expect(content.match(/^=user11:/gm)).toHaveLength(1);
  expect(content).toMatch(/^=user11:alias:/m);
  expect(content).toContain('=else:user01:2001:100:/home/user01:::\n');
});

import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../src/host/image.ts';
import { endsIn, listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX } from '../support/old-tree.ts';

const main = (more: string) => ({ '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}${more}` });
const forward = (path: string, content: string, more: Partial<ImageFile> = {}): ImageFile =>
  ({ path, type: 'file', owner: 'user01', group: 'users', mode: '0644', content, ...more }) as ImageFile;

function machine(files: Readonly<Record<string, string>>, more: readonly ImageFile[] = []): Image {
  const tree = oldTree({ ...POSTFIX, ...files });
  return { ...tree, files: [...tree.files, ...more] };
}

test('a forward file for an extension has its own file in qmail', async () => {
  const image = machine(main('recipient_delimiter = +\n'), [
    forward('/home/user01/.forward+lists', 'user01, far@elsewhere.example\n'),
  ]);
  expect(await endsIn(image, 'user01+lists@example.org')).toEqual(['mailbox user01', 'remote far@elsewhere.example']);
  const report = await reportOn(image);
  expect(listed(report, 'file:/home/user01/.qmail-detail-lists')?.content).toBe('./Maildir/\n&far@elsewhere.example\n');
  expect(listed(report, 'file:/home/user01/.qmail-detail-default')?.content).toBe('./Maildir/\n');
  expect(report.differences.map(({ address }) => address)).toEqual(['archive@example.org']);
});

test('~/ in a forward file is a file in the home', async () => {
  const image = machine({}, [forward('/home/user01/.forward', '~/mbox\n')]);
  expect(await endsIn(image, 'user01@example.org')).toEqual(['file /home/user01/mbox']);
  expect(listed(await reportOn(image), 'file:/home/user01/.qmail')?.content).toBe('/home/user01/mbox\n');
});

test.each([
  ['somebody else owns', { owner: 'user02' }],
  ['everybody may write to', { mode: '0666' }],
] as const)('a forward file that %s is passed over, and told', async (_, more) => {
  const image = machine({}, [forward('/home/user01/.forward', 'thief@elsewhere.example\n', more)]);
  expect(await endsIn(image, 'user01@example.org')).toEqual(['mailbox user01']);
  const report = await reportOn(image);
  expect(listed(report, 'file:/home/user01/.qmail')).toBeUndefined();
  expect(report.items.map(({ what }) => what)).toContain('forward-ignored');
});

test('a program that a list names was refused, and is not let run', async () => {
  const image = machine({ '/etc/mail-lists/staff': 'user01\n"|/bin/evil"\n/tmp/mbox\n' });
  expect(await endsIn(image, 'staff@example.org')).toEqual(['mailbox user01']);
  const report = await reportOn(image);
  expect(listed(report, 'file:/var/qmail/alias/.qmail-staff')?.content).toBe('&user01@example.org\n');
  expect(report.items.filter(({ what }) => what === 'include-refused')).toHaveLength(2);
  const open = machine({
    '/etc/mail-lists/staff': 'user01\n"|/bin/evil"\n',
    ...main('allow_mail_to_commands = alias,forward,include\n'),
  });
  expect(await endsIn(open, 'staff@example.org')).toEqual(['mailbox user01', 'program preline /bin/evil']);
});

test('an alias that names nobody but itself bounces; no file throws its mail away', async () => {
  const image = machine({ '/etc/aliases': `${POSTFIX['/etc/aliases']}self: self\n` });
  expect(await endsIn(image, 'self@example.org')).toEqual(['refused']);
  const report = await reportOn(image);
  expect(listed(report, 'file:/var/qmail/alias/.qmail-self')).toBeUndefined();
  expect(report.differences.map(({ address }) => address)).toEqual(['archive@example.org']);
});

test('an alias goes on with the alias of the name that it has, not with what virtual says of that address', async () => {
  const image = machine({ '/etc/postfix/virtual': 'root@example.org user02\nuser03@example.org user04\n' });
  // postmaster: root, and root: user01
  expect(await endsIn(image, 'root@example.org')).toEqual(['mailbox user02']);
  expect(await endsIn(image, 'postmaster@example.org')).toEqual(['mailbox user01']);
  const report = await reportOn(image);
  expect(listed(report, 'file:/var/qmail/alias/.qmail-postmaster')?.content).toBe('&user01@example.org\n');
  const astray = report.differences.map(({ address }) => address);
  expect(astray).not.toContain('postmaster@example.org');
  // A user's own mailbox has no other name in qmail: it is told.
  expect(await endsIn(image, 'webmaster@example.org')).toEqual(['mailbox user02', 'mailbox user03']);
  expect(astray).toContain('webmaster@example.org');
});

test('who has moved is refused with his new address', async () => {
  const image = machine({
    ...main('relocated_maps = hash:/etc/postfix/relocated\n'),
    '/etc/postfix/relocated': 'user05@example.org user05@new.example\n',
  });
  expect(await endsIn(image, 'user05@example.org')).toEqual(['refused']);
  const report = await reportOn(image);
  expect(listed(report, 'file:/var/qmail/alias/.qmail-user05')?.content).toBe(
    "|bouncesaying 'User has moved to user05@new.example'\n",
  );
  expect(listed(report, 'file:/var/qmail/users/assign')?.content).toContain('=user05:alias:');
});

test('a way for one address, and a program of master.cf, are not taken for the way of the domain', async () => {
  const image = machine({
    ...main('transport_maps = hash:/etc/postfix/transport\n'),
    '/etc/postfix/transport':
      'partner.example smtp:[192.0.2.40]\nbob@partner.example smtp:[192.0.2.9]\nbackup.example ticket:\n',
  });
  expect(await endsIn(image, 'ann@partner.example')).toEqual(['remote ann@partner.example via 192.0.2.40']);
  expect(await endsIn(image, 'bob@partner.example')).toEqual(['remote bob@partner.example via 192.0.2.9']);
  expect(await endsIn(image, 'x@backup.example')).toEqual(['unknown ticket:']);
  const report = await reportOn(image);
  expect(report.differences.map(({ address }) => address)).toEqual(
    expect.arrayContaining(['bob@partner.example', '*@backup.example']),
  );
});

test('blanks alone part addresses in a list of Postfix', async () => {
  const image = machine({
    '/etc/aliases': `${POSTFIX['/etc/aliases']}two: user01 user02 "|/bin/cat x"\nnamed: John Doe <user03>\n`,
  });
  expect(await endsIn(image, 'two@example.org')).toEqual([
    'mailbox user01',
    'mailbox user02',
    'program preline /bin/cat x',
  ]);
  expect(await endsIn(image, 'named@example.org')).toEqual(['mailbox user03']);
});

test('what a user forwards goes on as himself, also where an alias of his name comes first', async () => {
  const files = { '/etc/aliases': `${POSTFIX['/etc/aliases']}user01: user01, copy@elsewhere.example\n` };
  const image = machine(files, [forward('/home/user01/.forward', '/home/user01/mbox\n')]);
  const report = await reportOn(image);
  expect(listed(report, 'file:/home/user01/.qmail')?.content).toBe('/home/user01/mbox\n&copy@elsewhere.example\n');
  expect(listed(report, 'file:/var/qmail/alias/.qmail-user01')).toBeUndefined();
});

test('an alias of a name takes the mail for its extensions, past the forward files for them', async () => {
  const files = {
    ...main('recipient_delimiter = +\n'),
    '/etc/aliases': `${POSTFIX['/etc/aliases']}user01: user01@example.org\n`,
  };
  const image = machine(files, [forward('/home/user01/.forward+x', 'far@elsewhere.example\n')]);
  expect(await endsIn(image, 'user01+x@example.org')).toEqual(['mailbox user01']);
  const report = await reportOn(image);
  expect(report.differences.map(({ address }) => address)).toEqual(['archive@example.org']);
});

test('a Maildir for the names that nobody has is made, and found', async () => {
  const image = machine({
    ...main(
      'virtual_mailbox_domains = box.example\nvirtual_mailbox_base = /var/vmail\nvirtual_mailbox_maps = hash:/etc/postfix/vmailbox\nvirtual_uid_maps = static:5000\nvirtual_gid_maps = static:5000\n',
    ),
    '/etc/postfix/vmailbox': '@box.example box.example/rest/\n',
  });
  const vmail: Image = { ...image, passwd: [...image.passwd, ['vmail', 5000, 5000, '/var/vmail']] };
  const report = await reportOn(vmail);
  const file = listed(report, 'file:/var/vmail/box.example/rest/.qmail-any-default');
  expect(file?.content).toBe('./\n');
  expect(file?.command).toContain(
    'umask 077; mkdir -p /var/vmail/box.example/rest/tmp /var/vmail/box.example/rest/new /var/vmail/box.example/rest/cur; umask 022; cat > ',
  );
  expect(report.differences.map(({ address }) => address)).not.toContain('*@box.example');
});

test('an alias of a user with his address in another domain of the machine goes in no circle', async () => {
  const files = {
    ...main('mydestination = $myhostname, example.org, club.example, localhost\n'),
    '/etc/postfix/virtual': 'user01@club.example user02\n',
    '/etc/aliases': `${POSTFIX['/etc/aliases']}user16: user16@club.example, copy@elsewhere.example\n`,
  };
  const report = await reportOn(machine(files));
  expect(listed(report, 'file:/home/user16/.qmail')?.content).toBe('./Maildir/\n&copy@elsewhere.example\n');
  expect(report.differences.map(({ address }) => address)).toEqual(['archive@example.org']);
});

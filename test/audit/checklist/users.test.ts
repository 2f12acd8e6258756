import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../../src/host/image.ts';
import { listed, reportOn } from '../../support/checklist.ts';
import { oldTree, POSTFIX } from '../../support/old-tree.ts';

type Login = readonly [name: string, uid: number, home: string];

/** The old machine with more accounts; `dirs` are there, each with its owner. */
function withUsers(
  logins: readonly Login[],
  dirs: readonly (readonly [path: string, owner: number])[] = [],
  files: Readonly<Record<string, string | null>> = {},
): Image {
  const tree = oldTree({ ...POSTFIX, ...files });
  const passwd = logins.map(([name, uid, home]): [string, number, number, string] => [name, uid, 100, home]);
  const made = dirs.map(
    ([path, owner]): ImageFile => ({
      path,
      type: 'dir',
      owner,
      group: 'users',
      mode: path.includes('Maildir') ? '0700' : '0755',
    }),
  );
  return { ...tree, passwd: [...tree.passwd, ...passwd], files: [...tree.files, ...made] };
}

const PLUS = { '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}recipient_delimiter = +\n` };

test('accounts of services, whatever their number, are not told to own / or to have a Maildir there', async () => {
  const report = await reportOn(
    withUsers(
      [
        ['systemd-network', 998, '/'],
        ['polkitd', 996, '/nonexistent'],
        ['dnsmasq', 999, '/var/lib/misc'],
        ['elder', 510, '/home/elder'],
      ],
      [
        ['/var/lib/misc', 0],
        ['/home/elder', 510],
      ],
    ),
  );
  const ids = report.items.map(({ id }) => id);
  expect(ids).toContain('user:elder');
  for (const name of ['systemd-network', 'polkitd', 'dnsmasq']) expect(ids).not.toContain(`user:${name}`);
  expect(
    report.items.filter(({ command }) => command !== undefined && /--path \/( |$)|\/\/Maildir/.test(command)),
  ).toEqual([]);
});

test('who shares a home is not told to take it from its owner, nor his Maildir', async () => {
  const maildir = ['', '/tmp', '/new', '/cur'].map((part) => [`/home/user01/Maildir${part}`, 2001] as const);
  const report = await reportOn(withUsers([['guest', 3001, '/home/user01']], maildir));
  const guest = listed(report, 'user:guest');
  expect(guest).toMatchObject({ what: 'login-home-shared', state: 'by-hand' });
  expect(guest?.command).toBeUndefined();
  expect(guest?.title).toContain('user01');
  expect(listed(report, 'maildir:guest')).toBeUndefined();
  expect(listed(report, 'maildir:user01')).toMatchObject({ state: 'done' });
  // And his owner goes on getting his mail.
  expect(report.differences.map(({ address }) => address)).not.toContain('user01@example.org');
});

test('a login in upper case takes nothing from the one in lower case', async () => {
  const image = withUsers([['User14', 3001, '/home/User14']], [['/home/User14', 3001]], PLUS);
  const assign = listed(await reportOn(image), 'file:/var/qmail/users/assign')?.content;
  expect(assign?.match(/^\+user14\+:/gm)).toHaveLength(1);
  expect(assign).toContain('+user14+:user14:2014:100:/home/user14:-:detail-:');
});

test('a Maildir that lacks directories is completed; maildirmake would refuse it', async () => {
  const report = await reportOn(withUsers([], [['/home/user01/Maildir', 2001]]));
  expect(listed(report, 'maildir:user01')?.command).toMatch(
    /^su user01 .*mkdir -p \/home\/user01\/Maildir\/tmp \/home\/user01\/Maildir\/new \/home\/user01\/Maildir\/cur'$/,
  );
  expect(listed(report, 'maildir:user02')?.command).toContain('maildirmake /home/user02/Maildir');
});

test('a home that is not there is made; not where it comes over the network', async () => {
  const report = await reportOn(
    withUsers(
      [
        ['ivan', 3001, '/home/ivan'],
        ['victor', 3002, '/auto/victor'],
        ['judy', 3003, '/nfs/judy'],
      ],
      [
        ['/home', 0],
        ['/auto', 0],
        ['/nfs/judy', 3003],
      ],
      {
        '/etc/auto.master': '# maps\n/auto /etc/auto.home\n+auto.master\n',
        '/etc/fstab': 'files:/home /nfs nfs defaults 0 0\n',
      },
    ),
  );
  expect(listed(report, 'user:ivan')?.command).toBe('install -d -o 3001 -g 100 -m 755 /home/ivan');
  expect(listed(report, 'user:victor')).toMatchObject({ what: 'login-home-missing' });
  expect(listed(report, 'user:victor')?.command).toBeUndefined();
  for (const name of ['victor', 'judy'])
    expect(listed(report, `network:${name}`), name).toMatchObject({ state: 'by-hand' });
});

test('a login that is too long for qmail, and a sticky home, are told', async () => {
  const long = 'a'.repeat(32);
  const image = withUsers(
    [
      [long, 3001, '/home/long'],
      ['stu', 3002, '/home/stu'],
    ],
    [['/home/long', 3001]],
  );
  const stu: ImageFile = { path: '/home/stu', type: 'dir', owner: 3002, group: 'users', mode: '1755' };
  const report = await reportOn({ ...image, files: [...image.files, stu] });
  expect(listed(report, `user:${long}`)).toMatchObject({ what: 'login-too-long', state: 'missing' });
  expect(listed(report, 'user:stu')).toMatchObject({ what: 'login-home-sticky', command: 'chmod -t /home/stu' });
});

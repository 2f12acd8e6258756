import { expect, test } from 'vitest';
import type { ImageFile } from '../../../src/host/image.ts';
import { listed, reportOn } from '../../support/checklist.ts';
import { oldTree, POSTFIX } from '../../support/old-tree.ts';

const program = (path: string): ImageFile => ({
  path,
  type: 'file',
  owner: 'root',
  group: 'root',
  mode: '0755',
  content: 'x',
});
const tree = oldTree(POSTFIX);
const link: ImageFile = {
  path: '/usr/lib/sendmail',
  type: 'symlink',
  owner: 'root',
  group: 'root',
  mode: '0777',
  target: '../sbin/sendmail',
};

test('the old queue is sent by the old daemon: before that is stopped, and before its sendmail is gone', async () => {
  const { items } = await reportOn(tree);
  const at = (id: string) => items.findIndex((each) => each.id === id);
  const order = [
    'day:ttl',
    'machine:old-queue',
    'machine:daemon',
    'machine:enabled',
    'machine:sendmail',
    'day:first-hour',
  ];
  expect(order.map(at)).toEqual(order.map(at).toSorted((a, b) => a - b));
  expect(at('day:ttl')).toBeGreaterThan(0);
});

test('the daemon has the command that stops it, whether or not its processes can be seen', async () => {
  expect(listed(await reportOn(tree), 'machine:daemon')?.command).toBe('systemctl disable --now postfix');
});

test('the old sendmail is kept: it is the way back', async () => {
  const files = [...tree.files, program('/usr/sbin/sendmail'), link];
  const plain = listed(await reportOn({ ...tree, files }), 'machine:sendmail')?.command;
  expect(plain).toBe(
    'mv -n /usr/sbin/sendmail /usr/sbin/sendmail.old && ln -s /var/qmail/bin/sendmail /usr/sbin/sendmail && ln -sfn /var/qmail/bin/sendmail /usr/lib/sendmail',
  );
  const debian = { ...tree, files: [...files, program('/usr/bin/dpkg-divert')] };
  expect(listed(await reportOn(debian), 'machine:sendmail')?.command).toMatch(
    /^dpkg-divert --local --rename --divert \/usr\/sbin\/sendmail\.old --add \/usr\/sbin\/sendmail && ln -s \/var\/qmail\/bin\/sendmail \/usr\/sbin\/sendmail && /,
  );
});

test('the accounts get the numbers that users/assign has', async () => {
  const report = await reportOn(tree);
  const [, uid, gid] =
    /^=user11:alias:(\d+):(\d+):/m.exec(listed(report, 'file:/var/qmail/users/assign')?.content ?? '') ?? [];
  const command = listed(report, 'machine:accounts')?.command;
  expect(command).toContain(`groupadd -g ${gid} nofiles`);
  expect(command).toContain(`useradd -M -u ${uid} -g ${gid} -d /var/qmail/alias -s /bin/false alias`);
});

test('without a home of his own alias answers for no alias: that is an item', async () => {
  const home = (owner: number): ImageFile => ({
    path: '/var/qmail/alias',
    type: 'dir',
    owner,
    group: 'root',
    mode: '2755',
  });
  const alias: [string, number, number, string] = ['alias', 7790, 100, '/var/qmail/alias'];
  const on = (owner: number) => ({ ...tree, passwd: [...tree.passwd, alias], files: [...tree.files, home(owner)] });
  expect(listed(await reportOn(on(0)), 'machine:alias-home')).toMatchObject({
    state: 'missing',
    command: 'install -d -o alias -g nofiles -m 2755 /var/qmail/alias',
  });
  expect(listed(await reportOn(on(7790)), 'machine:alias-home')).toMatchObject({ state: 'done' });
});

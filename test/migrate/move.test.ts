import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { assignRecords, parseAssign } from '../../src/qmail/assign.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { compileTcprules, tcprulesRecords } from '../../src/qmail/tcprules.ts';
import { needsRoot } from '../support/needs.ts';
import { oldTree, POSTFIX, SENDMAIL, USERS } from '../support/old-tree.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';
import { soundImage } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const HOLDS_PROGRAMS = { '/usr/local/bin/ticket': '#!/bin/sh\n', '/usr/bin/vacation': '#!/bin/sh\n' };

/** A new machine: qmail as it is installed, nothing of it configured, and the users of the old machine with their homes. */
function newMachine(root: string): void {
  const sound = soundImage();
  const old = oldTree(HOLDS_PROGRAMS);
  const installed = sound.files.filter(
    ({ path }) => path.startsWith('/var/qmail/') && !/^\/var\/qmail\/(control|alias|users)\/./.test(path),
  );
  const groups = [
    ...sound.group.filter(([name]) => name !== 'users'),
    ...old.group.filter(([name]) => name !== 'root'),
  ];
  const own = sound.passwd.filter(([name]) => /^(root|alias|qmail[dlpqrs])$/.test(name));
  const image: Image = {
    ...sound,
    passwd: [...own, ...old.passwd.filter(([name]) => name !== 'root')],
    group: groups,
    files: [...installed, ...old.files.filter(({ path }) => !path.endsWith('/.forward'))],
  };
  plant(image, root).close();
  mkdirSync(join(root, 'var/log/qmail'), { recursive: true });
  mkdirSync(join(root, 'var/spool/archive'), { recursive: true });
  const alias = own.find(([name]) => name === 'alias');
  chownSync(join(root, 'var/spool/archive'), alias?.[1] ?? 0, alias?.[2] ?? 0);
}

/** What the administrator does with the proposal: as the commands of the items say. */
function apply(proposal: string, root: string): void {
  cpSync(proposal, root, { recursive: true });
  for (const name of readdirSync(join(proposal, 'home'))) own(join(root, 'home', name, '.qmail'), name);
  const assign = join(root, 'var/qmail/users/assign');
  writeFileSync(
    assign.replace(/assign$/, 'cdb'),
    cdbMake(assignRecords(parseAssign(readFileSync(assign, 'latin1')).entries)),
  );
  const rules = compileTcprules(readFileSync(join(root, 'etc/tcp.smtp'), 'latin1'));
  if (!rules.ok) throw new Error(rules.says);
  writeFileSync(join(root, 'etc/tcp.smtp.cdb'), cdbMake(tcprulesRecords(rules.rules)));
  for (const name of USERS)
    for (const part of ['', '/tmp', '/new', '/cur']) {
      mkdirSync(join(root, 'home', name, `Maildir${part}`), { mode: 0o700 });
      own(join(root, 'home', name, `Maildir${part}`), name);
    }
  for (const path of ['usr/sbin/sendmail', 'usr/lib/sendmail']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync('/var/qmail/bin/sendmail', join(root, path));
  }
}

function own(path: string, name: string): void {
  if (!existsSync(path)) return;
  const uid = 2001 + USERS.indexOf(name);
  chownSync(path, uid, 100);
  if (path.endsWith('.qmail')) chmodSync(path, 0o644);
}

needsRoot('a move from end to end', () => {
  test.each([
    ['postfix', POSTFIX],
    ['sendmail', SENDMAIL],
  ] as const)('from %s', async (from, files) => {
    const root = join(dir, from);
    mkdirSync(root);
    newMachine(root);
    const old = join(dir, `${from}.json`);
    writeFileSync(old, JSON.stringify(oldTree(files)));
    const proposal = join(dir, `${from}-proposal`);
    const asked = ['checklist', '--from', from, '--old', old, '--root', root, '--no-dns'];
    const said = async (...args: string[]) => {
      const { exit, out, err } = await run([...asked, ...args]);
      expect(err).toBe('');
      return { exit, out };
    };
    const json = async (...args: string[]) => {
      const { exit, out } = await said('--format', 'json', ...args);
      return { exit, report: JSON.parse(out) };
    };

    const before = await json('--write', proposal);
    expect(before.exit).toBe(1);
    expect(before.report.differences).toEqual([]);
    expect(before.report.addresses).toBeGreaterThan(90);
    const left = before.report.items.filter((each: { state: string }) => each.state === 'missing');
    expect(left.length).toBeGreaterThan(90);

    apply(proposal, root);
    const after = await json();
    expect(
      after.report.items.filter((each: { state: string }) =>
        ['missing', 'different', 'could-not'].includes(each.state),
      ),
    ).toEqual([]);
    expect(after.report.differences).toEqual([]);
    expect(after.exit).toBe(1);

    // What no machine can see is ticked by hand.
    const list = join(dir, `${from}.md`);
    writeFileSync(list, (await said('--format', 'markdown')).out.replaceAll('- [ ]', '- [x]'));
    const done = await json('--done', list);
    expect(done.report.summary.left).toBe(0);
    expect(done.exit).toBe(0);
    expect((await said('--done', list)).out).toMatch(/Nothing is left to do\.\n$/);

    // One address that goes astray is enough.
    writeFileSync(join(root, 'var/qmail/alias/.qmail-role1'), '&user02@example.org\n');
    const astray = await json('--done', list);
    expect(astray.exit).toBe(1);
    expect(astray.report.differences).toEqual([
      expect.objectContaining({
        address: expect.stringMatching(/^role1@/),
        old: ['mailbox user01'],
        proposed: ['mailbox user01'],
        now: ['mailbox user02'],
      }),
    ]);
  });
});

needsRoot('a snapshot of the old machine', () => {
  test.each([
    ['postfix', POSTFIX],
    ['sendmail', SENDMAIL],
  ] as const)('says what the machine itself says: %s', async (from, files) => {
    const root = join(dir, `${from}-old`);
    mkdirSync(root);
    plant(oldTree(files), root).close();
    const image = join(dir, `${from}-snapshot.json`);
    await run(['snapshot', '--root', root, '--no-dns', '-o', image]);
    const asked = ['checklist', '--from', from, '--root', root, '--no-dns', '--format', 'json'];
    const itself = await run(asked);
    const told = await run([...asked, '--old', image]);
    const items = ({ out }: { out: string }) =>
      JSON.parse(out).items.filter(({ id }: { id: string }) => !id.startsWith('machine:'));
    expect(items(told)).toEqual(items(itself));
    expect(JSON.parse(told.out).addresses).toBeGreaterThan(90);
  });
});

test('from another qmail: its own files are the proposal, and every address ends where it did', async () => {
  const extra = (path: string, content: string) =>
    ({ path, type: 'file', owner: 'root', group: 'qmail', mode: '0644', content }) as const;
  const sound = soundImage();
  const old: Image = {
    ...sound,
    files: [
      ...sound.files.filter(({ path }) => path !== '/var/qmail/control/virtualdomains'),
      extra('/var/qmail/control/virtualdomains', 'shop.test:alice-shop\n'),
      extra('/home/alice/.qmail-shop-info', '&bob@one.test\n|./bin/filter\n'),
      extra('/var/qmail/alias/.qmail-list', '&alice@one.test\n&guest@elsewhere.example\n'),
    ],
  };
  const [from, to] = ['old-qmail.json', 'new-qmail.json'].map((name) => join(dir, name)) as [string, string];
  writeFileSync(from, JSON.stringify(old));
  writeFileSync(
    to,
    JSON.stringify({ ...sound, files: sound.files.filter(({ path }) => !path.startsWith('/var/qmail/alias/.qmail-')) }),
  );
  const { out, err } = await run([
    'checklist',
    '--from',
    'qmail',
    '--old',
    from,
    '--image',
    to,
    '--no-dns',
    '--format',
    'json',
  ]);
  expect(err).toBe('');
  const report = JSON.parse(out);
  const told = (address: string) => report.differences.find((each: { address: string }) => each.address === address);
  expect(told('list@one.test')).toMatchObject({
    old: ['mailbox alice', 'remote guest@elsewhere.example'],
    now: ['refused'],
  });
  expect(told('info@shop.test')).toMatchObject({
    old: ['mailbox bob', 'program ./bin/filter'],
    now: ['remote info@shop.test'],
  });
  for (const each of report.differences) expect(each.proposed).toEqual(each.old);
  const item = (id: string) => report.items.find((each: { id: string }) => each.id === id);
  expect(item('file:/var/qmail/control/virtualdomains')).toMatchObject({ content: 'shop.test:alice-shop\n' });
  expect(item('file:/home/alice/.qmail-shop-info').state).toBe('missing');
  expect(item('file:/var/qmail/control/me').state).toBe('done');
});

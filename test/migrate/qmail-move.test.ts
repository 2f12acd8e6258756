import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { compileTcprules, tcprulesRecords } from '../../src/qmail/tcprules.ts';
import { needsRoot } from '../support/needs.ts';
import { assignOf, bare, cdbOf, NEW_NUMBERS, OLD_NUMBERS, oldQmail } from '../support/old-qmail.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const [OLD, NEW, SNAPSHOT] = [join(dir, 'old'), join(dir, 'new'), join(dir, 'old.json.gz')];

interface ListItem {
  readonly id: string;
  readonly state: string;
  readonly file?: string;
  readonly content?: string;
  readonly title: string;
  readonly prevents: readonly { readonly text: string | null }[];
}

async function list(
  ...args: string[]
): Promise<{ exit: number; items: ListItem[]; differences: unknown[]; left: number }> {
  const asked = ['checklist', '--from', 'qmail', '--old', SNAPSHOT, '--root', NEW, '--no-dns', '--format', 'json'];
  const { exit, out, err } = await run([...asked, ...args]);
  expect(err).toBe('');
  const { items, differences, summary } = JSON.parse(out);
  return { exit, items, differences, left: summary.left };
}

/** Those that are for no person to tell. */
const open = ({ items }: { items: ListItem[] }) => items.filter(({ state }) => state !== 'done' && state !== 'by-hand');

/** What the administrator does: each file as it is said, each Maildir, each directory copied with its owner. */
function workOff(items: readonly ListItem[]): void {
  for (const { id, file, content = '' } of items) {
    const path = id.replace(/^[a-z]+:/, '');
    if (file !== undefined) write(file, content);
    else if (id.startsWith('place:')) copyTree(path);
    else if (id.startsWith('maildir:')) maildir(path.startsWith('/') ? path : `/home/${path}/Maildir`);
  }
}

function write(file: string, content: string): void {
  const path = join(NEW, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o644);
  const above = lstatSync(dirname(path));
  if (file.startsWith('/home/') || file.includes('/alias/')) chownSync(path, above.uid, above.gid);
  if (file.endsWith('users/assign'))
    writeFileSync(join(NEW, '/var/qmail/users/cdb'), Buffer.from(cdbOf(content), 'base64'));
  const rules = file === '/etc/tcp.smtp' ? compileTcprules(content) : null;
  if (rules?.ok) writeFileSync(`${path}.cdb`, cdbMake(tcprulesRecords(rules.rules)));
}

function maildir(path: string): void {
  const owner = path.startsWith('/var/spool') ? NEW_NUMBERS.qmail : lstatSync(dirname(join(NEW, path))).uid;
  mkdirSync(dirname(join(NEW, path)), { recursive: true });
  for (const part of ['', '/tmp', '/new', '/cur']) {
    mkdirSync(join(NEW, path + part), { mode: 0o700 });
    chownSync(join(NEW, path + part), owner, 100);
  }
}

/** As rsync -a does it, which goes by names. */
function copyTree(path: string): void {
  cpSync(join(OLD, path), join(NEW, path), { recursive: true });
  const own = (at: string) => {
    const { uid, mode } = lstatSync(join(OLD, at));
    const isVpopmails = uid === OLD_NUMBERS.vpopmail;
    chownSync(join(NEW, at), isVpopmails ? NEW_NUMBERS.vpopmail : 0, isVpopmails ? NEW_NUMBERS.vpopmail : 0);
    chmodSync(join(NEW, at), mode & 0o7777);
    if (lstatSync(join(NEW, at)).isDirectory()) for (const name of readdirSync(join(NEW, at))) own(`${at}/${name}`);
  };
  for (let at = path; at.startsWith('/home/vpopmail'); at = dirname(at)) own(at);
}

needsRoot('a qmail moves to a machine with other numbers', () => {
  beforeAll(async () => {
    for (const [root, image] of [
      [OLD, oldQmail()],
      [NEW, bare(NEW_NUMBERS)],
    ] as const) {
      mkdirSync(root);
      plant(image, root).close();
    }
    const { exit, err } = await run(['snapshot', '--root', OLD, '--no-dns', '-o', SNAPSHOT]);
    expect(err).toBe(`${SNAPSHOT}\n`);
    expect(exit).toBe(0);
  });

  test('worked off from top to bottom nothing is left, and every address ends where it did', async () => {
    const before = await list();
    expect(before.exit).toBe(1);
    expect(before.items.filter(({ state }) => state === 'missing').length).toBeGreaterThan(100);
    expect(before.items.find(({ id }) => id === 'file:/var/qmail/users/assign')?.content).toBe(
      assignOf(NEW_NUMBERS, `${NEW_NUMBERS.qmail}:2108`),
    );
    workOff(before.items);
    // vpopmail's programs are installed, not copied.
    expect(open(await list()).map(({ id }) => id)).toEqual([
      'audit:vpopmail-default-line:/home/vpopmail/domains/two.test/.qmail-default:1',
    ]);
    mkdirSync(join(NEW, 'home/vpopmail/bin'));
    writeFileSync(join(NEW, 'home/vpopmail/bin/vdelivermail'), '', { mode: 0o755 });
    expect(open(await list())).toEqual([]);

    const markdown = join(dir, 'move.md');
    const told = await run([
      'checklist',
      '--from',
      'qmail',
      '--old',
      SNAPSHOT,
      '--root',
      NEW,
      '--no-dns',
      '--format',
      'markdown',
    ]);
    writeFileSync(markdown, told.out.replaceAll('- [ ]', '- [x]'));
    const done = await list('--done', markdown);
    expect(done).toMatchObject({ exit: 0, left: 0, differences: [] });
  });

  test('and the comparison finds nothing that matters', async () => {
    const { exit, out } = await run(['compare', SNAPSHOT, NEW, '--format', 'json']);
    const { differences, summary } = JSON.parse(out);
    expect(differences.filter(({ severity }: { severity: string }) => severity !== 'info')).toEqual([]);
    expect(summary.addresses).toBeGreaterThan(150);
    expect(exit).toBe(0);
  });

  test.each<[string, () => void, string, string | RegExp | null]>([
    [
      'a lost x bit',
      () => chmodSync(join(NEW, 'home/user07'), 0o600),
      'user:user07',
      /^Unable_to_switch_to_\/home\/user07:_access_denied\._\(#4\.3\.0\)\/$/,
    ],
    [
      'a home with the old number',
      () => chownSync(join(NEW, 'home/user07'), OLD_NUMBERS.users + 6, 100),
      'user:user07',
      /no_mailbox_here_by_that_name/,
    ],
    [
      'users/assign that was not compiled',
      () => rmSync(join(NEW, 'var/qmail/users/cdb')),
      'file:/var/qmail/users/assign',
      /no_mailbox_here_by_that_name/,
    ],
    [
      'a domain that rcpthosts lacks',
      () =>
        write(
          '/var/qmail/control/rcpthosts',
          'old.example\nmail.old.example\nshop.example\nthree.example\ntwo.test\nbig.test\nlarge.test\n',
        ),
      'file:/var/qmail/control/rcpthosts',
      "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    ],
    [
      '~alias without its dot files, as `cp *` copies it',
      () => {
        for (const name of readdirSync(join(NEW, 'var/qmail/alias'))) rmSync(join(NEW, 'var/qmail/alias', name));
      },
      'file:/var/qmail/alias/.qmail-role1',
      /no_mailbox_here_by_that_name/,
    ],
    ['a home without its dot files', () => rmSync(join(NEW, 'home/user04/.qmail')), 'file:/home/user04/.qmail', null],
  ])('%s is named, with the line of the log', async (_, mistake, id, line) => {
    const kept = join(dir, 'kept');
    execFileSync('cp', ['-a', NEW, kept]);
    try {
      mistake();
      const { exit, items } = await list();
      const item = items.find((each) => each.id === id);
      const { exit: differs } = await run(['compare', SNAPSHOT, NEW]);
      expect([exit, differs]).toEqual([1, 1]);
      expect(item).toMatchObject({ left: true });
      if (line !== null)
        expect(item?.prevents.map(({ text }) => text)).toContainEqual(
          typeof line === 'string' ? line : expect.stringMatching(line),
        );
    } finally {
      rmSync(NEW, { recursive: true });
      execFileSync('mv', [kept, NEW]);
    }
  });
});

/** Run as somebody who is not root, on real trees with real owners: what was closed is said, and the rest is right. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { BOOKS, byTheBook } from '../support/books.ts';
import { needsProgram, needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp, soundImage } from '../support/setup.ts';

interface Reported {
  readonly findings: {
    rule: string;
    severity: string;
    subject: object;
    message: string;
    prevents: { text: string | null }[];
  }[];
  readonly skipped: { rule: string; kind: string; reason: string; path?: string }[];
  readonly failed: unknown[];
}

const NOBODY = '65534';
const DENIED = 'permission denied for the user who runs qmail-lint';

needsRoot('as an ordinary user', () => {
  const withSetpriv = needsProgram('setpriv', 'util-linux');
  /** The program and the trees, where everybody may read them. */
  const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));

  beforeAll(() => {
    spawnSync('chmod', ['755', dir]);
    const built = spawnSync(process.execPath, ['scripts/build.js', join(dir, 'dist')], { encoding: 'utf8' });
    expect(built.status, built.stderr).toBe(0);
    mkdirSync(join(dir, 'bin'));
    cpSync('bin/qmail-lint.js', join(dir, 'bin/qmail-lint.js'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  let trees = 0;
  function planted(image: Image): string[] {
    trees += 1;
    const root = join(dir, `${trees}`);
    plant(image, root).close();
    return ['--root', root, '--no-dns', '--address', '127.0.0.1', '--format'];
  }

  function asNobody(args: readonly string[]) {
    const program = [process.execPath, join(dir, 'bin/qmail-lint.js'), ...args];
    const who = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'];
    const { status, stdout, stderr } = spawnSync('setpriv', [...who, ...program], { encoding: 'utf8' });
    return { exit: status, out: stdout, err: stderr };
  }

  const nameOf = ({ rule, severity, subject }: Reported['findings'][number]) =>
    JSON.stringify({ rule, severity, subject });

  /** What nobody sees is what root sees, as far as it goes. */
  async function both(image: Image) {
    const args = planted(image);
    const root: Reported = JSON.parse((await run([...args, 'json'])).out);
    const { exit, out, err } = asNobody([...args, 'json']);
    expect(err).toBe('');
    const user: Reported = JSON.parse(out);
    expect(user.failed).toEqual([]);
    const seenByRoot = root.findings.map(nameOf);
    expect(user.findings.map(nameOf).filter((each) => !seenByRoot.includes(each))).toEqual([]);
    return { root, user, exit, args };
  }

  withSetpriv.each(
    Object.entries({
      sound: soundImage(),
      ...Object.fromEntries(Object.entries(BOOKS).map(([name, book]) => [name, byTheBook(book)])),
    }),
  )('%s: no finding of its own, and what was closed', async (_, image) => {
    const { user, exit, args } = await both(image);
    expect(exit).toBe(3);
    const closed = user.skipped.filter(({ kind }) => kind === 'could-not');
    expect(closed.filter(({ reason }) => !reason.startsWith(DENIED))).toEqual([]);
    const paths = [...new Set(closed.map(({ path }) => path))];
    expect(paths).toContain('/var/qmail/queue');
    expect(paths.filter((path) => path?.startsWith('/var/qmail/queue/'))).toEqual([]);
    const { out } = asNobody([...args, 'table', '--lang', 'en']);
    for (const path of paths) expect(out.replaceAll('\n', ' ').split(`${path}: permission`)).toHaveLength(2);
  });

  const file = (content: string, mode = '0644') => ({ content, mode, owner: 'root:root' });
  const SEEN: readonly [string, Setup, string][] = [
    ['a program is missing', { '/var/qmail/bin/qmail-remote': null }, 'program-missing'],
    [
      'a program is closed',
      { '/var/qmail/bin/qmail-local': { type: 'file', mode: '0700', owner: 'root:qmail' } },
      'program-missing',
    ],
    [
      'a program of somebody',
      { '/var/qmail/bin/qmail-local': { type: 'file', mode: '0711', owner: 'bob:qmail' } },
      'bin-writable',
    ],
    [
      'qmail-queue without its bit',
      { '/var/qmail/bin/qmail-queue': { type: 'file', mode: '0711', owner: 'qmailq:qmail' } },
      'qmail-queue',
    ],
    [
      'qmail-queue of root',
      { '/var/qmail/bin/qmail-queue': { type: 'file', mode: '4711', owner: 'root:qmail' } },
      'qmail-queue',
    ],
    ['no queue', { '/var/qmail/queue': null }, 'queue-missing'],
    [
      'qmail closed to its accounts',
      { '/var/qmail': { type: 'dir', mode: '0754', owner: 'root:root' } },
      'qmail-home-closed',
    ],
    ['an account is missing', { passwd: 'no account qmails' }, 'account-missing'],
    ['a word in a number', { '/var/qmail/control/queuelifetime': '7d\n' }, 'integer-trailing-text'],
    [
      'no Maildir',
      {
        '/home/alice/Maildir': null,
        '/home/alice/.qmail': { content: './Maildir/\n', mode: '0644', owner: 'alice:users' },
      },
      'maildir-missing',
    ],
    [
      'a home that all may write to',
      { '/home/bob': { type: 'dir', mode: '0777', owner: 'bob:users' } },
      'home-writable',
    ],
    [
      'an open relay',
      {
        '/service/qmail-smtpd/run': file(
          '#!/bin/sh\nexport RELAYCLIENT=\nexec tcpserver -RHl0 -u 7791 -g 2108 0 25 qmail-smtpd\n',
          '0755',
        ),
      },
      'relay-for-all',
    ],
  ];

  withSetpriv.each(SEEN)('%s: seen, whoever looks', async (_, change, rule) => {
    const { root, user, exit } = await both(setUp(change));
    const told = ({ findings }: Reported) => findings.filter((each) => each.rule === rule && each.severity !== 'info');
    expect(told(user)).not.toEqual([]);
    expect(told(user).map(nameOf)).toEqual(told(root).map(nameOf));
    expect(exit).toBe(rule === 'home-writable' || told(user).some(({ severity }) => severity === 'error') ? 1 : 3);
  });

  const HIDDEN: readonly [string, Setup][] = [
    [
      'all of the queue belongs to root',
      Object.fromEntries(
        soundImage()
          .files.filter(({ path }) => path.startsWith('/var/qmail/queue'))
          .map(({ path, type, mode }) => [path, { type, mode, owner: 'root:root' }]),
      ),
    ],
    [
      'the accounts were numbered anew',
      { passwd: ['qmailq:x:7894:2107::/var/qmail:/bin/true', 'qmails:x:7896:2107::/var/qmail:/bin/true'] },
    ],
    ['the group was numbered anew', { group: 'qmail:x:2207:' }],
    [
      'homes are closed',
      {
        '/home/alice': { type: 'dir', mode: '0700', owner: 'alice:users' },
        '/home/bob': { type: 'dir', mode: '0700', owner: 'bob:users' },
      },
    ],
    ['control is closed', { '/var/qmail/control': { type: 'dir', mode: '0700', owner: 'root:qmail' } }],
    ['users/cdb is closed', { '/var/qmail/users/cdb': { ...file('x', '0600') } }],
  ];

  test.each(HIDDEN)('%s: nothing that root does not see', async (_, change) => {
    const { user, exit } = await both(setUp(change));
    expect(user.skipped.filter(({ kind }) => kind === 'could-not')).not.toEqual([]);
    expect(exit).not.toBe(0);
  });
});

/** What the system refuses, and what has changed since the audit: told step by step, and the others go on. */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { apply } from '../../src/fix/apply.ts';
import { type Disk, realDisk } from '../../src/fix/disk.ts';
import { journalTo, parseJournal } from '../../src/fix/journal.ts';
import type { Left, Step } from '../../src/fix/step.ts';
import { undoing } from '../../src/fix/undo.ts';
import { type Planted, planFor, plantBroken } from '../support/broken.ts';
import { needsRoot } from '../support/needs.ts';

needsRoot('a step that cannot be done', () => {
  let planted: Planted;
  let steps: readonly Step[];
  const mounted: string[] = [];
  beforeEach(async () => {
    planted = plantBroken();
    ({ steps } = await planFor(planted.root));
  });
  afterEach(() => {
    for (const path of mounted.splice(0)) execFileSync('umount', [path]);
    planted.remove();
  });

  const mount = (path: string, options: string) => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'qmail-lint-test', path]);
    mounted.push(path);
  };
  const applied = (
    some: readonly Step[],
    disk: Disk = realDisk,
    more: { write?: (line: string) => void; isStillUser?: (name: string) => boolean } = {},
  ) => {
    const { root } = planted;
    const header = {
      format: 'qmail-lint/journal',
      version: 1,
      did: 'fix',
      of: null,
      root,
      home: '/var/qmail',
      started: '',
    } as const;
    const journal = journalTo(more.write ?? (() => {}), header);
    const isStillUser = more.isStillUser ?? (() => true);
    return [...apply(some, { disk, root, journal, isStillUser, sends: () => false })];
  };
  /** What was left alone, by path; all other steps were done. */
  const leftOf = (results: ReturnType<typeof applied>): Record<string, Left> => {
    expect(results.map(({ step }) => step.path)).toEqual(steps.map(({ path }) => path));
    const left = results.flatMap((each) => (each.did === 'left' ? [[each.step.path, each.why] as const] : []));
    return Object.fromEntries(left);
  };
  const carol = ['', '/cur', '/new', '/tmp'].map((name) => `/home/carol/Maildir${name}`);
  const below = (paths: readonly string[], why: (path: string) => Left) =>
    Object.fromEntries(paths.map((path) => [path, why(path)]));

  test('a read-only file system', async () => {
    const home = `${planted.root}/home/dave`;
    mount(home, 'mode=755,uid=3004,gid=100');
    for (const name of ['Maildir', 'Maildir/cur', 'Maildir/new', 'Maildir/tmp']) {
      fs.mkdirSync(`${home}/${name}`, { mode: 0o755 });
      fs.chownSync(`${home}/${name}`, 3004, 100);
    }
    ({ steps } = await planFor(planted.root));
    expect(steps.map(({ path }) => path)).toContain('/home/dave/Maildir');
    execFileSync('mount', ['-o', 'remount,ro', home]);
    expect(leftOf(applied(steps))).toEqual({ '/home/dave/Maildir': { errno: 'EROFS' } });
  });

  test('a full file system', async () => {
    mount(`${planted.root}/home/carol`, 'mode=755,uid=3003,gid=100,nr_inodes=3');
    ({ steps } = await planFor(planted.root));
    const left = leftOf(applied(steps));
    expect(left).toEqual(below(carol.slice(2), () => ({ errno: 'ENOSPC' })));
  });

  test('another file system by now', () => {
    mount(`${planted.root}/home/carol`, 'mode=755,uid=3003,gid=100');
    expect(leftOf(applied(steps))).toEqual(below(carol, () => 'device'));
  });

  test('an immutable file', () => {
    const path = `${planted.root}/var/qmail/control/me`;
    const isImmutable = spawnSync('chattr', ['+i', path]).status === 0;
    const refusing: Disk = {
      ...realDisk,
      chmod: (fd, mode) => {
        if (fs.fstatSync(fd).ino === fs.statSync(path).ino) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
        realDisk.chmod(fd, mode);
      },
    };
    try {
      // Not every file system has such files.
      expect(leftOf(applied(steps, isImmutable ? realDisk : refusing))).toEqual({
        '/var/qmail/control/me': { errno: 'EPERM' },
      });
    } finally {
      if (isImmutable) execFileSync('chattr', ['-i', path]);
    }
  });

  test('an error of the disk in the middle of a step is undone with the rest', () => {
    const before = fs.statSync(`${planted.root}/var/qmail/bin/qmail-queue`);
    let text = '';
    const failing: Disk = {
      ...realDisk,
      chmod: () => {
        throw Object.assign(new Error('EIO'), { code: 'EIO' });
      },
    };
    const results = applied(steps, failing, {
      write: (line) => {
        text += line;
      },
    });
    expect(leftOf(results)['/var/qmail/bin/qmail-queue']).toEqual({ errno: 'EIO' });
    expect(fs.statSync(`${planted.root}/var/qmail/bin/qmail-queue`).uid).not.toBe(before.uid);
    const back = applied(undoing(parseJournal(text, 'journal')));
    expect(back.filter(({ did }) => did === 'left')).toEqual([]);
    const { uid, mode } = fs.statSync(`${planted.root}/var/qmail/bin/qmail-queue`);
    expect([uid, mode]).toEqual([before.uid, before.mode]);
  });

  test('a user who is gone, a home that is gone', () => {
    fs.rmSync(`${planted.root}/home/dave`, { recursive: true });
    const left = leftOf(applied(steps, realDisk, { isStillUser: (name) => name !== 'carol' }));
    expect(left).toEqual({ ...below(carol, () => 'user'), '/home/dave/Maildir': 'gone' });
  });

  test('a user who goes while the question is open', async () => {
    const said: string[] = [];
    const write = (text: string) => said.push(text) > 0;
    const passwd = `${planted.root}/etc/passwd`;
    async function* answer() {
      const lines = fs.readFileSync(passwd, 'utf8').split('\n');
      fs.writeFileSync(passwd, lines.filter((line) => !line.startsWith('carol:')).join('\n'));
      yield 'y\n';
    }
    const args = [
      '--fix',
      '--root',
      planted.root,
      '--no-dns',
      '--no-log',
      '--default-delivery',
      './Maildir/',
      '--journal-dir',
      planted.journals,
    ];
    await main(args, {
      env: {},
      stdin: Object.assign(answer(), { isTTY: true }),
      stdout: { write },
      stderr: { write },
      workerFile: null,
    });
    const out = said.join('');
    expect(out).toContain('left alone  /home/carol/Maildir: the account is gone, or has another uid\n');
    expect(out).toMatch(/^\d+ changed, 4 left alone$/m);
  });

  test('a journal that cannot be written ends the run, and what was begun before can be undone', () => {
    let text = '';
    let lines = 0;
    const write = (line: string) => {
      lines += 1;
      if (lines > 6) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      text += line;
    };
    const results = applied(steps, realDisk, { write });
    expect(results.map(({ did }) => did)).toEqual(steps.map((_, index) => (index < 3 ? 'done' : 'left')));
    expect(results.slice(3).every((each) => each.did === 'left' && each.why === 'journal')).toBe(true);
    const back = applied(undoing(parseJournal(text, 'journal')));
    expect(back.map(({ did }) => did)).toEqual(['done', 'done', 'done']);
  });

  describe('what differs from what was seen is left alone', () => {
    const maildir = '/home/bob/Maildir/new';
    const bob = (name: string) => `${planted.root}/home/bob/${name}`;
    test.each<[string, Left, () => void]>([
      [
        'another directory',
        'object',
        () => {
          fs.renameSync(bob('Maildir/new'), bob('old'));
          fs.mkdirSync(bob('Maildir/new'), { mode: 0o755 });
        },
      ],
      [
        'a link',
        'object',
        () => {
          fs.renameSync(bob('Maildir/new'), bob('old'));
          fs.symlinkSync(bob('old'), bob('Maildir/new'));
        },
      ],
      [
        'a file',
        'object',
        () => {
          fs.rmdirSync(bob('Maildir/new'));
          fs.writeFileSync(bob('Maildir/new'), '');
        },
      ],
      ['another mode', 'state', () => fs.chmodSync(bob('Maildir/new'), 0o711)],
      ['another owner', 'state', () => fs.chownSync(bob('Maildir/new'), 3001, 100)],
      ['nothing', 'gone', () => fs.rmdirSync(bob('Maildir/new'))],
    ])('%s', (_, why, happens) => {
      happens();
      expect(leftOf(applied(steps))).toEqual({ [maildir]: why });
    });

    test('a second name of a file', async () => {
      const path = `${planted.root}/home/alice/.qmail`;
      fs.linkSync(path, `${planted.root}/home/alice/again`);
      expect(leftOf(applied(steps))).toEqual({ '/home/alice/.qmail': 'object' });
    });

    test('something that is there by now', () => {
      fs.mkdirSync(`${planted.root}/home/carol/Maildir`);
      expect(leftOf(applied(steps))).toMatchObject({ '/home/carol/Maildir': 'there' });
    });

    test('what is right by now', () => {
      fs.chownSync(bob('Maildir/new'), 3002, 0);
      const results = applied(steps);
      expect(results.filter(({ did }) => did === 'already').map(({ step }) => step.path)).toEqual([maildir]);
    });
  });

  test('undo leaves alone what others changed since, and what is in use by now', () => {
    let text = '';
    applied(steps, realDisk, {
      write: (line) => {
        text += line;
      },
    });
    fs.writeFileSync(`${planted.root}/home/carol/Maildir/new/1`, 'mail');
    fs.chmodSync(`${planted.root}/home/dave/Maildir`, 0o711);
    fs.renameSync(`${planted.root}/home/alice/.qmail`, `${planted.root}/home/alice/old`);
    fs.writeFileSync(`${planted.root}/home/alice/.qmail`, '', { mode: 0o600 });
    const back = applied(undoing(parseJournal(text, 'journal')));
    const left = Object.fromEntries(back.flatMap((each) => (each.did === 'left' ? [[each.step.path, each.why]] : [])));
    expect(left).toEqual({
      '/home/alice/.qmail': 'object',
      '/home/carol/Maildir': 'not-empty',
      '/home/carol/Maildir/new': 'not-empty',
      '/home/dave/Maildir': 'state',
    });
    expect(fs.readFileSync(`${planted.root}/home/carol/Maildir/new/1`, 'utf8')).toBe('mail');
  });
});

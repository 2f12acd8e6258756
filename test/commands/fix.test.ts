/** `--fix` and `undo` as they are typed. */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commandOf } from '../../src/fix/commands.ts';
import { type Planted, planFor, plantBroken } from '../support/broken.ts';
import { needsRoot } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { treeOf } from '../support/tree.ts';

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/fix.schema.json', 'utf8')),
);

describe('is refused', () => {
  test.each([
    [['--fix', '--image', 'x.json'], 'an image is no machine'],
    [
      ['--fix', '--yes', '--rule', 'triger'],
      '--rule triger: there is no such rule; the nearest known one is "trigger"',
    ],
    [['--fix', '--yes', '--rule', 'no-such-rule'], '--rule no-such-rule: there is no such rule'],
    [['--yes'], '--yes goes with --fix'],
    [['--path', '/home'], '--path goes with --fix'],
    [['undo', '--dry-run', '--journal-dir', '/nonexistent'], 'cannot look for journals in /nonexistent'],
    [['undo', '--dry-run', '/nonexistent.jsonl'], 'cannot read the journal /nonexistent.jsonl'],
    [['undo', '--dry-run', '/etc/passwd'], '/etc/passwd line 1: no line of a journal'],
  ])('%j', async (args, says) => {
    const { exit, err } = await run(args);
    expect(err).toContain(says);
    expect(exit).toBe(2);
  });

  test('to who is not root', async () => {
    const euid = vi.spyOn(process as Required<typeof process>, 'geteuid').mockReturnValue(1000);
    for (const args of [
      ['--fix', '--yes'],
      ['undo', '--yes'],
    ]) {
      const { exit, err } = await run(args);
      expect([exit, err]).toEqual([2, expect.stringContaining('run it as root')]);
    }
    euid.mockRestore();
  });
});

needsRoot('as root', () => {
  let planted: Planted;
  let options: string[];
  beforeEach(() => {
    planted = plantBroken();
    options = [
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
  });
  afterEach(() => planted.remove());

  test('nobody is there to be asked', async () => {
    const { exit, err } = await run(options);
    expect([exit, err]).toEqual([2, expect.stringContaining('give --yes')]);
  });

  test('--dry-run changes nothing and keeps no journal; programs get it by a schema', async () => {
    const before = treeOf(planted.dir);
    const shown = await run([...options, '--dry-run']);
    expect(shown.out).toContain('  /home/alice/.qmail: owner root:users to alice:users  dot-qmail-unreadable\n');
    expect(shown.out).toContain(' (as dave)');
    const json = await run([...options, '--dry-run', '--format', 'json']);
    expect(valid(JSON.parse(json.out)), JSON.stringify(valid.errors)).toBe(true);
    expect(JSON.parse(json.out).steps).toContainEqual({
      action: 'change',
      type: 'dir',
      path: '/home/erin',
      rules: ['home-writable'],
      as: 'erin',
      before: { uid: 3005, gid: 100, owner: 'erin:users', mode: '0777' },
      after: { uid: 3005, gid: 100, owner: 'erin:users', mode: '0775' },
      command: "su -s /bin/sh -c 'chmod 775 /home/erin' erin",
    });
    expect(treeOf(planted.dir)).toEqual(before);
    expect(shown.exit).toBe(1);
  });

  test('a person is asked, and no is no', async () => {
    const before = treeOf(planted.root);
    for (const input of ['\n', 'n\n', 'yeah\n']) {
      const { out, err, exit } = await run(options, { tty: true, input });
      expect(err).toMatch(/^Make these \d+ changes\? \[y\/N\] /);
      expect(out).toContain('Nothing was changed.');
      expect(exit).toBe(1);
    }
    expect(treeOf(planted.root)).toEqual(before);
    expect((await run([...options, '--lang', 'ja'], { tty: true, input: 'はい\n' })).out).toMatch(
      /^変更 \d+ 件、変更しなかったもの 0 件$/m,
    );
    expect(treeOf(planted.root)).not.toEqual(before);
  });

  test('what remains is the report, and undo shows, asks and puts back', async () => {
    const before = treeOf(planted.root);
    const fixed = await run([...options, '--yes']);
    expect(fixed.out).toMatch(/^\d+ changed, 0 left alone\nJournal: \S+ \(qmail-lint undo/m);
    expect(fixed.out).toContain('0 errors');
    expect(fixed.exit).toBe(0);
    expect(readdirSync(planted.journals).sort()).toEqual([expect.stringMatching(/^fix-.*\.jsonl$/), 'lock']);
    for (const name of readdirSync(planted.journals))
      expect(statSync(`${planted.journals}/${name}`).mode & 0o777).toBe(0o600);
    expect(statSync(planted.journals).mode & 0o777).toBe(0o700);
    const after = treeOf(planted.root);

    const undo = ['undo', '--journal-dir', planted.journals];
    expect((await run([...undo, '--dry-run'])).out).toContain('/home/erin: mode 0775 to 0777 (as erin)');
    const file = readdirSync(planted.journals).find((name) => name.endsWith('.jsonl'));
    const named = await run(['undo', `${planted.journals}/${file}`, '--dry-run', '--lang', 'ja']);
    expect(named.out).toContain('/home/erin: モード 0775 を 0777 に（erin の権限で）');
    expect((await run(undo)).err).toContain('give --yes');
    expect((await run(undo, { tty: true, input: 'n\n' })).out).toContain('Nothing was changed.');
    expect(treeOf(planted.root)).toEqual(after);
    const undone = await run(undo, { tty: true, input: 'y\n' });
    expect([undone.exit, undone.out]).toEqual([0, expect.stringMatching(/\d+ changed, 0 left alone\n$/)]);
    expect(treeOf(planted.root)).toEqual(before);
    expect((await run([...undo, '--yes'])).err).toContain(`no fix to undo in ${planted.journals}`);
  });

  test('--rule, --path and --user narrow it', async () => {
    const paths = async (...more: string[]) => {
      const { out } = await run([...options, '--dry-run', '--format', 'json', ...more]);
      return (JSON.parse(out).steps as { path: string }[]).map(({ path }) => path);
    };
    expect(await paths('--rule', 'home-writable')).toEqual(['/home/erin']);
    expect(await paths('--path', '/home/carol/Maildir/')).toEqual(
      ['', '/cur', '/new', '/tmp'].map((name) => `/home/carol/Maildir${name}`),
    );
    const bob = await paths('--user', 'bob');
    expect(bob).toContain('/home/bob/Maildir');
    expect(bob.filter((path) => !path.startsWith('/home/bob/'))).toEqual([]);
  });

  test('the running machine', async () => {
    const home = `${planted.root}/var/qmail`;
    const args = ['--home', home, '--no-dns', '--no-log', '--no-config', '--journal-dir', planted.journals];
    const before = treeOf(planted.root);
    const fixed = await run([...args, '--fix', '--yes', '--rule', 'control-writable']);
    expect(fixed.out).toContain(`  ${home}/control/me: mode 0666 to 0644  control-writable\n`);
    expect(fixed.out).toContain('1 changed, 0 left alone');
    expect(statSync(`${home}/control/me`).mode & 0o777).toBe(0o644);
    expect((await run(['undo', '--yes', '--journal-dir', planted.journals])).exit).toBe(0);
    expect(treeOf(planted.root)).toEqual(before);
  });

  test('the commands do the same', async () => {
    const { out } = await run([...options, '--commands']);
    expect(out).toContain("su -s /bin/sh -c 'mkdir -m 700 /home/carol/Maildir' carol\n");
    const other = plantBroken();
    try {
      const { steps, host } = await planFor(other.root);
      const numbers = { ...host.accounts, userName: String, groupName: String };
      const lines = steps.map((step) => commandOf({ ...step, path: other.root + step.path }, numbers));
      const su = 'su() { setpriv --reuid="$5" --regid=100 --clear-groups sh -c "$4"; }\nset -e\n';
      chmodSync(other.dir, 0o755);
      execFileSync('sh', ['-c', su + lines.join('\n')]);
      await run([...options, '--yes']);
      const plain = (root: string) => treeOf(root).map((line) => line.split(' ').slice(0, 4).join(' '));
      expect(plain(other.root)).toEqual(plain(planted.root));
    } finally {
      other.remove();
    }
  });

  test('the queue is left alone while qmail-send has it, and its command is told', async () => {
    copyFileSync('/bin/sleep', `${planted.dir}/qmail-send`);
    const send = spawn(`${planted.dir}/qmail-send`, ['60'], {
      cwd: `${planted.root}/var/qmail/queue`,
      stdio: 'ignore',
    });
    try {
      await new Promise((go) => send.once('spawn', go));
      mkdirSync(`${planted.root}/service`);
      mkdirSync(`${planted.root}/service/qmail-send`);
      writeFileSync(`${planted.root}/service/qmail-send/run`, '#!/bin/sh\nexec qmail-start ./Maildir/\n', {
        mode: 0o755,
      });
      const { out, exit } = await run([...options, '--yes']);
      expect(out).toContain(
        'left alone  /var/qmail/queue/lock/trigger: qmail-send runs: stop it first (svc -d /service/qmail-send)',
      );
      expect(existsSync(`${planted.root}/var/qmail/queue/lock/trigger`)).toBe(false);
      expect(statSync(`${planted.root}/home/carol/Maildir/new`).uid).toBe(3003);
      expect(exit).toBe(1);
    } finally {
      send.kill();
    }
    expect((await run([...options, '--yes'])).out).toContain('0 left alone');
    expect(statSync(`${planted.root}/var/qmail/queue/lock/trigger`).isFIFO()).toBe(true);
  });

  test('a journal that others can see or change is none', async () => {
    mkdirSync(planted.journals, { mode: 0o755 });
    expect((await run([...options, '--yes'])).err).toContain('others may look at it');
    chmodSync(planted.journals, 0o777);
    expect((await run([...options, '--yes'])).err).toContain('nobody else can write to');
    const file = `${planted.journals}/x.jsonl`;
    writeFileSync(file, '{}\n');
    chmodSync(file, 0o666);
    expect((await run(['undo', '--yes', file])).err).toContain('others than root could have written it');
  });

  test('one at a time', async () => {
    const before = treeOf(planted.root);
    mkdirSync(planted.journals, { mode: 0o700 });
    const holder = spawn('flock', [`${planted.journals}/lock`, 'sh', '-c', 'echo held; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    try {
      await new Promise((go) => holder.stdout.once('data', go));
      const { exit, err } = await run([...options, '--yes']);
      expect([exit, err]).toEqual([2, expect.stringContaining('another fix or undo runs')]);
      expect(treeOf(planted.root)).toEqual(before);
    } finally {
      process.kill(-(holder.pid ?? 0), 'SIGKILL');
    }
    await new Promise((go) => setTimeout(go, 200));
    expect((await run([...options, '--yes'])).exit).toBe(0);
  });
});

/** A machine on a disk and the image of it say the same. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type Image, type ImageFile, imageHost, readImage } from '../../src/host/image.ts';
import { needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { type Ran, run } from '../support/run.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-snapshot-'));
  chmodSync(dir, 0o755);
  dirs.push(dir);
  return dir;
}

/** Message 1203, whose trees are split by 23. */
const SPLIT = 1203 % 23;
const TIMES = { mtime: 1_795_000_000 };
const file = (path: string, owner: string, content: string): ImageFile => ({
  path: `/var/qmail/queue/${path}`,
  type: 'file',
  owner,
  group: 'qmail',
  mode: '0600',
  content,
  ...TIMES,
});
const ENVELOPE = {
  info: 'Fann@mail.example.org\0',
  local: 'Tjoe@mail.example.org\0',
  remote: 'Djoe@a.test\0Tann@b.test\0',
};
const MESSAGE = [
  file(`mess/${SPLIT}/1203`, 'qmailq', 'Subject: bodyofthemessage\n'),
  file(`info/${SPLIT}/1203`, 'qmails', ENVELOPE.info),
  file(`local/${SPLIT}/1203`, 'qmails', ENVELOPE.local),
  file(`remote/${SPLIT}/1203`, 'qmails', ENVELOPE.remote),
  file('bounce/1203', 'qmails', '<x@a.test>:\nbodyofthebounce\n'),
];

function demo(): Image {
  return readImage('docs/demo/mail.example.org.json');
}

function plantedDemo(): string {
  const root = temporary();
  const image = demo();
  plant({ ...image, files: [...image.files, ...MESSAGE] }, root).close();
  return root;
}

async function ran(...args: string[]): Promise<Ran> {
  return run(args);
}

async function imageOf(root: string): Promise<string> {
  const out = join(temporary(), 'image.json.gz');
  const { exit, err } = await ran('snapshot', '--root', root, '--no-dns', '-o', out);
  expect({ exit, err }).toEqual({ exit: 0, err: `${out}\n` });
  return out;
}

/** The bytes of a file of the image. */
function contentIn(image: Image, path: string): string | undefined {
  const found = image.files.find((each) => each.path === path);
  return found?.content ?? (found?.base64 === undefined ? undefined : Buffer.from(found.base64, 'base64').toString());
}

needsRoot('a tree on a disk', () => {
  test('its audit is that of its image', async () => {
    const root = plantedDemo();
    const image = await imageOf(root);
    const [real, imaged] = [
      await ran('audit', '--root', root, '--no-dns', '--format', 'json'),
      await ran('audit', '--image', image, '--format', 'json'),
    ];
    const [told, retold] = [JSON.parse(real.out), JSON.parse(imaged.out)];
    expect(told.findings.length).toBeGreaterThan(10);
    expect(retold).toEqual({ ...told, target: { ...told.target, root: null } });
    expect(imaged.exit).toBe(real.exit);
  });

  test('the queue keeps its envelopes, inodes and times, and no message', async () => {
    const root = plantedDemo();
    const out = await imageOf(root);
    const text = gunzipSync(readFileSync(out)).toString();
    const image = readImage(out);
    for (const [tree, content] of Object.entries(ENVELOPE))
      expect(contentIn(image, `/var/qmail/queue/${tree}/${SPLIT}/1203`)).toBe(content);
    const mess = image.files.find(({ path }) => path === `/var/qmail/queue/mess/${SPLIT}/1203`);
    const { ino, size } = statSync(`${root}/var/qmail/queue/mess/${SPLIT}/1203`);
    expect(mess).toMatchObject({ inode: ino, size, mtime: TIMES.mtime });
    expect(text).not.toMatch(/bodyofthe/);
    const [real, imaged] = [
      await ran('queue', '--root', root, '--no-dns', '--all'),
      await ran('queue', '--image', out, '--all'),
    ];
    expect(real.out).toContain('ann@b.test');
    // How long ago is told by the clock.
    const ageless = (said: string) => said.replace(/\d+ (seconds?|minutes?)/g, 'N');
    expect(ageless(imaged.out)).toBe(ageless(real.out));
  });

  test('names and contents that are not UTF-8 come back as they are', async () => {
    const root = plantedDemo();
    const at = (name: string) => Buffer.from(`${root}/var/qmail/alias/.qmail-${name}`, 'latin1');
    writeFileSync(at('\xff\n"\x1b[31m'), Buffer.from('&x\xfe@a.test\n', 'latin1'));
    symlinkSync(Buffer.from('/no\xfdwhere', 'latin1'), at('link\xfe'));
    const host = imageHost(readImage(await imageOf(root)));
    const alias = '/var/qmail/alias';
    expect(host.list(alias)).toEqual(expect.arrayContaining(['.qmail-\xff\n"\x1b[31m', '.qmail-link\xfe']));
    expect(host.read(`${alias}/.qmail-\xff\n"\x1b[31m`)).toBe('&x\xfe@a.test\n');
    expect(host.readlink(`${alias}/.qmail-link\xfe`)).toBe('/no\xfdwhere');
  });

  test('what an ordinary user may not read is said to be so', async () => {
    const root = plantedDemo();
    chmodSync(`${root}/var/qmail/control/me`, 0o600);
    const dir = temporary();
    chmodSync(dir, 0o777);
    const out = join(dir, 'image.json');
    const code = `
      import { takeSnapshot } from ${JSON.stringify(join(process.cwd(), 'src/commands/snapshot.ts'))};
      const terminal = { env: {}, stdout: process.stdout, stderr: { write: () => true } };
      process.exitCode = await takeSnapshot({ root: ${JSON.stringify(root)}, output: ${JSON.stringify(out)}, dns: false }, terminal);
    `;
    const script = join(dir, 'take.mts');
    writeFileSync(script, code);
    expect(exitAs(65_534, script)).toBe(3);
    const image = readImage(out);
    const me = image.files.find(({ path }) => path === '/var/qmail/control/me');
    expect(me).toMatchObject({ mode: '0600', unread: expect.stringMatching(/permission/i) });
    expect(me?.content).toBeUndefined();
    const again = await ran('audit', '--image', out, '--format', 'json');
    expect(again.out).toMatch(/permission/i);
  });

  test('the file is for its owner alone and there whole or not at all', async () => {
    const root = plantedDemo();
    const dir = temporary();
    const out = join(dir, 'image.json.gz');
    writeFileSync(out, 'before', { mode: 0o644 });
    await ran('snapshot', '--root', root, '--no-dns', '-o', out);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['image.json.gz']);
    mkdirSync(join(dir, 'taken'));
    const failed = await ran('snapshot', '--root', root, '--no-dns', '-o', join(dir, 'taken'));
    expect(failed.exit).toBe(2);
    expect(failed.err).toMatch(/^qmail-lint: cannot write .*taken: .*\n$/);
    expect(readdirSync(dir).sort()).toEqual(['image.json.gz', 'taken']);
  });
});

function exitAs(uid: number, script: string): number {
  try {
    const tsx = join(process.cwd(), 'node_modules/tsx/dist/cli.mjs');
    const as = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
    execFileSync('setpriv', [...as, process.execPath, tsx, script], { stdio: 'ignore', cwd: process.cwd() });
    return 0;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

test('standard output, and an image of an image', async () => {
  const { exit, out, err } = await ran('snapshot', '--image', 'docs/demo/mail.example.org.json', '-o', '-');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const dir = temporary();
  writeFileSync(join(dir, 'once.json'), out);
  const twice = await ran('snapshot', '--image', join(dir, 'once.json'), '-o', '-');
  const [first, second] = [JSON.parse(out) as Image, JSON.parse(twice.out) as Image];
  expect(second.files.map(({ path }) => path).sort()).toEqual(first.files.map(({ path }) => path).sort());
  expect(first.snapshot?.of).toBe('image');
});

test('where the mail of the queue would go is asked, and answered from the image', async () => {
  const dir = temporary();
  const machine = demo();
  const source = { ...machine, files: [...machine.files, ...MESSAGE], dns: { otherwise: [['test', 'none']] } };
  writeFileSync(join(dir, 'machine.json'), JSON.stringify(source));
  const { out } = await ran('snapshot', '--image', join(dir, 'machine.json'), '-o', '-');
  writeFileSync(join(dir, 'image.json'), out);
  const before = await ran('queue', '--image', join(dir, 'machine.json'));
  const after = await ran('queue', '--image', join(dir, 'image.json'));
  expect(before.out).toContain("couldn't_find_any_host_named_b.test");
  expect(after.out).toContain("couldn't_find_any_host_named_b.test");
});

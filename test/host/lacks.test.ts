/** What an image does not record: one that was written by hand leaves out what it likes, a snapshot says what it left out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';
import { setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const PROGRAMS = ['/var/qmail/bin/forward', '/var/qmail/bin/qmail-queue'];
const CLOSED = 'permission denied for the user who runs qmail-lint';

/** alice hands her mail to one of qmail's own programs, whose bytes the image does not hold. */
const BY_HAND = setUp({
  '/home/alice/.qmail': { content: '|/var/qmail/bin/forward bob\n', owner: 'alice:users', mode: '0644' },
  '/var/qmail/bin/qmail-queue': { type: 'file', size: 18912, owner: 'qmailq:qmail', mode: '4755' },
});

function saved(name: string, image: Image): string[] {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(image));
  return ['--image', path, '--no-dns'];
}

/** What a snapshot of it holds, where the programs were closed to whoever took it. */
async function snapshotOf(image: Image): Promise<Image> {
  const out = join(dir, 'snapshot.json');
  const bytes = image.files.map((file) =>
    PROGRAMS.includes(file.path) ? { ...file, content: '\x7fELF\x02', size: 5 } : file,
  );
  const { exit, err } = await run(['snapshot', ...saved('whole.json', { ...image, files: bytes }), '-o', out]);
  expect({ exit, err }).toEqual({ exit: 0, err: `${out}\n` });
  const taken = JSON.parse(readFileSync(out, 'utf8')) as Image;
  expect(taken.files.filter(({ path }) => PROGRAMS.includes(path)).map(({ content }) => content)).not.toContain(
    undefined,
  );
  const files = taken.files.map(({ content, base64, ...file }) =>
    PROGRAMS.includes(file.path)
      ? { ...file, unread: CLOSED }
      : { ...file, ...(content === undefined ? {} : { content }), ...(base64 === undefined ? {} : { base64 }) },
  );
  return { ...taken, files };
}

async function asked(where: readonly string[]) {
  const { out } = await run([...where, '--format', 'json']);
  const { skipped, failed } = JSON.parse(out) as {
    skipped: { rule: string; kind: string; path?: string }[];
    failed: [];
  };
  expect(failed).toEqual([]);
  const unknown = skipped.filter(({ kind, path }) => kind === 'could-not' && PROGRAMS.includes(path ?? ''));
  const trace = await run(['trace', 'alice@one.test', ...where, '--format', 'json']);
  return { unknown: unknown.map(({ rule, path }) => `${rule} ${path}`).sort(), unseen: trace.out.includes(CLOSED) };
}

describe('programs whose bytes are not there', () => {
  test('an image that was written by hand need not have them', async () => {
    const { unknown, unseen } = await asked(saved('by-hand.json', BY_HAND));
    expect(unknown).toEqual([]);
    expect(unseen).toBe(false);
  });

  test('a snapshot could not read them, and nobody says that they are fine', async () => {
    const { unknown, unseen } = await asked(saved('taken.json', await snapshotOf(BY_HAND)));
    expect(unknown).toEqual(expect.arrayContaining([`mailboxes ${PROGRAMS[0]}`, `qmail-queue ${PROGRAMS[1]}`]));
    expect(unseen).toBe(true);
  });

  needsRoot('on a real disk', () => {
    test('they are read', async () => {
      const root = join(dir, 'root');
      plant(BY_HAND, root).close();
      const { unknown, unseen } = await asked(['--root', root, '--no-dns']);
      expect(unknown).toEqual([]);
      expect(unseen).toBe(false);
    });
  });
});

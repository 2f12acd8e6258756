/** Installations made by the book have no error and no warning: as an image, and on a real disk with the rules that tcprules compiles. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import type { Image } from '../../src/host/image.ts';
import { imageHost } from '../../src/host/image.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { BOOKS, byTheBook, LIFE_RUNNING, SYSTEMD_RUNNING } from '../support/books.ts';
import { needsProgram, needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const books = Object.entries(BOOKS);

describe('by the book', () => {
  test.each(books)('%s: as an image', async (_, book) => {
    const outcome = await auditImage(byTheBook(book));
    expect(troubles(outcome).map(({ rule, message }) => ({ rule, message }))).toEqual([]);
    expect(outcome.failed).toEqual([]);
    expect(outcome.skipped.filter(({ kind }) => kind === 'could-not')).toEqual([]);
  });

  test.each(books)('%s: its services are known, and the default delivery from them', (_, book) => {
    const { services, installation } = openTarget(imageHost(byTheBook(book)), {});
    expect(services.send).toHaveLength(1);
    expect(services.smtp.filter(({ user }) => user?.uid === 7791).length).toBe(services.smtp.length);
    expect(services.smtp).not.toEqual([]);
    expect(installation.defaultDelivery.how).toBe('found');
    for (const { user, directories } of services.logs) expect([user?.uid, directories.length]).toEqual([7792, 1]);
  });
});

const TCPRULES = 'tcprules';

/** Compiles again what a book compiled, as its administrator would. */
function compileAll(root: string, image: Image): number {
  const compiled = image.files.filter(({ path }) => /\/tcp\.\w+\.cdb$/.test(path));
  for (const { path } of compiled) {
    const cdb = root + path;
    execFileSync(TCPRULES, [cdb, `${cdb}.tmp`], { input: readFileSync(cdb.slice(0, -'.cdb'.length)) });
  }
  return compiled.length;
}

needsRoot('on a real disk, by the book', () => {
  const testWithRules = needsProgram(TCPRULES, 'ucspi-tcp');

  for (const [name, book] of books)
    testWithRules(name, async () => {
      const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
      dirs.push(root);
      const image = byTheBook(book);
      plant(image, root);
      compileAll(root, image);
      const { exit, out, err } = await run(['--root', root, '--no-dns', '--address', '127.0.0.1', '--format', 'json']);
      const { findings, failed, skipped } = JSON.parse(out);
      const told = findings.filter(({ severity }: { severity: string }) => severity !== 'info');
      expect(told.map(({ rule, message }: { rule: string; message: string }) => ({ rule, message }))).toEqual([]);
      expect(failed).toEqual([]);
      expect(skipped.filter(({ kind }: { kind: string }) => kind === 'could-not')).toEqual([]);
      expect({ exit, err }).toEqual({ exit: 0, err: '' });
    });
});

describe('by the book, and running', () => {
  test('Life with qmail, where a supervise process each keeps the services', async () => {
    const outcome = await auditImage(byTheBook(BOOKS['Life with qmail'], LIFE_RUNNING));
    expect(troubles(outcome).map(({ rule, message }) => ({ rule, message }))).toEqual([]);
    expect(outcome.skipped).toEqual([]);
  });

  test('notqmail, where systemd has the port', async () => {
    const outcome = await auditImage(byTheBook(BOOKS['notqmail under systemd'], SYSTEMD_RUNNING));
    expect(troubles(outcome).map(({ rule, message }) => ({ rule, message }))).toEqual([]);
    expect(outcome.skipped).toEqual([]);
  });
});

describe('an account that keeps the mail of a virtual domain', () => {
  const KEEPER: Setup = {
    passwd: ['keeper:x:5001:100::/home/keeper:/bin/sh'],
    '/home/keeper': { type: 'dir', owner: 'keeper:users', mode: '0755' },
    '/home/keeper/.qmail-joe': { content: './joe/\n', owner: 'keeper:users', mode: '0644' },
    '/home/keeper/joe': { type: 'dir', owner: 'keeper:users', mode: '0700', holds: 'tmp new cur' },
    '/var/qmail/control/virtualdomains': 'kept.test:keeper\n',
    '/var/qmail/control/rcpthosts': 'one.test\nmail.one.test\nkept.test\n',
  };
  const missing = async (change: Setup) => {
    const { findings } = await auditImage(setUp({ ...KEEPER, ...change }));
    return findings.filter(({ rule }) => rule === 'maildir-missing').map(({ severity }) => severity);
  };

  test('needs no mailbox of its own', async () => expect(await missing({})).toEqual(['info']));

  test('but one that its domain is delivered to, or that no domain is given to', async () => {
    const all = { content: './Maildir/\n', owner: 'keeper:users', mode: '0644' };
    expect(await missing({ '/home/keeper/.qmail-default': all })).toEqual(['error']);
    expect(await missing({ '/home/keeper/.qmail': all })).toEqual(['error']);
    expect(await missing({ '/var/qmail/control/virtualdomains': null })).toEqual(['error']);
  });
});

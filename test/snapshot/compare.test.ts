/** A machine on a disk and the image of it are the same to `compare`, and so are its addresses. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { DifferenceFound } from '../../src/audit/compare/difference.ts';
import { needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';
import { TWO_DOMAINS, vpopmailSetup } from '../support/vpopmail.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-compare-'));
  chmodSync(dir, 0o755);
  dirs.push(dir);
  return dir;
}

const PLAIN: Setup = {
  '/var/qmail/control/virtualdomains': 'boss@shop.test:alice-boss\nshop.test:alice-shop\n.sub.test:bob\nout.test:\n',
  '/var/qmail/control/smtproutes': 'far.test:relay.test:587 joe hunter2\n',
  '/etc/tcp.smtp': '10.0.0.:allow,RELAYCLIENT="",SQL_PASSWORD="hunter2"\n:allow\n',
  '/home/alice/.qmail-shop-info': './mail/inbox/\n',
  '/home/alice/mail': { mode: '0755' },
  '/home/alice/mail/inbox': { mode: '0700', holds: 'tmp new cur' },
  '/home/alice/.qmail-boss-default': '|/home/alice/bin/filter --password=hunter2\n./Mailbox\n',
  '/home/alice/bin': { mode: '0755' },
  '/home/alice/bin/filter': { content: '#!/bin/sh\n', mode: '0755' },
  '/home/bob/.qmail-default': '&alice@one.test\n|/nowhere/at/all\n',
  '/home/bob/.qmail-list-default': './Maildir\n',
  '/var/qmail/alias/.qmail-default': '/var/spool/caught/\n',
  '/var/qmail/alias/.qmail-far': '&x@far.test\n',
  '/var/qmail/users/assign': '=sales:bob:3002:100:/home/bob:::\n+team-:bob:3002:100:/home/bob:-:team-:\n.\n',
  '/var/qmail/users/cdb': 'compiled',
  '/home/bob/.qmail-team-north': './Maildir/\n',
};

const VPOPMAIL: Setup = {
  ...vpopmailSetup({ domains: TWO_DOMAINS }),
  '/home/vpopmail/domains/two.test/joe/.qmail': { content: '/home/vpopmail/elsewhere/\n', owner: 89, group: 89 },
};

needsRoot('compared with its own image', () => {
  test.each([
    ['plain', PLAIN],
    ['vpopmail', VPOPMAIL],
  ])('there is no difference: %s', async (_, setup) => {
    const root = temporary();
    plant(compileRules(setUp(setup)), root).close();
    const image = join(temporary(), 'image.json.gz');
    const taken = await run(['snapshot', '--root', root, '--no-dns', '-o', image]);
    expect(taken).toEqual({ exit: 0, out: '', err: `${image}\n` });
    for (const sides of [
      [root, image],
      [image, root],
    ]) {
      const { out, exit } = await run(['compare', ...sides, '--format', 'json']);
      const { differences, skipped, summary } = JSON.parse(out);
      expect({ differences, skipped }).toEqual({ differences: [], skipped: [] });
      expect(summary.addresses).toBeGreaterThan(10);
      expect(exit).toBe(0);
    }
    const [real, imaged] = [
      await run(['addresses', '--root', root, '--no-dns', '--format', 'json']),
      await run(['addresses', '--image', image, '--no-dns', '--format', 'json']),
    ];
    expect(JSON.parse(imaged.out.replace(/secret-left-out-[0-9a-f]+/g, 'hunter2'))).toEqual(JSON.parse(real.out));
    expect(imaged.exit).toBe(real.exit);
  });

  test('what changed since is told', async () => {
    const root = temporary();
    plant(compileRules(setUp(PLAIN)), root).close();
    const image = join(temporary(), 'image.json.gz');
    await run(['snapshot', '--root', root, '--no-dns', '-o', image]);
    chmodSync(`${root}/home/alice/mail/inbox/new`, 0o500);
    rmSync(`${root}/var/qmail/alias/.qmail-far`);
    const { out, exit } = await run(['compare', image, root, '--format', 'json']);
    const { differences } = JSON.parse(out) as { differences: DifferenceFound[] };
    const lost = differences.flatMap(({ kind, subject, also }) => [subject, ...also].map((each) => `${kind} ${each}`));
    expect(lost.sort()).toEqual(
      [
        'alice-shop-info@mail.one.test',
        'alice-shop-info@one.test',
        'far@mail.one.test',
        'far@one.test',
        'info@shop.test',
      ]
        .map((each) => `address-lost ${each}`)
        .sort(),
    );
    expect(exit).toBe(1);
  });
});

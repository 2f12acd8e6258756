/** Suppressions: what falls under them leaves the findings, before it is folded, and in the worker threads too. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { suppressor } from '../../src/audit/suppress.ts';
import { readySuppressions } from '../../src/audit/suppressions.ts';
import type { Subject } from '../../src/checks/check.ts';
import type { Suppression } from '../../src/config/settings.ts';
import { bytesOf } from '../../src/host/bytes.ts';
import { auditImage } from '../support/audit.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const BROKEN: Setup = {
  '/home/alice/Maildir': null,
  '/home/bob/Maildir': null,
  '/var/qmail/control/rcpthosts~': 'x.test\n',
};
const reason = 'known';

function kept(name: string, data: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(data));
  return path;
}

describe('what fits', () => {
  const fits = async (suppression: Partial<Suppression>, subject: Subject, rule = 'control-backup-file') => {
    const list = [{ rule: 'control-backup-file', reason, ...suppression }];
    const suppress = await suppressor(
      readySuppressions(list, { home: '/var/qmail', file: '/c', lineOf: () => 1, today: '2026-11-24' }),
    );
    return suppress(rule, { data: {}, subject }) !== null;
  };

  test.each<[Partial<Suppression>, Subject, boolean]>([
    [{}, {}, true],
    [{ path: '/home/*/Maildir' }, { path: '/home/a.b/Maildir' }, true],
    [{ path: '/home/*/Maildir' }, { path: '/home/a/x/Maildir' }, false],
    [{ path: '/home/**' }, { path: '/home/a/.qmail' }, true],
    [{ path: '/home/**' }, {}, false],
    [{ path: '/home/a[1]/x' }, { path: '/home/a[1]/x' }, true],
    [{ path: '/home/*\\xff' }, { path: '/home/a\xff' }, false],
    [{ path: '/home/a\\xff' }, { path: '/home/a\xff' }, true],
    [{ path: '/home/ä*' }, { path: bytesOf('/home/äb') }, true],
    [{ user: 'test*' }, { user: 'test1' }, true],
    [{ user: 'test*' }, { user: 'atest1' }, false],
    [{ domain: '*.example.org' }, { domain: 'a.b.example.org' }, true],
    [{ domain: '*.Example.ORG' }, { domain: 'a.b.example.org' }, true],
    [{ domain: 'shop.example' }, { domain: 'SHOP.example' }, true],
    [{ user: 'Test' }, { user: 'test' }, false],
    [{ path: 'control/*' }, { path: '/var/qmail/control/me' }, true],
    [{ path: 'control/*' }, { path: '/home/a/control/me' }, false],
    [{ path: '*/Maildir' }, { path: 'x/Maildir' }, true],
    [{ user: 'a', domain: 'b' }, { user: 'a' }, false],
    [{ until: '2026-11-24' }, {}, true],
    [{ until: '2026-11-23' }, {}, false],
  ])('%j on %j: %s', async (suppression, subject, expected) => {
    expect(await fits(suppression, subject)).toBe(expected);
  });

  test('the rule of that id or of that name of 1999, and no other', async () => {
    expect(await fits({}, {}, 'me-missing')).toBe(false);
    expect(await fits({ rule: 'NOCOLON' }, {}, 'virtual-no-colon')).toBe(true);
  });
});

test('suppressed findings leave the findings and the counts, and say why', async () => {
  const before = await auditImage(setUp(BROKEN));
  const outcome = await auditImage(setUp(BROKEN), {
    suppressions: [{ rule: 'maildir-missing', user: 'ali*', reason: 'moves in spring', until: '2027-03-31' }],
  });
  expect(outcome.suppressed).toEqual([
    expect.objectContaining({ rule: 'maildir-missing', reason: 'moves in spring', until: '2027-03-31' }),
  ]);
  expect(outcome.suppressed[0]?.subject.user).toBe('alice');
  const rest = before.findings.filter(({ fingerprint }) => fingerprint !== outcome.suppressed[0]?.fingerprint);
  expect(outcome.findings).toEqual(rest);
  expect(outcome.summary).toEqual({ ...before.summary, error: before.summary.error - 1, suppressed: 1 });
});

test('they do not count among those that are folded', async () => {
  const suppressions = [{ rule: 'maildir-missing', user: 'alice', reason }];
  const outcome = await auditImage(setUp(BROKEN), { suppressions, most: 1 });
  expect(outcome.findings.filter(({ rule }) => rule === 'maildir-missing').map(({ subject }) => subject.user)).toEqual([
    'bob',
  ]);
  expect(outcome.folded.filter(({ rule }) => rule === 'maildir-missing')).toEqual([]);
});

test('the exit code, the table, JSON and the page follow them', async () => {
  const image = kept('image.json', setUp({ '/home/alice/Maildir': null, '/home/bob/Maildir': null }));
  const config = kept('config.json', { suppressions: [{ rule: 'maildir-missing', reason: 'all <move> in spring' }] });
  expect((await run(['--image', image, '--no-config'])).exit).toBe(1);
  const { exit, out } = await run(['--image', image, '--config', config]);
  expect(exit).toBe(0);
  expect(out).toContain('2 findings suppressed: maildir-missing\n');
  const all = (await run(['--image', image, '--config', config, '--all'])).out;
  expect(all.replace(/\s+/g, ' ')).toContain('(all <move> in spring)');
  expect((await run(['--image', image, '--config', config, '--lang', 'ja'])).out).toContain('除外済みの指摘 2 件');
  const json = JSON.parse((await run(['--image', image, '--config', config, '--format', 'json'])).out);
  expect(json.summary.suppressed).toBe(2);
  expect(json.suppressed.map((each: { reason: string }) => each.reason)).toEqual(Array(2).fill('all <move> in spring'));
  const page = await run(['--image', image, '--config', config, '--format', 'html']);
  expect(page.exit).toBe(0);
  expect(page.out).toContain('all &lt;move&gt; in spring');
});

test('with --user nothing is called unused, since not all was looked at', async () => {
  const image = kept('user.json', setUp(BROKEN));
  const config = kept('user-config.json', { suppressions: [{ rule: 'maildir-missing', user: 'bob', reason }] });
  const of = async (args: string[]) =>
    JSON.parse((await run(['--image', image, '--config', config, '--format', 'json', ...args])).out).findings.filter(
      ({ rule }: { rule: string }) => rule === 'suppression-unused',
    );
  expect(await of(['--user', 'alice'])).toEqual([]);
  const nobody = kept('nobody.json', { suppressions: [{ rule: 'maildir-missing', user: 'nobody', reason }] });
  const { out } = await run(['--image', image, '--config', nobody, '--format', 'json']);
  const [unused] = JSON.parse(out).findings.filter(({ rule }: { rule: string }) => rule === 'suppression-unused');
  expect(unused.subject).toEqual({ path: nobody, line: 1 });
});

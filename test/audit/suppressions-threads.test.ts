/** Suppressions in the worker threads: the program as `npm test` has built it, over as many accounts as are worth a thread. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { plantHomes } from '../support/homes.ts';

const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ACCOUNTS = 4000;
const RULE = 'maildir-missing';

const PROGRAM = ['bin/qmail-lint.js', '--root', root, '--format', 'json', '--default-delivery', './Maildir/'];

function audit(...args: string[]) {
  const { stdout } = spawnSync(process.execPath, [...PROGRAM, ...args], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

function countOf(report: { folded: { rule: string; count: number }[] }): number {
  return report.folded.filter(({ rule }) => rule === RULE).reduce((sum, { count }) => sum + count, 0);
}

test('what falls under them is counted apart from the rest, whichever thread found it', () => {
  plantHomes(root, ACCOUNTS);
  const before = audit('--no-config');
  expect(countOf(before)).toBe(ACCOUNTS);
  const config = join(root, 'config.json');
  writeFileSync(config, JSON.stringify({ suppressions: [{ rule: RULE, user: 'u1*', reason: 'the old ones' }] }));
  const after = audit('--config', config);
  const suppressed = Array.from({ length: ACCOUNTS }, (_, at) => `u${at}`).filter((name) => name.startsWith('u1'));
  expect(after.summary.suppressed).toBe(suppressed.length);
  expect(countOf(after)).toBe(ACCOUNTS - suppressed.length);
  expect(after.findings.some(({ subject }: { subject: { user?: string } }) => subject.user?.startsWith('u1'))).toBe(
    false,
  );
});

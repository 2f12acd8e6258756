/** What `npm pack` makes runs with Node alone: no package of npm, no file of the repository. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'package-'));
afterAll(() => rmSync(dir, { recursive: true }));

function unpacked(): string {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', dir], { encoding: 'utf8' }),
  );
  execFileSync('tar', ['-xzf', join(dir, packed.filename), '-C', dir, '--no-same-owner']);
  return join(dir, 'package/bin/qmail-lint.js');
}

test('the packed file runs where nothing is installed', () => {
  const program = unpacked();
  const run = (...args: string[]) =>
    execFileSync(program, args, { cwd: dir, encoding: 'utf8', env: { PATH: process.env.PATH } });
  expect(run('--version')).toMatch(/^qmail-lint \d/);
  const demo = ['--image', join(process.cwd(), 'docs/demo/mail.example.org.json'), '--fail-on', 'never'];
  expect(JSON.parse(run(...demo, '--format', 'json')).summary.error).toBeGreaterThan(0);
  for (const format of ['html', 'sarif', 'junit', 'markdown'])
    expect(run(...demo, '--format', format, '--lang', 'ja')).not.toBe('');
}, 60_000);

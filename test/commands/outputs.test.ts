/** `--output FORMAT=FILE`: several at once, each whole or not at all, each in the language of its readers. */
import { spawn } from 'node:child_process';
import {
  lstatSync,
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
import { afterAll, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const image = join(dir, 'image.json');
writeFileSync(image, JSON.stringify(setUp({ '/home/alice/Maildir': null })));
const audit = ['--no-config', '--image', image];

test('each file is what --format would print, beside what is printed', async () => {
  const json = join(dir, 'r.json');
  const html = join(dir, 'r.html');
  const { exit, out } = await run([...audit, '--output', `json=${json}`, '--output', `html=${html}`]);
  expect(exit).toBe(1);
  expect(out).toBe((await run(audit)).out);
  expect(readFileSync(json, 'utf8')).toBe((await run([...audit, '--format', 'json'])).out);
  expect(readFileSync(html, 'utf8')).toContain('</html>\n');
  expect([json, html].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
});

test('people read their language, programs English, unless a language is asked for', async () => {
  const [json, table] = [join(dir, 'l.json'), join(dir, 'l.txt')];
  const outputs = ['--output', `json=${json}`, '--output', `table=${table}`];
  await run([...audit, ...outputs], { env: { LANG: 'ja_JP.UTF-8' } });
  expect(readFileSync(table, 'utf8')).toContain('メールボックス');
  expect(readFileSync(json, 'utf8')).toContain('Mail for alice is deferred');
  await run([...audit, ...outputs, '--lang', 'ja']);
  expect(JSON.parse(readFileSync(json, 'utf8')).findings[0].message).toMatch(/[\u3040-\u30ff]/);
});

test('a table in a file is that of a pipe: no line of qmail is folded', async () => {
  const [table, broken] = [join(dir, 'p.txt'), join(dir, 'long.json')];
  const name = 'm'.repeat(90);
  const maildir = { type: 'dir', mode: '0700', owner: 'alice', group: 'users' };
  writeFileSync(
    broken,
    JSON.stringify(setUp({ '/home/alice/.qmail': `./${name}\n`, [`/home/alice/${name}`]: maildir })),
  );
  await run(['--no-config', '--no-dns', '--image', broken, '--output', `table=${table}`], { columns: 60 });
  expect(readFileSync(table, 'utf8')).toMatch(
    /^log +deferral: Unable_to_open_\.\/m{90}:_is_a_directory\._\(#4\.2\.1\)\/$/m,
  );
});

test('the mode is what --output-mode says, whatever the umask', async () => {
  const file = join(dir, 'm.json');
  await run([...audit, '--output', `json=${file}`, '--output-mode', '644']);
  expect(statSync(file).mode & 0o777).toBe(0o644);
  const { exit, err } = await run([...audit, '--output-mode', '999']);
  expect([exit, err]).toEqual([2, expect.stringContaining('give an octal mode')]);
});

test('a link stays one; what is no file is left alone', async () => {
  const [file, link] = [join(dir, 'linked.json'), join(dir, 'link.json')];
  writeFileSync(file, 'old');
  symlinkSync(file, link);
  await run([...audit, '--output', `json=${link}`]);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8')).format).toBe('qmail-lint/report');
  const { exit, err } = await run([...audit, '--output', 'json=/dev/null']);
  expect(exit).toBe(2);
  expect(err).toContain('cannot write /dev/null: not a regular file');
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('a file that cannot be written keeps neither the report nor the other files', async () => {
  const taken = join(dir, 'taken.json');
  mkdirSync(taken);
  const file = join(dir, 'other.json');
  const { exit, out, err } = await run([...audit, '--output', `json=${taken}`, '--output', `json=${file}`]);
  expect(exit).toBe(2);
  expect(err).toContain(`cannot write ${taken}`);
  expect(out).toContain('mailboxes checked');
  expect(JSON.parse(readFileSync(file, 'utf8')).format).toBe('qmail-lint/report');
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test.each([
  ['nonsense=x', 'give FORMAT=FILE, with one of'],
  ['json', 'give FORMAT=FILE, with one of'],
  ['json=', 'give FORMAT=FILE, with one of'],
  ['json=-', 'for standard output give --format json'],
  ['json=/no/such/place/r.json', 'there is no directory /no/such/place'],
])('%s is refused before the audit', async (value, says) => {
  const { exit, out, err } = await run([...audit, '--output', value]);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toContain(says);
});

test('a reader that goes away takes neither the files nor the baseline with it', async () => {
  const [file, baseline] = [join(dir, 'left.json'), join(dir, 'left.base')];
  const args = ['--output', `json=${file}`, '--baseline', baseline, '--update-baseline'];
  const child = spawn(process.execPath, ['bin/qmail-lint.js', ...audit, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.destroy();
  expect(await new Promise((ended) => child.on('close', ended))).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8')).format).toBe('qmail-lint/report');
  expect(JSON.parse(readFileSync(baseline, 'utf8')).findings).not.toEqual([]);
});

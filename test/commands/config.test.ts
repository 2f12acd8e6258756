/** The configuration as a person meets it: `qmail-lint config`, and what other commands make of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, data: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(data));
  return path;
}

const path = file('c.json', { failOn: 'never', lang: 'ja', domains: ['a.test'], patrn: '022', dns: false });
const broken = file('broken.json', setUp({ '/home/alice/Maildir': null }));
const valid = new Ajv().compile(JSON.parse(readFileSync('docs/schemas/in-force.schema.json', 'utf8')));

test('flag, environment, file, default: each with its place', async () => {
  const args = ['config', '--config', path, '--own-domain', 'x.test', '--patrn', '002'];
  const { exit, out } = await run([...args, '--format', 'json'], { env: { QMAIL_LINT_FAIL_ON: 'info' } });
  expect(exit).toBe(0);
  const said = JSON.parse(out);
  expect(valid(said), JSON.stringify(valid.errors)).toBe(true);
  const of = (key: string) => said.settings.find((each: { key: string }) => each.key === key);
  expect(of('domains')).toEqual({ key: 'domains', value: ['x.test'], from: 'flag', name: '--own-domain' });
  expect(of('patrn')).toEqual({ key: 'patrn', value: '002', from: 'flag', name: '--patrn' });
  expect(of('failOn')).toEqual({ key: 'failOn', value: 'info', from: 'environment', name: 'QMAIL_LINT_FAIL_ON' });
  expect(of('lang')).toEqual({ key: 'lang', value: 'ja', from: 'file', path, line: 1 });
  expect(of('home')).toEqual({ key: 'home', value: '/var/qmail', from: 'default' });
  expect(of('logs')).toEqual({ key: 'logs', value: null, from: 'default' });
});

test('as a table, in both languages', async () => {
  const english = (await run(['config', '--config', path, '--lang', 'en'])).out;
  expect(english).toContain(`Configuration: ${path}\n`);
  expect(english).toMatch(/^lang {20}en {2}\(--lang\)$/m);
  expect(english).toMatch(/^home {20}\/var\/qmail {2}\(default\)$/m);
  const japanese = (await run(['config', '--config', path])).out;
  expect(japanese).toContain(`設定ファイル: ${path}\n`);
  expect(japanese).toMatch(/^home {20}\/var\/qmail {2}（既定値）$/m);
  expect((await run(['config', '--no-config'])).out).toContain('No configuration was read.');
  expect(english).toMatch(/^mail\.smtp\.passwordFile {2}-/m);
});

test('an audit does as the configuration says', async () => {
  expect((await run(['--image', broken])).exit).toBe(1);
  const { exit, out } = await run(['--image', broken, '--config', path]);
  expect(exit).toBe(0);
  expect(out).toContain('エラー');
  expect((await run(['--image', broken, '--config', path, '--fail-on', 'error'])).exit).toBe(1);
  expect((await run(['--image', broken], { env: { QMAIL_LINT_FAIL_ON: 'never' } })).exit).toBe(0);
});

test('the severity of a rule is what the configuration says, everywhere', async () => {
  const of = async (config: string[]) =>
    JSON.parse((await run(['--image', broken, '--format', 'json', ...config])).out);
  const before = await of(['--no-config']);
  const [first] = before.findings.filter((each: { severity: string }) => each.severity === 'error');
  const lighter = file('lighter.json', { severities: { [first.rule]: 'info' } });
  const after = await of(['--config', lighter]);
  const same = after.findings.filter((each: { rule: string }) => each.rule === first.rule);
  expect(new Set(same.map((each: { severity: string }) => each.severity))).toEqual(new Set(['info']));
  expect(after.summary.error).toBeLessThan(before.summary.error);
  expect(after.summary.info).toBeGreaterThan(before.summary.info);
  expect((await run(['--image', broken, '--config', lighter])).exit).toBe(after.summary.error > 0 ? 1 : 0);
});

test('a log of the configuration is read, unless the command line says otherwise', async () => {
  const logs = file('logs.json', { logs: ['/no/such/log'] });
  const named = await run(['--image', broken, '--config', logs]);
  expect(named.out + named.err).toContain('/no/such/log');
  const none = await run(['--image', broken, '--config', logs, '--no-log']);
  expect(none.out + none.err).not.toContain('/no/such/log');
  const said = await run(['config', '--config', logs, '--log', '/a', '--format', 'json']);
  expect(JSON.parse(said.out).settings).toContainEqual({ key: 'logs', value: ['/a'], from: 'flag', name: '--log' });
});

test('a home of the configuration gives way to the argument', async () => {
  const home = file('home.json', { home: '/no/such/place' });
  expect((await run(['--image', broken, '--config', home])).err).toContain('/no/such/place: no such directory');
  expect((await run(['/var/qmail', '--image', broken, '--config', home])).exit).toBe(1);
});

test('a baseline of the configuration decides, unless the command line says otherwise', async () => {
  const base = join(dir, 'base.json');
  const known = file('known.json', { baseline: base });
  const audit = ['--image', broken, '--config', known];
  expect((await run(audit)).err).toBe(`qmail-lint: no baseline ${base}: --update-baseline makes it\n`);
  expect((await run([...audit, '--no-baseline'])).exit).toBe(1);
  expect((await run([...audit, '--update-baseline'])).exit).toBe(0);
  expect((await run(audit)).out).toContain('Baseline: 0 of');
  expect((await run([...audit, '--no-baseline'])).exit).toBe(1);
  expect((await run([...audit, '--no-baseline', '--update-baseline'])).exit).toBe(2);
  const said = await run(['config', '--config', known, '--format', 'json']);
  expect(JSON.parse(said.out).settings).toContainEqual({
    ...{ key: 'baseline', value: base, from: 'file' },
    ...{ path: known, line: 1 },
  });
  const none = await run(['config', '--config', known, '--no-baseline', '--format', 'json']);
  expect(JSON.parse(none.out).settings).toContainEqual(
    expect.objectContaining({ key: 'baseline', value: false, name: '--no-baseline' }),
  );
});

test('2: a configuration that is wrong stops every command', async () => {
  const bad = file('bad.json', { failon: 'error' });
  for (const args of [['--image', broken], ['config'], ['trace', 'a@one.test', '--image', broken]]) {
    const { exit, out, err } = await run([...args, '--config', bad]);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toBe(`qmail-lint: ${bad} line 1: unknown key "failon"; the nearest known one is "failOn"\n`);
  }
});

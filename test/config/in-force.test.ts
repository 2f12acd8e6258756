import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inForce, variableOf } from '../../src/config/in-force.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const path = join(dir, 'c.json');
writeFileSync(path, '{\n  "lang": "ja",\n  "failOn": "info"\n}');

test('the environment comes before the file', async () => {
  const env = { QMAIL_LINT_FAIL_ON: 'never', QMAIL_LINT_HOME: '' };
  const { settings, sources, file } = await inForce({ config: path, elsewhere: false }, env);
  expect(file).toBe(path);
  expect(settings).toEqual({ lang: 'ja', failOn: 'never' });
  expect(Object.fromEntries(sources)).toEqual({
    lang: { from: 'file', path, line: 2 },
    failOn: { from: 'environment', name: 'QMAIL_LINT_FAIL_ON' },
  });
});

test('values of the environment have the types of the file', async () => {
  const env = {
    QMAIL_LINT_DNS: 'no',
    QMAIL_LINT_DOMAINS: 'one.test, two.test',
    QMAIL_LINT_SPLIT: '23',
    QMAIL_LINT_PATRN: '002',
  };
  const { settings } = await inForce({ elsewhere: false }, env, '/no/such/file');
  expect(settings).toEqual({ dns: false, domains: ['one.test', 'two.test'], split: 23, patrn: '002' });
});

test.each([
  [{ QMAIL_LINT_FAIL_ON: 'warn' }, 'QMAIL_LINT_FAIL_ON: failOn: must be one of error, warning, info, never'],
  [{ QMAIL_LINT_DNS: 'perhaps' }, 'QMAIL_LINT_DNS: dns: must be boolean'],
  [{ QMAIL_LINT_SPLIT: '0x17' }, 'QMAIL_LINT_SPLIT: split: must be integer'],
  [{ QMAIL_LINT_LOGS: 'current' }, 'QMAIL_LINT_LOGS: logs[0]: give an absolute path'],
  [{ QMAIL_LINT_FAILON: 'info' }, 'QMAIL_LINT_FAILON: unknown variable; the nearest known one is "QMAIL_LINT_FAIL_ON"'],
  [{ QMAIL_LINT_SUPPRESSIONS: '[]' }, 'QMAIL_LINT_SUPPRESSIONS: only a configuration file can say this'],
])('%j is refused', async (env, says) => {
  await expect(inForce({ elsewhere: false }, env, '/no/such/file')).rejects.toThrow(says);
});

test("this machine's file is read for this machine alone, and where it is there", async () => {
  const langOf = async (asked: Parameters<typeof inForce>[0], file = path, env = {}) =>
    (await inForce(asked, env, file)).settings.lang;
  expect(await langOf({ elsewhere: false })).toBe('ja');
  expect(await langOf({ elsewhere: true })).toBeUndefined();
  expect(await langOf({ elsewhere: true, config: path })).toBe('ja');
  expect(await langOf({ elsewhere: false, config: false })).toBeUndefined();
  expect(await langOf({ elsewhere: false }, '/no/such/file')).toBeUndefined();
  expect(await langOf({ elsewhere: true }, '/no/such/file', { QMAIL_LINT_CONFIG: path })).toBe('ja');
  expect(await langOf({ elsewhere: false, config: false }, path, { QMAIL_LINT_CONFIG: path })).toBeUndefined();
});

test('the name of a variable', () => {
  expect(['failOn', 'publicAddresses', 'mail.smtp.passwordFile'].map(variableOf)).toEqual([
    'QMAIL_LINT_FAIL_ON',
    'QMAIL_LINT_PUBLIC_ADDRESSES',
    'QMAIL_LINT_MAIL_SMTP_PASSWORD_FILE',
  ]);
});

test('what is nested comes from the environment beside what the file has of it', async () => {
  const file = join(dir, 'mail.json');
  writeFileSync(file, '{ "mail": { "to": ["a@a.test"], "smtp": { "host": "mx.a.test" } } }');
  const env = { QMAIL_LINT_MAIL_SMTP_PORT: '587', QMAIL_LINT_MAIL_TO: 'b@b.test, c@c.test' };
  const { settings, sources } = await inForce({ elsewhere: false }, env, file);
  expect(settings.mail).toEqual({ to: ['b@b.test', 'c@c.test'], smtp: { host: 'mx.a.test', port: 587 } });
  expect(sources.get('mail.smtp.host')).toEqual({ from: 'file', path: file, line: 1 });
  expect(sources.get('mail.smtp.port')).toEqual({ from: 'environment', name: 'QMAIL_LINT_MAIL_SMTP_PORT' });
  await expect(inForce({ elsewhere: false }, { QMAIL_LINT_MAIL_SMTP_PORT: '587' }, '/no/such/file')).rejects.toThrow(
    'QMAIL_LINT_MAIL_SMTP_PORT: mail.smtp: "host" is missing',
  );
});

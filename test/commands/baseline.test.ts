/** The baseline: what is in it no longer decides, what is mended leaves it, and a file that cannot serve is told in a line. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function image(name: string, setup: Setup): string {
  const path = join(dir, `${name}.json`);
  writeFileSync(path, JSON.stringify(setUp(setup)));
  return path;
}

const both = image('both', { '/home/alice/Maildir': null, '/home/bob/Maildir': null });
const alice = image('alice', { '/home/alice/Maildir': null });
const other = image('other', { '/home/alice/Maildir': null, '/var/qmail/control/me': null });
const closed = image('closed', { '/home/alice/Maildir': null, '/home/bob/.qmail': { type: 'file', size: 10 } });

const schemaOf = (name: string) => JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8'));
const isBaseline = new Ajv().compile(schemaOf('baseline'));
const isReport = new Ajv({ allowUnionTypes: true }).compile(schemaOf('report'));

async function reportOf(image: string, ...args: string[]) {
  const { exit, out } = await run(['--no-config', '--image', image, '--format', 'json', ...args]);
  const report = JSON.parse(out);
  expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
  return { exit, report };
}

async function made(name: string, from = both): Promise<string> {
  const file = join(dir, name);
  await run(['--no-config', '--image', from, '--baseline', file, '--update-baseline']);
  return file;
}

test('made, valid, for its owner alone, in the order of the report; then nothing is new', async () => {
  const file = join(dir, 'made.json');
  const before = await reportOf(both);
  const { exit, report } = await reportOf(both, '--baseline', file, '--update-baseline');
  expect([before.exit, exit]).toEqual([1, 0]);
  const size = before.report.findings.length;
  expect(report.findings).toEqual([]);
  expect(report.baseline).toEqual(expect.objectContaining({ size: 0, mended: 0, unchecked: 0, added: size }));
  const written = JSON.parse(readFileSync(file, 'utf8'));
  expect(isBaseline(written), JSON.stringify(isBaseline.errors)).toBe(true);
  const prints = (findings: { fingerprint: string }[]) => findings.map(({ fingerprint }) => fingerprint);
  expect(prints(written.findings)).toEqual(prints(before.report.findings));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  const again = await reportOf(both, '--baseline', file);
  expect([again.exit, again.report.summary.error, again.report.baseline.known.length]).toEqual([0, 0, size]);
});

test('what is new decides, what is mended is counted', async () => {
  const file = await made('new.json');
  const size = JSON.parse(readFileSync(file, 'utf8')).findings.length;
  const { exit, report } = await reportOf(other, '--baseline', file);
  expect(exit).toBe(1);
  expect(report.findings.length).toBeGreaterThan(0);
  expect(report.findings.every(({ subject }: { subject: { user?: string } }) => subject.user !== 'alice')).toBe(true);
  expect(report.baseline).toEqual(expect.objectContaining({ size, added: null }));
  const fine = await run(['--no-config', '--image', alice, '--baseline', file]);
  expect(fine.exit).toBe(0);
  expect(fine.out).toContain(`Baseline: 1 of ${size} mended\n`);
  const japanese = await run(['--no-config', '--image', alice, '--baseline', file, '--lang', 'ja']);
  expect(japanese.out).toContain(`ベースライン: ${size} 件のうち 1 件が解消\n`);
  const page = await run(['--no-config', '--image', alice, '--baseline', file, '--format', 'html']);
  expect(page.out).toContain(`Baseline: 1 of ${size} mended`);
});

test('updated: what is mended leaves it, and counts as new when it comes back', async () => {
  const file = await made('updated.json');
  const update = await run(['--no-config', '--image', alice, '--baseline', file, '--update-baseline']);
  expect(update.out).toMatch(/Baseline: 1 of \d+ mended, 0 added\n/);
  expect((await reportOf(both, '--baseline', file)).exit).toBe(1);
});

test('what could not be looked at is neither mended nor forgotten', async () => {
  const file = await made('unchecked.json');
  const { exit, report } = await reportOf(closed, '--baseline', file, '--update-baseline');
  expect(exit).toBe(3);
  expect([report.baseline.mended, report.baseline.unchecked]).toEqual([0, 1]);
  expect((await reportOf(both, '--baseline', file)).exit).toBe(0);
  const one = await reportOf(both, '--baseline', file, '--user', 'alice');
  expect([one.exit, one.report.baseline.mended]).toEqual([0, 0]);
});

test('a suppressed finding stays in it', async () => {
  const file = await made('suppressed.json');
  const config = join(dir, 'config.json');
  writeFileSync(config, JSON.stringify({ suppressions: [{ rule: 'maildir-missing', user: 'bob', reason: 'known' }] }));
  const args = ['--config', config, '--image', both, '--baseline', file];
  expect((await run([...args, '--update-baseline'])).out).toMatch(/Baseline: 0 of \d+ mended, 0 added\n/);
  expect((await reportOf(both, '--baseline', file)).exit).toBe(0);
});

test('more than are listed are all in it', async () => {
  const missing = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`/home/u${at}`, { type: 'dir', owner: `u${at}` }]),
  );
  const passwd = Array.from({ length: 30 }, (_, at) => `u${at}:x:${3100 + at}:100::/home/u${at}:/bin/sh`);
  const many = image('many', { passwd, ...missing });
  const before = await reportOf(many);
  expect(before.report.folded).not.toEqual([]);
  const file = join(dir, 'many-baseline.json');
  const { report } = await reportOf(many, '--baseline', file, '--update-baseline');
  const { error, warning, info } = before.report.summary;
  expect(JSON.parse(readFileSync(file, 'utf8')).findings.length).toBe(error + warning + info);
  expect(report.baseline.known.length).toBe(before.report.findings.length);
  expect((await reportOf(many, '--baseline', file)).report.summary.error).toBe(0);
});

test.each<[string, (file: string) => void, string]>([
  ['missing', () => {}, 'no baseline FILE: --update-baseline makes it'],
  [
    'damaged',
    (file) => writeFileSync(file, '{"format":"qmail-lint/base'),
    'FILE is not a baseline, or damaged: remove it',
  ],
  ['empty', (file) => writeFileSync(file, ''), 'FILE is not a baseline, or damaged: remove it'],
  ['of another kind', (file) => writeFileSync(file, '[1]'), 'FILE is not a baseline, or damaged: remove it'],
  [
    'of another version',
    (file) => writeFileSync(file, '{"format":"qmail-lint/baseline","version":0,"findings":[]}'),
    'FILE is a baseline of version 0, and this is 1: remove it',
  ],
  [
    'open to others',
    (file) => {
      writeFileSync(file, '{}');
      chmodSync(file, 0o666);
    },
    'FILE can be written to by others (mode 666)',
  ],
])('%s: one line, exit code 2, and nothing is changed', async (name, make, says) => {
  const file = join(dir, `bad ${name}.json`);
  make(file);
  const { exit, out, err } = await run(['--no-config', '--image', both, '--baseline', file]);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toContain(says.replace('FILE', file));
  expect(err.trimEnd()).not.toContain('\n');
});

test('--update-baseline is refused where it would forget', async () => {
  expect((await run(['--image', both, '--update-baseline'])).err).toContain('give the file by --baseline');
  const file = join(dir, 'user.json');
  const { exit, err } = await run(['--image', both, '--baseline', file, '--update-baseline', '--user', 'bob']);
  expect(exit).toBe(2);
  expect(err).toContain('not --user');
});

test('a baseline that cannot be written leaves the report whole', async () => {
  const { exit, out, err } = await run(['--image', both, '--baseline', '/proc/no/b.json', '--update-baseline']);
  expect(exit).toBe(2);
  expect(out).toContain('mailboxes checked');
  expect(err).toContain('cannot write /proc/no/b.json');
});

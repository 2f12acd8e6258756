/** `qmail-lint explain`: the causes held against a host, rules by old names, what is not known. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/explain.schema.json', 'utf8')),
);

function image(name: string, setup: Setup): string {
  const file = join(dir, name);
  writeFileSync(file, JSON.stringify(setUp(setup)));
  return file;
}

async function explain(text: string, ...args: string[]) {
  const { out, exit } = await run(['explain', text, ...args, '--format', 'json']);
  const said = JSON.parse(out);
  expect(valid(said), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  return { exit, ...said };
}

const LINE = 'delivery 3: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/';

test('the cause that the host has is named, the others are said not to be it', async () => {
  const file = image('broken.json', { '/home/alice/Maildir': null });
  const { exit, explanations } = await explain(LINE, '--image', file);
  const state = (rule: string) => explanations[0].causes.find((each: { rule: string }) => each.rule === rule).state;
  expect(exit).toBe(0);
  expect(explanations[0].causes[0]).toMatchObject({ rule: 'maildir-missing', state: 'here' });
  expect(explanations[0].causes[0].findings[0].subject.path).toBe('/home/alice/Maildir');
  expect(state('maildir-not-directory')).toBe('not');
});

test('a sound host has none of the causes', async () => {
  const { explanations } = await explain(LINE, '--image', image('sound.json', {}));
  const states = new Set(explanations[0].causes.map((each: { state: string }) => each.state));
  expect(states).toEqual(new Set(['not']));
});

test('what cannot be looked at is said to be so', async () => {
  const sound = setUp({});
  const files = sound.files.map(({ content, ...file }) =>
    file.path === '/var/qmail/control/locals' || content === undefined ? file : { ...file, content },
  );
  const file = join(dir, 'unread.json');
  writeFileSync(file, JSON.stringify({ ...sound, files }));
  const { explanations } = await explain('alert: cannot start: unable to read controls', '--image', file);
  expect(explanations[0].causes.map((each: { state: string }) => each.state)).toContain('could-not');
});

test('an unknown line is said to be unknown', async () => {
  expect(await explain('hello world')).toMatchObject({ exit: 1, recognised: false, explanations: [] });
  const { out } = await run(['explain', 'hello', 'world']);
  expect(out).toMatch(/^Not known/);
  expect(out).not.toContain('nearest');
  expect((await run(['explain', 'hello', '--lang', 'ja'])).out).toMatch(/^不明です/);
});

test.each([
  ['triger', 'en', 'The rule with the nearest name is trigger.'],
  ['badhomeperm', 'en', 'The rule with the nearest name is BADHOMEPERMS.'],
  ['triger', 'ja', '名前の近いルール: trigger'],
])('%s is nearly a rule (%s)', async (word, language, says) => {
  const { out, exit } = await run(['explain', word, '--lang', language]);
  expect(out).toContain(says);
  expect(exit).toBe(1);
});

test.each([
  ['NHL', 'locals-empty'],
  ['nocolon', 'virtual-no-colon'],
  ['NOOWNHOME', 'user-skipped'],
  ['BADHOMEPERMS', 'home-writable'],
  ['BADQMAILPERMS', 'dot-qmail-writable'],
  ['TRIGGER', 'trigger'],
  ['queuelifetime', 'queuelifetime'],
])('the rule %s', async (name, id) => {
  const { exit, explanations } = await explain(name, '--image', image('sound.json', {}));
  expect(exit).toBe(0);
  expect(explanations[0].rule.id).toBe(id);
});

test('a rule that this host does not have is said to be so', async () => {
  const { out } = await run(['explain', 'dot-qmail-cr', '--image', image('sound.json', {})]);
  expect(out).toMatch(/\n {2}This host does not have it\.\n$/);
  const broken = image('cr.json', { '/home/alice/.qmail': './Maildir/\r\n' });
  expect((await run(['explain', 'dot-qmail-cr', '--image', broken])).out).toContain('The cause on this host:');
});

test('every id of the qmail-lint of 1999 is known', async () => {
  const ids =
    'NHL NOCOLON TWOVDOMS TWODOMSDIFF NORCPTHOSTS LOCALVDOM LOCALNORCPT LOCALUSERHOSTMAP VDOMUSERHOSTMAP USERHOSTMAP NOOWNHOME BADHOMEPERMS BADQMAILPERMS BADQMAILCASE BADQMAILDOT ALIASVSUSER IMPLICITVDOM TRIGGER';
  for (const id of ids.split(' ')) expect((await run(['explain', id])).exit, id).toBe(0);
});

test('a message by its id, and standard input', async () => {
  expect((await explain('local-20')).explanations[0].messages[0].id).toBe('LOCAL-20');
  expect((await run(['explain', '-'], { input: `${LINE}\n` })).out).toMatch(/^LOCAL-20 {2}qmail-local, deferral/);
  expect((await run(['explain', ''])).exit).toBe(2);
});

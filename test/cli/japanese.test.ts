/** The command line in Japanese: help and errors, none left in English. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/command.ts';
import { japanese } from '../../src/cli/errors-ja.ts';
import { HELP_JA } from '../../src/cli/help-ja.ts';
import { reasonOf } from '../../src/host/errno.ts';
import { reasonIn } from '../../src/report/reasons.ts';
import { literalsIn, withoutHoles } from '../support/holes.ts';
import { run } from '../support/run.ts';
import { setUp } from '../support/setup.ts';

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const ja = file('ja.json', '{ "lang": "ja" }');
const en = file('en.json', '{ "lang": "en" }');
const image = file('image.json', JSON.stringify(setUp({})));

function commands(): Command[] {
  const program = new Command('qmail-lint');
  const terminal = {
    env: {},
    stdin: (async function* () {})(),
    stdout: { write: () => true },
    stderr: { write: () => true },
    workerFile: null,
  };
  for (const register of COMMANDS) register(program, terminal, () => undefined);
  return [...program.commands];
}

describe('help', () => {
  const texts = new Set([
    'print the version',
    'display help for command',
    'Audits a qmail installation: what will go wrong, beside the log line it would cause and the command that mends it',
    ...commands().flatMap((each) => [
      each.description(),
      ...[...each.options, ...each.registeredArguments].map(({ description }) => description),
    ]),
  ]);
  texts.delete('');

  test('each text of an option or command has its own', () => {
    expect([...texts].filter((text) => HELP_JA[text] === undefined)).toEqual([]);
    expect(Object.values(HELP_JA).filter((text) => !JAPANESE.test(text))).toEqual([]);
  });

  test.each([[], ...commands().map((each) => [each.name()])])('%s --help', async (...args) => {
    const english = await run([...args, '--help']);
    const { exit, out } = await run([...args, '--help'], { env: { LANG: 'ja_JP.UTF-8' } });
    expect([english.exit, exit]).toEqual([0, 0]);
    expect(english.out).not.toMatch(JAPANESE);
    expect(out).toMatch(/^使い方: qmail-lint/);
    expect(out).not.toMatch(/Usage:|Options:|Commands:|Arguments:|choices:|default:/);
    expect(out.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
    const names = (text: string) => [...text.matchAll(/^ {2}(-\S+(?:, --\S+)?|[a-z]+(?= ))/gm)].map(([, name]) => name);
    expect(names(out)).toEqual(names(english.out));
  });

  test('in the language of the configuration', async () => {
    expect((await run(['--help', '--config', ja])).out).toContain('使い方:');
    expect((await run(['--help', `--config=${ja}`, '--lang', 'en'])).out).toContain('Usage:');
    expect((await run(['--help', '--config', '/no/such'])).out).toContain('Usage:');
  });

  test('--lang comes before the locale', async () => {
    expect((await run(['--help', '--lang', 'ja'])).out).toContain('使い方:');
    expect((await run(['--help', '--lang=en'], { env: { LC_ALL: 'ja_JP.UTF-8' } })).out).toContain('Usage:');
  });
});

describe('errors', () => {
  test.each([
    [['--colour'], 'エラー: --colour というオプションはありません\n（近いもの: --color）\n'],
    [['--lang', 'fr'], 'エラー: オプション --lang <language> に fr は指定できません（選択肢: en, ja）\n'],
    [
      ['--patrn', '9'],
      'エラー: オプション --patrn <octal> に 9 は指定できません。002 のような 8 進数を指定してください\n',
    ],
    [['trace'], 'エラー: 引数 address がありません\n'],
    [['--config'], 'エラー: オプション --config <file> の値がありません\n'],
    [['a', 'b'], 'エラー: 引数が多すぎます（audit）。1 個のところに 2 個あります\n'],
    [['--root', '/x', '--image', 'y'], 'qmail-lint: --root と --image は同時に指定できません\n'],
    [['--config', '/no/such'], 'qmail-lint: 設定ファイル /no/such を読めません: ファイルがありません\n'],
    [['--image', '/no/such'], 'qmail-lint: イメージ /no/such を読めません: ファイルがありません\n'],
    [['--home', ''], "qmail-lint: ホーム '': 絶対パスを指定してください（例: /var/qmail）\n"],
    [['log', '/no/such'], 'qmail-lint: /no/such: ファイルがありません\n'],
  ])('%j', async (args, err) => {
    expect(await run(args, { env: { LANG: 'ja_JP.UTF-8' } })).toEqual({ exit: 2, out: '', err });
  });

  const inJapanese = 'qmail-lint: ベースライン /no/such がありません。--update-baseline で作れます\n';
  test.each<[string[], Record<string, string>]>([
    [['--config', ja], {}],
    [[`--config=${ja}`], {}],
    [['--no-config', '--lang=ja'], {}],
    [[], { QMAIL_LINT_CONFIG: ja }],
    [[], { QMAIL_LINT_LANG: 'ja', LANG: 'en_US.UTF-8' }],
    [['--config', en], { QMAIL_LINT_LANG: 'ja' }],
    [['--config', ja], { LANG: 'C.UTF-8' }],
  ])('in the language of the command line, the environment, the configuration: %j %j', async (args, env) => {
    expect((await run(['--image', image, '--baseline', '/no/such', ...args], { env })).err).toBe(inJapanese);
  });

  test.each<[string[], Record<string, string>]>([
    [['--config', ja, '--lang', 'en'], {}],
    [['--config', en], { LANG: 'ja_JP.UTF-8' }],
    [['--config', ja], { QMAIL_LINT_LANG: 'en' }],
    [['--no-config'], { QMAIL_LINT_CONFIG: ja }],
  ])('and so in English: %j %j', async (args, env) => {
    const { err } = await run(['--image', image, '--baseline', '/no/such', ...args], { env });
    expect(err).toBe('qmail-lint: no baseline /no/such: --update-baseline makes it\n');
  });

  test('a configuration that is wrong tells it in its own language', async () => {
    const wrong = file('wrong.json', '{ "lang": "ja", // here\n "failon": "info", }');
    expect((await run(['config', '--config', wrong])).err).toContain('キー "failon" はありません');
    const damaged = file('damaged.json', '{ "lang": "ja"\n "failOn": "info" }');
    expect((await run(['config', '--config', damaged])).err).toContain('カンマがありません');
  });

  test.skipIf(!existsSync('/dev/full'))('a report that finds no room is told of', () => {
    const said = (...args: string[]) => {
      const full = openSync('/dev/full', 'w');
      const { stderr, status } = spawnSync(process.execPath, ['bin/qmail-lint.js', '--image', image, ...args], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      return [status, stderr];
    };
    expect(said('--lang', 'en')).toEqual([3, 'qmail-lint: cannot write the report: no space is left (ENOSPC)\n']);
    expect(said('--config', ja)).toEqual([3, 'qmail-lint: 報告を書き込めません: 空き容量がありません（ENOSPC）\n']);
  });

  /** Every sentence of a UsageError in the code, with X for what it names. */
  const sentences = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => literalsIn(readFileSync(`src/${name}`, 'utf8'), /new (?:UsageError|InvalidArgumentError)\(/g))
    .map(withoutHoles);

  test.each([...new Set(sentences)].filter((text) => /[a-z]{2} [a-z]/.test(text)))('%s', (text) => {
    expect(japanese(text)).toMatch(JAPANESE);
  });

  test('there are some', () => {
    expect(sentences.length).toBeGreaterThan(80);
  });

  test('what the operating system says', () => {
    for (const code of [
      'ENOENT',
      'EISDIR',
      'ENOTDIR',
      'EMFILE',
      'EACCES',
      'EPERM',
      'EIO',
      'ELOOP',
      'ENAMETOOLONG',
      'EHOSTDOWN',
      'ENOTCONN',
      'ETIMEDOUT',
      'ESTALE',
      'ENOSPC',
      'EDQUOT',
      'EROFS',
    ])
      expect(reasonIn('ja', reasonOf({ code }))).toMatch(JAPANESE);
  });

  test('a value of the configuration, with its place', () => {
    const of = (says: string) => japanese(`/etc/qmail-lint.json line 3: ${says}`);
    expect(of('mail.smtp.tls: must be one of implicit, none')).toBe(
      '/etc/qmail-lint.json の 3 行目: mail.smtp.tls: 次のどれかを指定してください: implicit, none',
    );
    expect(of('unknown key "severitys"; the nearest known one is "severities"')).toBe(
      '/etc/qmail-lint.json の 3 行目: キー "severitys" はありません（近いもの: "severities"）',
    );
    expect(japanese('QMAIL_LINT_DNS: dns: must be boolean')).toBe(
      'QMAIL_LINT_DNS: dns: true か false を指定してください',
    );
  });

  test('one that is not known is shown as it is', () => {
    expect(japanese('something new: a: b')).toBe('something new: a: b');
  });
});

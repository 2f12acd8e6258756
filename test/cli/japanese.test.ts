/** The command line in Japanese: help and errors, none left in English. */
import { readdirSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/command.ts';
import { japanese } from '../../src/cli/errors-ja.ts';
import { HELP_JA } from '../../src/cli/help-ja.ts';
import { reasonOf } from '../../src/host/errno.ts';
import { reasonIn } from '../../src/report/reasons.ts';
import { withoutHoles } from '../support/holes.ts';
import { run } from '../support/run.ts';

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

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

  /** Every sentence of a UsageError in the code, with X for what it names. */
  const sentences = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [
        ...readFileSync(`src/${name}`, 'utf8').matchAll(
          /new (?:UsageError|InvalidArgumentError)\(\s*(['"`])(.*?)\1,?\s*\)/gs,
        ),
      ].map(([, , text = '']) => withoutHoles(text)),
    );

  test.each([...new Set(sentences)].filter((text) => /[a-z]{2} [a-z]/.test(text)))('%s', (text) => {
    expect(japanese(text)).toMatch(JAPANESE);
  });

  test('there are some', () => {
    expect(sentences.length).toBeGreaterThan(40);
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

/**
 * Errors in Japanese. In the code they are English sentences, of ours and of commander; a new one is shown as it is, and a test
 * tells of it. Loaded only for a reader of Japanese.
 */
import { reasonIn } from '../report/reasons.ts';

type Words = (...parts: string[]) => string;

/** What is named in "cannot read …". */
const THINGS: Readonly<Record<string, string>> = {
  'the configuration': '設定ファイル',
  'the state': '状態ファイル',
  'the password': 'パスワードファイル',
  'the baseline': 'ベースライン',
  'the image': 'イメージ',
};

const KINDS: Readonly<Record<string, string>> = {
  string: '文字列',
  boolean: 'true か false ',
  integer: '整数',
  number: '数値',
  object: 'オブジェクト',
  array: '配列',
};

const JSON_FAULTS: Readonly<Record<string, string>> = {
  'it is empty': '空です',
  'value expected': '値がありません',
  'comma expected': 'カンマがありません',
  'colon expected': 'コロンがありません',
  'property name expected': 'キーがありません',
  'close brace expected': '閉じ括弧 } がありません',
  'close bracket expected': '閉じ括弧 ] がありません',
  'end of file expected': '余分な文字があります',
  'invalid symbol': '使えない文字があります',
  'invalid number format': '数値の書き方が誤っています',
  'invalid comment token': 'コメントの書き方が誤っています',
  'unexpected end of comment': 'コメントが閉じていません',
  'unexpected end of string': '文字列が閉じていません',
  'unexpected end of number': '数値が途中で終わっています',
  'invalid unicode': 'Unicode の書き方が誤っています',
  'invalid escape character': 'エスケープの書き方が誤っています',
  'invalid character': '使えない文字があります',
};

/** What a value should be: of an option, or of a key of the configuration. */
const VALUES: readonly (readonly [RegExp, Words])[] = [
  [/^give the name of a domain\.?$/, () => 'ドメイン名を指定してください'],
  [
    /^give an address,? such as postmaster@example\.org\.?$/,
    () => 'postmaster@example.org のようなアドレスを指定してください',
  ],
  [
    /^give a number of hours, days or weeks, such as 7d\.?$/,
    () => '7d のように、時間（h）、日（d）、週（w）の数を指定してください',
  ],
  [
    /^give an IPv4 address; qmail knows no others\.$/,
    () => 'IPv4 アドレスを指定してください（qmail はほかを知りません）',
  ],
  [/^give an IPv4 address$/, () => 'IPv4 アドレスを指定してください'],
  [/^give an IP address, such as (\S+)\.$/, (address) => `${address} のような IP アドレスを指定してください`],
  [/^give a whole number\.$/, () => '整数を指定してください'],
  [/^give an octal number, such as "?002"?\.?$/, () => '002 のような 8 進数を指定してください'],
  [/^give an absolute path$/, () => '絶対パスを指定してください'],
  [/^give a date such as (\S+)$/, (date) => `${date} のような日付を指定してください`],
  [/^say something$/, () => '空にはできません'],
  [/^must be one of (.+)$/, (choices) => `次のどれかを指定してください: ${choices}`],
  [
    /^unknown rule (".*?")(?:; the nearest known one is (".*?"))?$/,
    (rule, nearest) => `ルール ${rule} はありません${nearest ? `（近いもの: ${nearest}）` : ''}`,
  ],
  [
    /^unknown key (".*?")(?:; the nearest known one is (".*?"))?$/,
    (key, nearest) => `キー ${key} はありません${nearest ? `（近いもの: ${nearest}）` : ''}`,
  ],
  [/^must name a rule$/, () => 'ルールの名前を指定してください'],
  [/^(".*?") is missing$/, (key) => `${key} がありません`],
  [/^(".*?") is given twice$/, (key) => `${key} が 2 回あります`],
  [/^must be (string|boolean|integer|number|object|array)$/, (kind) => `${KINDS[kind ?? '']}を指定してください`],
  [/^must be (>=|<=) (\d+)$/, (sign, limit) => `${limit} ${sign === '>=' ? '以上' : '以下'}を指定してください`],
  [/^must NOT have fewer than (\d+) (?:items|characters)$/, (limit) => `${limit} 個以上必要です`],
  [/^must NOT have more than (\d+) (?:items|characters)$/, (limit) => `${limit} 個までです`],
  [/^is wrong$/, () => '誤っています'],
];

const ERRORS: readonly (readonly [RegExp, Words])[] = [
  // commander
  [/^error: ([\s\S]*)$/, (text) => `エラー: ${japanese(text ?? '')}`],
  [
    /^unknown option '(.*?)'(\n[\s\S]*)?$/,
    (option, hint) => `${option} というオプションはありません${suggestion(hint)}`,
  ],
  [
    /^unknown command '(.*?)'(\n[\s\S]*)?$/,
    (command, hint) => `${command} というコマンドはありません${suggestion(hint)}`,
  ],
  [/^missing required argument '(.*)'$/, (name) => `引数 ${name} がありません`],
  [/^option '(.*)' argument missing$/, (option) => `オプション ${option} の値がありません`],
  [
    /^option '(.*?)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
    (option, value, choices) => `オプション ${option} に ${value} は指定できません（選択肢: ${choices}）`,
  ],
  [
    /^option '(.*?)' argument '(.*)' is invalid\. (.*)$/s,
    (option, value, text) => `オプション ${option} に ${value} は指定できません。${valueIn(text ?? '')}`,
  ],
  [
    /^too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/,
    (command, expected, given) =>
      `引数が多すぎます${command ? `（${command}）` : ''}。${expected} 個のところに ${given} 個あります`,
  ],
  // the command line
  [
    /^(.*), and no command is named (\S+) \(there are (.*)\)$/s,
    (error, name, commands) => `${japanese(error ?? '')}。${name} というコマンドもありません（コマンド: ${commands}）`,
  ],
  [/^give the home once: as an argument or by --home$/, () => 'ホームは引数か --home のどちらか一方で指定してください'],
  [/^--root and --image exclude each other$/, () => '--root と --image は同時に指定できません'],
  [/^--root (.*): no such directory$/s, (root) => `--root ${root}: ディレクトリがありません`],
  [
    /^--resolver (.*): give an address, such as (\S+) or (\S+)$/s,
    (resolver, one, other) => `--resolver ${resolver}: ${one} や ${other} のように指定してください`,
  ],
  [
    /^--break (.*): give one ASCII character, such as -$/s,
    (text) => `--break ${text}: - のような ASCII の 1 文字を指定してください`,
  ],
  [
    /^--service (.*): nothing that runs qmail-smtpd has this in its path$/s,
    (name) => `--service ${name}: この文字列をパスに含む qmail-smtpd のサービスはありません`,
  ],
  [
    /^--user (.*): no such account on the audited machine$/s,
    (name) => `--user ${name}: 検査対象のマシンにこのアカウントはありません`,
  ],
  [/^--env (.*): give NAME=VALUE$/s, (text) => `--env ${text}: NAME=VALUE の形で指定してください`],
  [
    /^--follow: name a file, or a directory of multilog$/,
    () => '--follow: ファイルか multilog のディレクトリを指定してください',
  ],
  [
    /^--message (.*): give the number of a message, as in: (.*)$/s,
    (text, example) => `--message ${text}: メッセージの番号を指定してください（例: ${example}）`,
  ],
  [
    /^(--\S+) (.*): give 2h, 3d, 2026-11-24 or 2026-11-24T02:21:08$/s,
    (option, text) => `${option} ${text}: 2h、3d、2026-11-24、2026-11-24T02:21:08 のように指定してください`,
  ],
  [
    /^--mail: nobody is named: give --mail-to ADDRESS, or mail\.to in the configuration$/,
    () => '--mail: 宛先がありません。--mail-to ADDRESS か、設定ファイルの mail.to で指定してください',
  ],
  [
    /^mail about another machine goes by SMTP only: give mail\.smtp\.host by --config$/,
    () =>
      '別のマシンについてのメールは SMTP でだけ送れます。--config の設定ファイルに mail.smtp.host を指定してください',
  ],
  [
    /^explain: give a line, the id of a rule or of a message$/,
    () => 'explain: ログの行、ルールの ID、メッセージの ID のどれかを指定してください',
  ],
  [
    /^explain -: more than (\d+) bytes; qmail-lint log reads logs$/,
    (limit) => `explain -: ${limit} バイトを超えています。ログは qmail-lint log で読めます`,
  ],
  [
    /^no log was found: name its file or directory, or - for standard input$/,
    () => 'ログが見つかりません。ファイルかディレクトリ、または標準入力を表す - を指定してください',
  ],
  // places
  [
    /^home '(.*)': give an absolute path(?: on the machine of )?(.*), such as (\S+)$/s,
    (home, machine, example) =>
      `ホーム '${home}': ${machine ? `${machine} のマシンでの` : ''}絶対パスを指定してください（例: ${example}）`,
  ],
  [
    /^(.*) is not a qmail home: it has none of (.*)$/s,
    (home, marks) => `${home} は qmail のホームではありません（${marks} のどれもありません）`,
  ],
  [/^(.*): no such directory$/s, (path) => `${path}: ディレクトリがありません`],
  [/^(.*): not a directory$/s, (path) => `${path}: ディレクトリではありません`],
  [/^(.*): no log of multilog is in this directory$/s, (path) => `${path}: multilog のログがありません`],
  // files of ours
  [/^cannot look at (.*): (.*?)$/s, (path, reason) => `${path} を確認できません: ${reasonIn('ja', reason ?? '')}`],
  [
    /^cannot read ((?:the )?\S+) (.*): (.*?)$/s,
    (thing, path, reason) => `${THINGS[thing ?? ''] ?? thing} ${path} を読めません: ${reasonIn('ja', reason ?? '')}`,
  ],
  [
    /^cannot write the state (.*) or beside it: (.*?)$/s,
    (path, reason) => `状態ファイル ${path} とその場所に書き込めません: ${reasonIn('ja', reason ?? '')}`,
  ],
  [/^cannot write (.*): (.*?)$/s, (path, reason) => `${path} に書き込めません: ${reasonIn('ja', reason ?? '')}`],
  [/^(.*) is not an image: it is not JSON$/s, (path) => `${path} はイメージではありません: JSON ではありません`],
  [/^(.*) is not an image: (.*)$/s, (path, fault) => `${path} はイメージではありません: ${fault}`],
  [/^(.*) is not a regular file$/s, (path) => `${path} は通常のファイルではありません`],
  [
    /^(.*) belongs to uid (\d+), who could tell qmail-lint to keep silent: .*$/s,
    (path, uid) =>
      `${path} の所有者は uid ${uid} で、qmail-lint を黙らせることができます。所有者は root か実行するユーザーでなければなりません`,
  ],
  [
    /^(.*) can be (written to|read) by others \(mode (\d+)\): (chmod .*)$/s,
    (path, act, mode, command) =>
      `${path} は他のユーザーから${act === 'read' ? '読み取り' : '書き込み'}可能です（モード ${mode}）: ${command}`,
  ],
  [/^(.*) is larger than (\d+) bytes$/s, (path, limit) => `${path} は ${limit} バイトを超えています`],
  [
    /^(.*) is the state of another audit \((\w+) (.*), not (.*)\): give this one its own by --state$/s,
    (path, key, there, here) =>
      `${path} は別の検査の状態ファイルです（${key} が ${here} ではなく ${there}）。--state で別のファイルを指定してください`,
  ],
  [
    /^(.*) is damaged and cannot be put aside: (.*?)$/s,
    (path, reason) => `${path} は壊れていて、名前を変えて残すこともできません: ${reasonIn('ja', reason ?? '')}`,
  ],
  [/^(.*) line (\d+): (.*)$/s, (path, line, text) => `${path} の ${line} 行目: ${valueIn(text ?? '')}`],
  [/^((?:QMAIL_LINT_\w+(?:, )?)+): (.*)$/s, (name, text) => `${name}: ${valueIn(text ?? '')}`],
];

function suggestion(hint: string | undefined): string {
  const near = /\(Did you mean (?:one of )?(.*)\?\)/.exec(hint ?? '')?.[1];
  return near === undefined ? '' : `\n（近いもの: ${near}）`;
}

function first(table: readonly (readonly [RegExp, Words])[], text: string): string | null {
  for (const [pattern, words] of table) {
    const match = pattern.exec(text);
    if (match !== null) return words(...match.slice(1));
  }
  return null;
}

/** Of a value, with the way to it before it. */
function valueIn(text: string): string {
  const plain = JSON_FAULTS[text] ?? first(VALUES, text);
  if (plain !== null) return plain;
  const way = /^([A-Za-z][\w.[\]-]*): (.*)$/s.exec(text);
  return way === null ? text : `${way[1]}: ${valueIn(way[2] ?? '')}`;
}

/** The error in Japanese, or as it is where it is not known. */
export function japanese(text: string): string {
  const said = first(ERRORS, text) ?? valueIn(text);
  return said === text ? reasonAfter(text) : said;
}

/** `NAME: reason` of the operating system. */
function reasonAfter(text: string): string {
  const [, place, reason] = /^(.*): (.*?)$/s.exec(text) ?? [];
  return place === undefined || reason === undefined ? text : `${place}: ${reasonIn('ja', reason)}`;
}

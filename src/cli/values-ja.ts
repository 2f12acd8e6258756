/** What a value of an option or of the configuration should be, in Japanese. */

/** Of the parts that the pattern took. */
export type Words = (...parts: string[]) => string;

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
  [/^give FORMAT=FILE, with one of (.+)\.$/, (formats) => `FORMAT=FILE の形で指定してください（形式: ${formats}）`],
  [/^for standard output give --format (\S+)\.$/, (format) => `標準出力には --format ${format} を指定してください`],
  [/^(\S+) is given twice\.$/, (name) => `${name} が 2 回指定されています`],
  [/^there is no directory (.*)\.$/s, (path) => `ディレクトリ ${path} がありません`],
  [/^give an octal mode, such as (\d+)\.$/, (mode) => `${mode} のような 8 進数のモードを指定してください`],
  [/^give a day, such as (\S+)$/, (day) => `${day} のような日付を指定してください`],
  [/^say why$/, () => '理由を書いてください'],
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
  [
    /^unknown variable(?:; the nearest known one is "(.*?)")?/,
    (nearest) => `この環境変数はありません${nearest ? `（近いもの: ${nearest}）` : ''}`,
  ],
  [/^only a configuration file can say this$/, () => '設定ファイルでだけ指定できます'],
  [/^must name a rule$/, () => 'ルールの名前を指定してください'],
  [/^(".*?") is missing$/, (key) => `${key} がありません`],
  [/^(".*?") is given twice$/, (key) => `${key} が 2 回あります`],
  [/^must be (string|boolean|integer|number|object|array)$/, (kind) => `${KINDS[kind ?? '']}を指定してください`],
  [/^must be (>=|<=) (\d+)$/, (sign, limit) => `${limit} ${sign === '>=' ? '以上' : '以下'}を指定してください`],
  [/^must NOT have fewer than (\d+) (?:items|characters)$/, (limit) => `${limit} 個以上必要です`],
  [/^must NOT have more than (\d+) (?:items|characters)$/, (limit) => `${limit} 個までです`],
  [/^must have required property '(.*)'$/, (key) => `${key} がありません`],
  [/^must match pattern "(.*)"$/s, (pattern) => `パターン ${pattern} に合いません`],
  [/^must be equal to (?:constant|one of the allowed values)$/, () => '決められた値ではありません'],
  [/^is wrong$/, () => '誤っています'],
];

/** What the first pattern that fits makes of the text; null where none does. */
export function first(table: readonly (readonly [RegExp, Words])[], text: string): string | null {
  for (const [pattern, words] of table) {
    const match = pattern.exec(text);
    if (match !== null) return words(...match.slice(1));
  }
  return null;
}

/** Of a value, with the way to it before it. */
export function valueIn(text: string): string {
  const plain = JSON_FAULTS[text] ?? first(VALUES, text);
  if (plain !== null) return plain;
  const way = /^([A-Za-z][\w.[\]-]*): (.*)$/s.exec(text);
  return way === null ? text : `${way[1]}: ${valueIn(way[2] ?? '')}`;
}

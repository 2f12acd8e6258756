/**
 * Errors in Japanese. In the code they are English sentences, of ours and of commander; a new one is shown as it is, and a test
 * tells of it. Loaded only for a reader of Japanese.
 */
import { reasonIn } from '../report/reasons.ts';
import { first, valueIn, type Words } from './values-ja.ts';

/** What is named in "cannot read …". */
const THINGS: Readonly<Record<string, string>> = {
  'the configuration': '設定ファイル',
  'the state': '状態ファイル',
  'the password': 'パスワードファイル',
  'the baseline': 'ベースライン',
  'the image': 'イメージ',
  'the list': 'リスト',
};

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
    /^(\S+) (.*): give 2h, 3d, yesterday, 22:00, 2026-11-24 or a time as the log has it$/s,
    (option, text) => `${option} ${text}: 2h、3d、yesterday、22:00、2026-11-24、またはログの時刻のまま指定してください`,
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
  // addresses and domains
  [
    /^standard input has no address: give one on each line$/,
    () => '標準入力にアドレスがありません。1 行に一つずつ指定してください',
  ],
  [
    /^(.*): SMTP cannot carry an address with a control character$/s,
    (address) => `${address}: 制御文字を含むアドレスは SMTP で送れません`,
  ],
  [
    /^--domain (.*): neither local nor virtual there, nor taken by rcpthosts$/s,
    (name) => `--domain ${name}: ローカルでもバーチャルでもなく、rcpthosts にもないドメインです`,
  ],
  // fix and undo
  [/^(\S+) goes with --mail-to or --mail$/, (option) => `${option} は --mail-to か --mail と一緒に指定してください`],
  [/^(\S+) goes with --fix$/, (option) => `${option} は --fix と一緒に指定してください`],
  [
    /^(\S+) changes owners and modes: run it as root, or with --dry-run$/,
    (what) => `${what} は所有者とモードを変更します。root で実行するか、--dry-run を付けてください`,
  ],
  [
    /^(\S+) asks on a terminal: give --yes to change without a question, or --dry-run to look$/,
    (what) => `${what} は端末で確認します。確認せずに変更するなら --yes、見るだけなら --dry-run を付けてください`,
  ],
  [
    /^--fix: an image is no machine; use --root, or run it on the machine itself$/,
    () => '--fix: イメージは変更できません。--root を使うか、そのマシン自身で実行してください',
  ],
  [
    /^--rule (.*): there is no such rule(?:; the nearest known one is "(.*)")?/s,
    (rule, near) => `--rule ${rule}: そのようなルールはありません${near ? `（近いもの: ${near}）` : ''}`,
  ],
  [
    /^another fix or undo runs with the journals in (.*)$/s,
    (path) => `${path} の記録を使って、別の修復か undo が実行中です`,
  ],
  [/^cannot run (\S+): (.*?)$/s, (program, reason) => `${program} を実行できません: ${reasonIn('ja', reason ?? '')}`],
  [/^(.*) line (\d+): no line of a journal$/s, (path, line) => `${path} の ${line} 行目: 記録の行ではありません`],
  [/^the root that the journal names is not UTF-8$/, () => '記録にあるルートの名前が UTF-8 ではありません'],
  [/^(.*): others may look at it; (chmod .*)$/s, (path, command) => `${path}: 他のユーザーが見られます。${command}`],
  [/^(.*): no such directory for the journal$/s, (path) => `${path}: 記録のためのディレクトリがありません`],
  [
    /^(.*): a journal needs a directory of root that nobody else can write to$/s,
    (path) => `${path}: 記録には、root が所有し、ほかの誰も書き込めないディレクトリが必要です`,
  ],
  [
    /^cannot make the journal (.*): (.*?)$/s,
    (path, reason) => `記録 ${path} を作れません: ${reasonIn('ja', reason ?? '')}`,
  ],
  [/^cannot make (.*): (.*?)$/s, (path, reason) => `${path} を作れません: ${reasonIn('ja', reason ?? '')}`],
  [/^(.*) is no journal of qmail-lint$/s, (path) => `${path} は qmail-lint の記録ではありません`],
  [/^(.*): others than root could have written it$/s, (path) => `${path}: root 以外のユーザーが書けた可能性があります`],
  [/^no fix to undo in (.*)$/s, (path) => `${path} に、元に戻せる修復はありません`],
  [
    /^cannot look for journals in (.*): (.*?)$/s,
    (path, reason) => `${path} の記録を調べられません: ${reasonIn('ja', reason ?? '')}`,
  ],
  [
    /^--root (.*): a fix needs a directory of root, below directories that root alone can change$/s,
    (root) => `--root ${root}: 修復には、上のディレクトリも含めて root だけが変更できるディレクトリが必要です`,
  ],
  // the baseline and the formats
  [
    /^--update-baseline: give the file by --baseline$/,
    () => '--update-baseline: ファイルを --baseline で指定してください',
  ],
  [
    /^--update-baseline takes the audit of all accounts, not --user$/,
    () => '--update-baseline は全アカウントの検査が必要です（--user とは使えません）',
  ],
  [
    /^no baseline (.*): --update-baseline makes it$/s,
    (path) => `ベースライン ${path} がありません。--update-baseline で作れます`,
  ],
  [
    /^(.*) is a baseline of version (\S+), and this is (\S+): .*$/s,
    (path, there, here) =>
      `${path} はバージョン ${there} のベースラインです（このプログラムは ${here}）。削除して --update-baseline で作り直してください`,
  ],
  [
    /^(.*) is not a baseline, or damaged: .*$/s,
    (path) => `${path} はベースラインではないか、壊れています。削除して --update-baseline で作り直してください`,
  ],
  [
    /^--warning and --critical belong to --format nagios$/,
    () => '--warning と --critical は --format nagios で使います',
  ],
  [
    /^--critical (.*) is less than --warning (.*)$/,
    (critical, warning) => `--critical ${critical} が --warning ${warning} より小さくなっています`,
  ],
  // the move from another mail system, and comparing
  [/^--write (.*): never into a qmail home$/s, (path) => `--write ${path}: qmail のホームには書きません`],
  [
    /^--write (.*): the directory is there and not empty$/s,
    (path) => `--write ${path}: ディレクトリがすでにあり、空ではありません`,
  ],
  [/^--old and --old-root exclude each other$/, () => '--old と --old-root は同時に指定できません'],
  [
    /^--from qmail: say where the old machine is, by --old FILE or --old-root DIR$/,
    () => '--from qmail: 移行元のマシンを --old FILE か --old-root DIR で指定してください',
  ],
  [
    /^no configuration of (\S+) on (.*?)(?: \((\S+): (.*)\))?$/s,
    (system, machine, file, reason) =>
      `${machine === 'this machine' ? 'このマシン' : machine} に ${system} の設定がありません${file ? `（${file}: ${reasonIn('ja', reason ?? '')}）` : ''}`,
  ],
  [
    /^(.*): give an image, or the directory that is a machine's root$/s,
    (path) => `${reasonAfter(path ?? '')}。イメージか、マシンのルートディレクトリを指定してください`,
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
  [/^cannot look at (.*)$/s, (text) => reasonAfter(text ?? '', ' を確認できません')],
  [
    /^cannot read ((?:the )?\S+) (.*): (.*?)$/s,
    (thing, path, reason) => `${THINGS[thing ?? ''] ?? thing} ${path} を読めません: ${reasonIn('ja', reason ?? '')}`,
  ],
  [
    /^cannot write the state (.*) or beside it: (.*?)$/s,
    (path, reason) => `状態ファイル ${path} とその場所に書き込めません: ${reasonIn('ja', reason ?? '')}`,
  ],
  [/^cannot write the report: (.*?)$/s, (reason) => `報告を書き込めません: ${reasonIn('ja', reason ?? '')}`],
  [/^cannot write (.*): (.*?)$/s, (path, reason) => `${path} に書き込めません: ${reasonIn('ja', reason ?? '')}`],
  [/^(.*) is not an image: it is not JSON$/s, (path) => `${path} はイメージではありません: JSON ではありません`],
  [/^(.*) is not an image: it is cut short or damaged$/s, (path) => `${path} は途中で切れているか壊れています`],
  [
    /^(.*) is not an image: its "format" is not "(.*)"$/s,
    (path, format) => `${path} はイメージではありません: "format" が "${format}" ではありません`,
  ],
  [
    /^(.*) is an image of version (\S+), and this qmail-lint reads version (\S+): use a newer one, .*$/s,
    (path, version, ours) =>
      `${path} はバージョン ${version} のイメージですが、この qmail-lint が読めるのはバージョン ${ours} です。新しい qmail-lint を使うか、この qmail-lint でスナップショットを取り直してください`,
  ],
  [
    /^(.*) is not an image: (the whole|\S+) (.*)$/s,
    (path, place, fault) =>
      `${path} はイメージではありません: ${place === 'the whole' ? '全体' : place}: ${valueIn(fault ?? '')}`,
  ],
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

/** The error in Japanese, or as it is where it is not known. */
export function japanese(text: string): string {
  const said = first(ERRORS, text) ?? valueIn(text);
  return said === text ? reasonAfter(text) : said;
}

/** `NAME: reason`, where a reason that is known begins; `denies`: what is said of the name. */
function reasonAfter(text: string, denies = ''): string {
  const parts = text.split(': ');
  const known = parts.findIndex((_, at) => at > 0 && isKnown(parts.slice(at).join(': ')));
  const at = known === -1 ? parts.length - 1 : known;
  if (at < 1) return text;
  return `${parts.slice(0, at).join(': ')}${denies}: ${reasonIn('ja', parts.slice(at).join(': '))}`;
}

function isKnown(reason: string): boolean {
  return reasonIn('ja', reason) !== reason;
}

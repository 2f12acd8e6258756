/** The help in Japanese: each English text of an option or a command with its own. Loaded only for a reader of Japanese. */
import type { Command, Help, Option } from 'commander';
import stringWidth from 'string-width';
import { wrap } from '../report/wrap.ts';

/** By the English text, as the command line is described in the code. */
export const HELP_JA: Readonly<Record<string, string>> = {
  'Audits a qmail installation: what will go wrong, beside the log line it would cause and the command that mends it':
    'qmail の設定を検査します。これから起こる問題を、そのとき残るログの行と直すコマンドを添えて示します',
  'print the version': 'バージョンを表示します',
  'display help for command': 'ヘルプを表示します',
  'audit the qmail home (default /var/qmail)': 'qmail のホームを検査します（既定 /var/qmail）',
  'say what qmail would do with mail for each address (- reads them from standard input, one a line, # before a remark)':
    '各アドレス宛のメールを qmail がどう扱うかを示します（- は標準入力から 1 行に 1 件ずつ読み、# の行は飛ばします）',
  'say what waits in the queue, why and until when, and what is wrong with it':
    'キューに滞留しているもの、その理由と期限、キュー自体の問題を示します',
  "say what qmail-send's log tells (- reads standard input; default: where the installation logs)":
    'qmail-send のログからわかることを示します（- は標準入力、既定はこの環境のログ）',
  'say what a line of a log, a bounce, a reply, a rule or a message id means, and why (- reads it)':
    'ログの行、差し戻し、応答、ルール、メッセージ ID の意味と理由を示します（- は標準入力から読みます）',
  "write a machine's mail configuration to a file that --image reads: no messages, no passwords":
    'マシンのメール設定を --image で読めるファイルに書き出します（メール本文とパスワードは含みません）',
  'list every address that is taken here, and where its mail ends':
    'このホストが受けるすべてのアドレスと、メールの行き先を示します',
  'this domain alone': 'このドメインだけ',
  'what this account answers for': 'このアカウントが受けるアドレスだけ',
  'print the settings in force, and where each came from': '有効な設定と、その出どころを表示します',
  'the configuration (default /etc/qmail-lint.json, where the running machine is looked at)':
    '設定ファイル（動作中のマシンでは既定 /etc/qmail-lint.json）',
  'read no configuration': '設定ファイルを読みません',
  "qmail's home on that machine (default /var/qmail)": 'そのマシンの qmail のホーム（既定 /var/qmail）',
  "the machine's / is this directory": 'このディレクトリをそのマシンの / とします',
  'the machine is the image in this file': 'このファイルのイメージを検査対象のマシンとします',
  'ask this DNS server and no other': 'この DNS サーバーだけに問い合わせます',
  'ask no DNS server': 'DNS に問い合わせません',
  "an address of the machine's own interfaces (repeatable)": 'マシン自身のインターフェースのアドレス（繰り返し可）',
  'an address by which the world reaches it through NAT (repeatable)': 'NAT の外側から見たアドレス（繰り返し可）',
  'what qmail-start was given, such as ./Maildir/': 'qmail-start に渡された既定の配送指示（./Maildir/ など）',
  'which qmail it is': 'qmail の種類',
  'conf-patrn': 'conf-patrn の値',
  'conf-break': 'conf-break の値',
  'conf-split': 'conf-split の値',
  'conf-spawn': 'conf-spawn の値',
  'output format': '出力形式',
  'language of the report': '報告の言語',
  'a further name that is meant to be local or virtual here (repeatable)':
    'このホストで受けるつもりのドメイン名（繰り返し可）',
  'the audit for one account: its mailbox, and what concerns all':
    '一つのアカウントの検査（そのメールボックスと全体に関わる問題）',
  'exit 1 from this severity on': 'この重さ以上の指摘があれば終了コード 1',
  'a log, or its directory, to hold the findings against (repeatable; default: where the installation logs)':
    '指摘と突き合わせるログまたはそのディレクトリ（繰り返し可、既定はこの環境のログ）',
  'read no log': 'ログを読みません',
  'no finding is known': 'ベースラインを使いません',
  'mail what is new, worse or gone since the last run (repeatable)':
    '前回からの新規、悪化、解消をこの宛先にメールで知らせます（繰り返し可）',
  'with a mail: how often it tells that nothing has changed, such as 7d':
    '変化がないことを知らせるメールの間隔（7d など）',
  'with a mail: where the last run is remembered (default /var/lib/qmail-lint/state.json)':
    'メール用に前回の結果を記録するファイル（既定 /var/lib/qmail-lint/state.json）',
  'list every finding of a kind, and what was not asked': '同じ種類の指摘と、確認していない項目もすべて表示します',
  'mail what has changed to those whom the configuration names': '設定ファイルの宛先に変化をメールで知らせます',
  'colours in the table': '表の色',
  'envelope sender (default: someone elsewhere)': 'エンベロープの差出人（既定は外部の差出人）',
  'start at the SMTP server': 'SMTP サーバーの受信から始めます',
  'the SMTP client, whose rule is looked up (implies --smtp)':
    'SMTP クライアントのアドレス。適用されるルールを調べます（--smtp を含みます）',
  'the SMTP service whose run script has this in its path': 'run スクリプトのパスにこの文字列を含む SMTP サービス',
  'a variable that tcpserver would have set (repeatable, implies --smtp)':
    'tcpserver が設定する環境変数（繰り返し可、--smtp を含みます）',
  'put together what waits': '滞留中のメールのまとめ方',
  'a log, or its directory, that says what was tried (repeatable; default: where the installation logs)':
    'これまでの配送結果がわかるログまたはそのディレクトリ（繰り返し可、既定はこの環境のログ）',
  'list every message, and trace every recipient': 'すべてのメールを表示し、すべての宛先を調べます',
  'follow the message of this number': 'この番号のメールを追います',
  'follow the messages to this recipient, as it was given or as the log has it':
    'この宛先（送られたときの宛先、またはログにある宛先）へのメールを追います',
  'from then on: 2h, 3d, yesterday, 22:00, 2026-11-24, or a time as the log has it':
    'この時刻以降（2h、3d、yesterday、22:00、2026-11-24、またはログの時刻のまま）',
  'until then': 'この時刻まで',
  'go on with the last file as it grows: print each failure, deferral and alert as it comes':
    '最後のファイルを読み続け、failure、deferral、alert をそのつど表示します',
  'do not look for the causes on the host': 'ホスト上の原因を調べません',
  'list every distinct report': '種類の違う報告をすべて表示します',
  'name the causes too that this host does not have': 'このホストに当てはまらない原因も表示します',
  'where to; - for standard output (default: HOST.json.gz here)':
    '書き出し先（- は標準出力、既定はカレントディレクトリの HOST.json.gz）',
  'the audit for one domain: itself, whom its mail comes to, and what concerns all':
    '一つのドメインの検査（ドメイン自体、メールが届く相手、全体に関わる問題）',
  'put owners and modes right, as root: shows what it would change and asks':
    'root として所有者とモードを修復します（変更内容を示してから確認します）',
  'with --fix: change without asking': '--fix で、確認せずに変更します',
  'with --fix: only show what it would change': '--fix で、確認のみ（変更しません）',
  'with --fix: only print commands that would change the same': '--fix で、同じ変更をするコマンドだけを表示します',
  'with --fix: only what this rule finds (repeatable)': '--fix で、このルールの指摘だけ（繰り返し可）',
  'with --fix: only there and below (repeatable)': '--fix で、この場所とその下だけ（繰り返し可）',
  'where journals of fixes are kept (default /var/lib/qmail-lint)':
    '修復の記録を残すディレクトリ（既定 /var/lib/qmail-lint）',
  'put back what --fix changed (default: what the last one did)': '--fix による変更を元に戻します（既定は最後の修復）',
  'without asking': '確認しません',
  'only show what would be put back': '元に戻す内容を表示するだけです（変更しません）',
  'list every step': 'すべての手順を表示します',
  'write the report to a file too (repeatable)': '報告をファイルにも書きます（繰り返し可）',
  'mode of these files (default 600)': 'そのファイルのモード（既定 600）',
  'findings of this file are known: only others decide the exit code':
    'このファイルにある指摘は既知とし、ほかの指摘だけで終了コードを決めます',
  'take all findings into that file, and what is mended out of it':
    'すべての指摘をそのファイルに記録し、直ったものを除きます',
  'with --format nagios: a warning above so many messages': '--format nagios で、メールがこの数を超えたら警告',
  'with --format nagios: critical above so many': '--format nagios で、メールがこの数を超えたら重大',
  'say what is left to do for a move to qmail from another mail system':
    'ほかのメールシステムから qmail への移行で、残っている作業を示します',
  'the mail system that is left': '移行元のメールシステム',
  'the old machine is the image in this file (default: the machine itself)':
    'このファイルのイメージを移行元のマシンとします（既定はこのマシン）',
  "the old machine's / is this directory": 'このディレクトリを移行元のマシンの / とします',
  'put the proposed files of qmail into this new directory, to be looked at':
    'qmail 用に提案するファイルを、確認用の新しいディレクトリに書きます',
  'items ticked in this list, written by --format markdown, are done':
    '--format markdown で書いたこの一覧で印のある項目を完了とします',
  'list what is done too': '完了した項目も表示します',
  'say what differs between two installations: every address, accounts, owners, controls, the queue':
    '二つの環境の違いを示します（すべてのアドレス、アカウント、所有者、control、キュー）',
  "qmail's home on the old side (default /var/qmail)": '旧側の qmail のホーム（既定 /var/qmail）',
  'what qmail-start is given on the old side': '旧側の qmail-start に渡された既定の配送指示',
  'which qmail the old side has': '旧側の qmail の種類',
  'conf-patrn of the old side': '旧側の conf-patrn の値',
  'conf-split of the old side': '旧側の conf-split の値',
  "qmail's home on the new side (default /var/qmail)": '新側の qmail のホーム（既定 /var/qmail）',
  'what qmail-start is given on the new side': '新側の qmail-start に渡された既定の配送指示',
  'which qmail the new side has': '新側の qmail の種類',
  'conf-patrn of the new side': '新側の conf-patrn の値',
  'conf-split of the new side': '新側の conf-split の値',
  'name every address, account and file of each difference':
    '違いごとに、すべてのアドレス、アカウント、ファイルを表示します',
  'an image that snapshot wrote, or the root directory of a machine; / is the running one':
    'snapshot が書いたイメージ、またはマシンのルートディレクトリ（/ は動作中のマシン）',
  'the same': '同じ',
};

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '使い方:',
  'Arguments:': '引数:',
  'Options:': 'オプション:',
  'Commands:': 'コマンド:',
};

/** What commander puts after a description. */
function extra(option: Option): string {
  const { argChoices, defaultValue, required, optional } = option;
  const parts = [
    ...(argChoices === undefined ? [] : [`選択肢: ${argChoices.join(', ')}`]),
    ...(defaultValue !== undefined && (required || optional) ? [`既定: ${defaultValue}`] : []),
  ];
  return parts.length === 0 ? '' : `（${parts.join('、')}）`;
}

function said(english: string): string {
  return HELP_JA[english] ?? english;
}

const HELP: Partial<Help> = {
  commandDescription: (command) => said(command.description()),
  subcommandDescription: (command) => said(command.summary() || command.description()),
  argumentDescription: (argument) => said(argument.description),
  optionDescription: (option) => `${said(option.description)}${extra(option)}`,
  styleTitle: (title) => TITLES[title] ?? title,
  displayWidth: (text) => stringWidth(text),
  boxWrap: (text, width) => wrap(text, width).join('\n'),
};

/** The help of the program and of all its commands, in Japanese. */
export function helpInJapanese(program: Command): void {
  for (const command of [program, ...program.commands]) command.configureHelp(HELP);
}

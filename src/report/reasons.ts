/** Why something was not checked, in Japanese. In the code the reasons are English sentences; a new one is shown as it is. */
import type { Language } from '../qmail/message.ts';

const JAPANESE: readonly (readonly [RegExp, string])[] = [
  [/^permission denied for the user who runs qmail-lint$/, 'qmail-lint を実行しているユーザーに権限がありません'],
  [
    /^operation not permitted for the user who runs qmail-lint$/,
    'qmail-lint を実行しているユーザーに許可されていません',
  ],
  [/^input\/output error$/, '入出力エラーが起きました'],
  [/^timed out$/, '時間切れです'],
  [/^stale file handle$/, 'ファイルハンドルが古くなっています'],
  [/^not a regular file$/, '通常のファイルではありません'],
  [/^is a (\w+), not a regular file$/, '通常のファイルではなく $1 です'],
  [/^larger than (\d+) bytes$/, '$1 バイトを超えています'],
  [/^its content is not recorded in the image$/, 'イメージに内容が記録されていません'],
  [/^it is missing or cannot be read$/, '存在しないか、読めません'],
  [/^(\S+) cannot be read$/, '$1 を読めません'],
  [/^automounted at (\S+) and not mounted now$/, '$1 に自動マウントされますが、今はマウントされていません'],
  [
    /^the (\S+) file system (\S+) did not answer within (\d+) seconds$/,
    '$1 ファイルシステム $2 から $3 秒以内に応答がありません',
  ],
  [
    /^nsswitch\.conf names (.+), which cannot be asked from here$/,
    'nsswitch.conf に $1 がありますが、ここからは問い合わせできません',
  ],
  [/^(.+) \(nsswitch\.conf\) does not list its accounts$/, '$1（nsswitch.conf）がアカウントの一覧を返しません'],
  [/^own addresses are not known \(--address\)$/, 'このホストのアドレスがわかりません（--address で指定）'],
  [
    /^all own addresses are private: --public-address says how the world reaches this host$/,
    'アドレスがすべてプライベートです（外から見たアドレスは --public-address で指定）',
  ],
  [/^the DNS was not asked$/, 'DNS に問い合わせていません'],
  [/^(?:the )?DNS gave no answer for (\S+)(?: \((\w+)\))?$/, 'DNS から $1 の応答がありません'],
  [
    /^the DNS knows none of this host's names: is the resolver cut off\?$/,
    'DNS がこのホストの名前を一つも知りません。リゾルバーが外部に届いているか確かめてください',
  ],
  [/^there are no processes to look at$/, 'プロセスの情報がありません'],
  [/^(\S+) reads its configuration in its own way$/, '$1 は設定の読み方が異なります'],
  [/^(\S+) has a directory tree of its own$/, '$1 のディレクトリ構成は異なります'],
  [/^whom (\S+) runs as is not known$/, '$1 の実行ユーザーがわかりません'],
  [/^the user of tcpserver in (\S+) is not known$/, '$1 の tcpserver の実行ユーザーがわかりません'],
  [/^qmail-send does not start with (\S+) as it is$/, '今の $1 では qmail-send が起動しません'],
  [/^qmail-send cannot start with it$/, 'このままでは qmail-send が起動しません'],
  [/^which qmail this is could not be told$/, 'qmail の種類がわかりません'],
  [
    /^all mail leaves through qmail-qmqpc: there is no queue$/,
    'メールはすべて qmail-qmqpc で送られ、キューがありません',
  ],
];

const MORE = / \(and (\d+) more mailboxes\)$/;

export function reasonIn(language: Language, reason: string): string {
  if (language === 'en') return reason;
  const more = MORE.exec(reason);
  const bare = more === null ? reason : reason.slice(0, more.index);
  const rule = JAPANESE.find(([pattern]) => pattern.test(bare));
  const said = rule === undefined ? bare : bare.replace(rule[0], rule[1]);
  return more === null ? said : `${said}（ほかにメールボックス ${more[1]} 個）`;
}

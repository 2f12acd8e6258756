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
  [
    /^compressed by (\S+): pipe it through (\S+), and name it -$/,
    '$1 で圧縮されています。$2 で展開し、- で標準入力から渡してください',
  ],
  [/^the image leaves the private key out$/, 'イメージに秘密鍵は含まれていません'],
  [/^the private key wants a passphrase$/, '秘密鍵にパスフレーズが必要です'],
  [/^the image does not say when it was taken$/, 'イメージに作成日時が記録されていません'],
  [/^not recorded$/, '記録されていません'],
  [/^more than it can follow$/, '多すぎてたどれません'],
  [/^permission denied$/, '権限がありません'],
  [
    /^qmail-send cannot start with it, so no address is local$/,
    'このままでは qmail-send が起動せず、ローカルのアドレスがありません',
  ],
  [
    /^vpopmail keeps its users in a database, not in vpasswd$/,
    'vpopmail のユーザーは vpasswd ではなくデータベースにあります',
  ],
  [/^(?:ETIMEOUT|EBADRESP)$/, 'DNS から正しい応答がありません'],
  [/^getent passwd (.*): (.*)$/, 'getent passwd $1: $2（アカウントを調べられません）'],
  [
    /^the processes of others are hidden from the user who runs qmail-lint$/,
    '他のユーザーのプロセスは、qmail-lint を実行しているユーザーから見えません',
  ],
  [/^what is mounted is not known here$/, 'マウントの状態がわかりません'],
  [/^the mounts are not known here$/, 'マウントの状態がわかりません'],
  [/^another program stands in for qmail-queue$/, 'qmail-queue の代わりに別のプログラムが使われています'],
  [/^the room of the file systems is not known here$/, 'ファイルシステムの空き容量がわかりません'],
  [
    /^the queue that each qmail-send works in can be seen by root alone$/,
    '各 qmail-send がどのキューで動いているかは root にしか見えません',
  ],
  [/^the image does not hold the place of the log$/, 'イメージにログの場所が記録されていません'],
  [/^no such file$/, 'ファイルがありません'],
  [/^it is a directory$/, 'ディレクトリです'],
  [/^not a directory$/, 'ディレクトリではありません'],
  [/^it is too large$/, '大きすぎます'],
  [/^the compressed data is cut short$/, '圧縮データが途中で切れています'],
  [/^the compressed data is damaged$/, '圧縮データが壊れています'],
  [/^too many open files$/, '開いているファイルが多すぎます'],
  [/^too many symbolic links$/, 'シンボリックリンクが多すぎます'],
  [/^name too long$/, '名前が長すぎます'],
  [/^the file system is not connected$/, 'ファイルシステムに接続していません'],
  [/^the file server is down$/, 'ファイルサーバーが停止しています'],
  [/^no space is left \(ENOSPC\)$/, '空き容量がありません（ENOSPC）'],
  [/^the quota is used up \(EDQUOT\)$/, 'クォータを使い切っています（EDQUOT）'],
  [/^the file system is read-only \(EROFS\)$/, '読み取り専用のファイルシステムです（EROFS）'],
  [/^stale file handle$/, 'ファイルハンドルが古くなっています'],
  // of a mail that could not be sent
  [/^refused for (.*)$/, '$1 宛の受け付けを拒否されました'],
  [
    /^(.*) is not run: others could have put it there \((.*)\)$/,
    '$1 は実行しません。他のユーザーが置いた可能性があります（$2）',
  ],
  [/^(.*)no end after (\d+) s$/s, '$1$2 秒以内に終わりませんでした'],
  [/^cannot read the password (.*): no such file$/, 'パスワードファイル $1 がありません'],
  [/^cannot read the password (.*): (.*?)$/, 'パスワードファイル $1 を読めません: $2'],
  [/^(.*) can be read by others \(mode (\d+)\): (chmod .*)$/, '$1 は他のユーザーから読み取り可能です（モード $2）: $3'],
  [
    /^(.*) can be written to by others \(mode (\d+)\): (chmod .*)$/,
    '$1 は他のユーザーから書き込み可能です（モード $2）: $3',
  ],
  [/^not a regular file$/, '通常のファイルではありません'],
  [/^is a (\w+), not a regular file$/, '通常のファイルではなく $1 です'],
  [
    /^compressed by (\S+): pipe it through (\S+), and name it -$/,
    '$1 で圧縮されています。$2 で伸長してパイプで渡し、名前を - としてください',
  ],
  [
    /^only the newest (\d+) MB of the log were read \(--log reads what it names to its end\)$/,
    'ログは新しい方から $1 MB だけを読みました（--log で指定したものは全部読みます）',
  ],
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
  [/^(?:the )?DNS gave no answer for ((?:PTR )?\S+)(?: \([^)]*\))?$/, 'DNS から $1 の応答がありません'],
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
  [
    /^only (\d+) of (\d+) recipients were traced \(--all traces all\)$/,
    '$2 件の宛先のうち $1 件だけを調べました（--all ですべて調べます）',
  ],
  [/^which qmail this is could not be told$/, 'qmail の種類がわかりません'],
  [
    /^all mail leaves through qmail-qmqpc: there is no queue$/,
    'メールはすべて qmail-qmqpc で送られ、キューがありません',
  ],
  [
    /^is a script for (\S+), which is not read: how (\S+) is started is not known$/,
    '$1 のスクリプトは読めないため、$2 の起動方法がわかりません',
  ],
  [/^how (\S+) is started here could not be told$/, '$1 の起動方法がわかりません'],
  [/^is too involved to be read to its end$/, '複雑すぎて最後まで読めません'],
  [/^only the first (\d+) bytes were read$/, '先頭の $1 バイトだけを読みました'],
  [/^only (\d+) of (\d+) names were looked at$/, '$2 個の名前のうち $1 個だけを調べました'],
  [/^a part of the shell script could not be understood$/, 'シェルスクリプトに解釈できない部分があります'],
  [/^a shell is given a text that is not known$/, 'シェルに渡される文字列がわかりません'],
  [/^the first argument of qmail-start is not known$/, 'qmail-start の第1引数がわかりません'],
  [/^the options of tcpserver hold a value that is not known$/, 'tcpserver のオプションにわからない値があります'],
  [
    /^the rules file of tcpserver is named by a value that is not known$/,
    'tcpserver のルールファイルの名前がわかりません',
  ],
  [/^(\S+): rules in a format of its own are not looked at$/, '$1 のルールは形式が異なるため、調べていません'],
  [/^a directory of variables is named by a value that is not known$/, '変数のディレクトリの名前がわかりません'],
  [
    /^chpst -\/ changes the root directory: paths after it are not this machine’s$/,
    'chpst -/ でルートディレクトリが変わり、その後のパスをたどれません',
  ],
  [/^RootDirectory= is not followed$/, 'RootDirectory= の先はたどれません'],
  [/^EnvironmentFile= names a file that is not known$/, 'EnvironmentFile= のファイルがわかりません'],
];

const LINE = /^line (\d+): /;
const MORE = / \(and (\d+) more( mailboxes)?\)$/;

/** The reason, without how many others have it. */
export function withoutMore(reason: string): string {
  return reason.replace(MORE, '');
}

export function reasonIn(language: Language, reason: string): string {
  if (language === 'en') return reason;
  const more = MORE.exec(reason);
  const bare = more === null ? reason : reason.slice(0, more.index);
  const line = LINE.exec(bare);
  const said = line === null ? inJapanese(bare) : `${line[1]} 行目: ${inJapanese(bare.slice(line[0].length))}`;
  if (more === null) return said;
  return more[2] === undefined ? `${said}（ほかに ${more[1]} 件）` : `${said}（ほかにメールボックス ${more[1]} 個）`;
}

function inJapanese(reason: string): string {
  const rule = JAPANESE.find(([pattern]) => pattern.test(reason));
  return rule === undefined ? reason : reason.replace(rule[0], rule[1]);
}

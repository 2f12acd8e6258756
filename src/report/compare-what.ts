/** The same for what differs in files: controls, users/assign, rules, what is compiled in, the queue. */
import type { Kind } from '../audit/compare/difference.ts';
import { ABOUT_WHO, NOTHING_IF_MEANT, type Sentences } from './compare-who.ts';

const ABOUT_FILES: Readonly<Record<Exclude<Kind, keyof typeof ABOUT_WHO>, Sentences>> = {
  'control-value': {
    what: { en: '{file} says something else.', ja: '{file} の値が違います。' },
    effect: {
      en: 'What is in force changes (defaults are taken for what is not written).',
      ja: '実際に使われる値が変わります（書かれていないものは既定値で比べています）。',
    },
    remedy: { en: 'If this is not meant, bring the value over.', ja: '意図した変更でなければ、値を移してください。' },
  },
  'control-list': {
    what: { en: '{file} has other entries.', ja: '{file} の項目が違います。' },
    effect: {
      en: 'old: what the new side lacks; new: what it has besides.',
      ja: '「旧」は新側に足りない項目、「新」は新側にだけある項目です。',
    },
    remedy: {
      en: 'Bring over what is missing; qmail-send reads locals and virtualdomains again after HUP.',
      ja: '足りない項目を移してください。locals と virtualdomains は qmail-send に HUP を送ると読み直されます。',
    },
  },
  'control-absent': {
    what: { en: '{file} does not exist on the new side.', ja: '{file} が新側にありません。' },
    effect: {
      en: 'Without it every recipient is taken from everybody: an open relay.',
      ja: 'ないと誰からのどの宛先も受け付ける、第三者中継（オープンリレー）になります。',
    },
    remedy: {
      en: 'Bring the file over before the SMTP server is started.',
      ja: 'SMTP サーバーを起動する前に移してください。',
    },
  },
  'control-unusable': {
    what: { en: '{file} can be read by qmail on one side only.', ja: '{file} は片方の側でしか qmail に読めません。' },
    effect: {
      en: 'What needs it does not start, or sends every client and message away for now.',
      ja: 'それを必要とするプログラムが起動しないか、接続や配送をすべて一時的に断ります。',
    },
    remedy: {
      en: 'Bring the file over as it is on the other side; a cdb is made anew by its program.',
      ja: 'もう片方と同じファイルを用意してください。cdb は専用のプログラムで作り直します。',
    },
  },
  'control-other': {
    what: {
      en: '{file}, which plain qmail does not read, differs.',
      ja: '標準の qmail が読まない {file} が違います。',
    },
    effect: {
      en: 'A patched qmail or another program may go by it.',
      ja: 'パッチ済みの qmail や別のプログラムが使っているかもしれません。',
    },
    remedy: { en: 'Look at both files.', ja: '両方のファイルを見比べてください。' },
  },
  'assign-missing': {
    what: {
      en: 'users/assign of the new side lacks {subject}.',
      ja: '新側の users/assign に {subject} がありません。',
    },
    effect: {
      en: 'Another entry answers, or the account, or the alias user.',
      ja: '別の項目、同名のアカウント、または alias ユーザーが受けます。',
    },
    remedy: {
      en: 'Bring the line over with the numbers of the new side, and run qmail-newu.',
      ja: '行を新側の番号で書き、qmail-newu を実行してください。',
    },
  },
  'assign-added': {
    what: {
      en: 'users/assign of the new side has {subject} besides.',
      ja: '新側の users/assign にだけ {subject} があります。',
    },
    effect: { en: 'It comes before accounts and aliases.', ja: 'アカウントやエイリアスより先に使われます。' },
    remedy: NOTHING_IF_MEANT,
  },
  'assign-other': {
    what: {
      en: 'users/assign gives {subject} to another place.',
      ja: 'users/assign の {subject} の割り当て先が違います。',
    },
    effect: { en: 'Mail goes to that home.', ja: 'メールはそのホームに配送されます。' },
    remedy: { en: 'Correct the line and run qmail-newu.', ja: '行を直し、qmail-newu を実行してください。' },
  },
  'assign-ids': {
    what: {
      en: 'users/assign of the new side gives {subject} the ids {new}; {user} has {ids} there.',
      ja: '新側の users/assign では {subject} の番号が {new} ですが、{user} の番号は {ids} です。',
    },
    effect: {
      en: 'qmail-local runs as somebody else, who may not write there.',
      ja: 'qmail-local が別人の権限で動き、書き込めません。',
    },
    remedy: {
      en: 'Write the numbers of the new side (qmail-pw2u does) and run qmail-newu.',
      ja: '新側の番号を書き（qmail-pw2u で作れます）、qmail-newu を実行してください。',
    },
  },
  'rules-missing': {
    what: { en: 'The new side has no rules for {subject}.', ja: '{subject} にあたるルールが新側にありません。' },
    effect: {
      en: 'Own clients may not relay, and nobody is denied; where tcpserver names the file, every connection is dropped.',
      ja: '自分のクライアントは中継できず、拒否も効きません。tcpserver がこのファイルを指定していれば、すべての接続が切られます。',
    },
    remedy: {
      en: 'Bring the source over and compile it with tcprules on the new side.',
      ja: '元のファイルを移し、新側で tcprules を実行してください。',
    },
  },
  'rules-list': {
    what: { en: 'The rules in {subject} are others.', ja: '{subject} のルールが違います。' },
    effect: {
      en: 'Clients that relay are refused, or others may relay or get in.',
      ja: '中継できていたクライアントが拒否されるか、別のクライアントが中継・接続できるようになります。',
    },
    remedy: {
      en: 'Bring over what is missing and compile with tcprules.',
      ja: '足りないルールを移し、tcprules を実行してください。',
    },
  },
  'default-delivery': {
    what: { en: 'qmail-start is given another default delivery.', ja: 'qmail-start に渡す既定の配送指示が違います。' },
    effect: {
      en: 'Everybody without a dot-qmail file gets mail in another place.',
      ja: 'dot-qmail ファイルのないユーザー全員の届き先が変わります。',
    },
    remedy: {
      en: 'Start it with the old one, or bring mailboxes into the new form.',
      ja: '旧側と同じ指示で起動するか、メールボックスを新しい形式に移してください。',
    },
  },
  variant: {
    what: { en: 'The new side has another qmail.', ja: 'qmail の種類が違います。' },
    effect: {
      en: 'Patches read control files of their own, and log in their own words.',
      ja: 'パッチごとに独自の control ファイルがあり、ログの文言も違います。',
    },
    remedy: {
      en: 'Go through control/ for files that only the old one reads.',
      ja: '旧側だけが読む control ファイルがないか確かめてください。',
    },
  },
  compiled: {
    what: { en: '{subject} is compiled in otherwise.', ja: 'コンパイル時の {subject} が違います。' },
    effect: {
      en: 'patrn: which modes stop mail; break: what begins an extension; split: where the files of a message are; spawn: how many deliveries at once.',
      ja: 'patrn は配送を止めるモード、break は拡張アドレスの区切り、split はキューの分割数、spawn は同時配送数の上限です。',
    },
    remedy: {
      en: 'Build the new qmail with the same value, unless this is meant.',
      ja: '意図した変更でなければ、同じ値でビルドしてください。',
    },
  },
  'queue-waiting': {
    what: { en: '{old} messages wait in the queue of the old side.', ja: '旧側のキューに {old} 通が滞留しています。' },
    effect: {
      en: 'They do not come along: a message is named by the inode of its file, so a queue cannot be copied (cp, tar, rsync). Against moving it within one file system stand: {hindrance}.',
      ja: 'メッセージの名前はファイルの inode 番号なので、キューは cp・tar・rsync では移せません。同じファイルシステム内で mv するとしても、次のものが妨げになります: {hindrance}。',
    },
    remedy: {
      en: 'Keep qmail-send of the old side running without its SMTP server until the queue is empty (`qmail-qstat`); `kill -ALRM` retries all at once. What must not wait goes to the new host by a line `:NEWHOST` in its control/smtproutes.',
      ja: '旧側は SMTP を止め、qmail-send だけをキューが空になるまで動かしてください（`qmail-qstat` で確認。`kill -ALRM` ですべて再送されます）。急ぐものは旧側の control/smtproutes に `:新ホスト` と書いて新側へ送ります。',
    },
  },
  'queue-copied': {
    what: {
      en: 'The queue of the new side was copied by file: {new} messages have a number that is not their inode, such as {example}.',
      ja: '新側のキューはファイルのコピーです。{new} 通の番号が inode と一致しません（例: {example}）。',
    },
    effect: {
      en: 'A new message that gets such an inode as its number meets the old files: `451 qq trouble creating files in queue (#4.3.0)`, or mail gets mixed up.',
      ja: '新しいメッセージが同じ番号の inode を得ると古いファイルとぶつかり、`451 qq trouble creating files in queue (#4.3.0)` になるか、メールが混ざります。',
    },
    remedy: {
      en: 'Stop qmail-send and let queue-fix or queue_repair rename them; or remove the copies and let the old side deliver what it still has.',
      ja: 'qmail-send を止め、queue-fix か queue_repair で名前を直してください。または、コピーを消して旧側に配送させてください。',
    },
  },
};

export const SENTENCES: Readonly<Record<Kind, Sentences>> = { ...ABOUT_WHO, ...ABOUT_FILES };

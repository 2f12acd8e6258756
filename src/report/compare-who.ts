/** What differs in addresses, accounts and owners, what follows from it and what mends it. `{placeholders}` are filled by the difference. */
import type { Kind } from '../audit/compare/difference.ts';
import type { Prose } from '../qmail/message.ts';

export interface Sentences {
  readonly what: Prose;
  readonly effect: Prose;
  readonly remedy: Prose;
}

type About = Extract<Kind, `${'address' | 'account' | 'group' | 'part' | 'home'}-${string}`>;

export const NOTHING_IF_MEANT = { en: 'Nothing, if it is meant.', ja: '意図したものなら何もする必要はありません。' };
const OWNER_DIFFERS = {
  en: '{subject} belongs to {old} on the old side and to {new} on the new one.',
  ja: '{subject} の所有者は旧側で {old}、新側で {new} です。',
};
const MODE_DIFFERS = {
  en: '{subject} has mode {old} on the old side and {new} on the new one.',
  ja: '{subject} のモードは旧側で {old}、新側で {new} です。',
};
const CHMOD_BACK = {
  en: 'chmod it to {old}, unless this is meant.',
  ja: '意図した変更でなければ、モードを {old} に戻してください。',
};

export const ABOUT_WHO: Readonly<Record<About, Sentences>> = {
  'address-lost': {
    what: {
      en: 'Mail for {subject} arrives on the old side and not on the new one.',
      ja: '{subject} 宛のメールは旧側では届きますが、新側では届きません。',
    },
    effect: {
      en: 'From the move on it bounces, waits or gets lost.',
      ja: '移行後は差し戻し・延期・消失のいずれかになります。',
    },
    remedy: {
      en: 'See what it went by on the old side and bring it over; `qmail-lint trace {subject}` on the new side names the step that fails.',
      ja: '旧側で配送を決めていたものを新側にも用意してください。新側で `qmail-lint trace {subject}` を実行すると、失敗する段階がわかります。',
    },
  },
  'address-refused': {
    what: {
      en: 'The SMTP server of the new side refuses {subject} from outside.',
      ja: '新側の SMTP サーバーは {subject} 宛を外部から受け付けません。',
    },
    effect: { en: 'Senders get the mail back at once.', ja: '差出人にはただちにエラーが返ります。' },
    remedy: {
      en: 'Put its domain into control/rcpthosts of the new side (no restart is needed).',
      ja: '新側の control/rcpthosts にドメインを加えてください（再起動は不要です）。',
    },
  },
  'address-taken': {
    what: {
      en: 'The SMTP server of the new side takes {subject} from outside, which the old one refuses.',
      ja: '旧側が拒否していた {subject} を、新側の SMTP サーバーは外部から受け付けます。',
    },
    effect: {
      en: 'Where it is relayed, strangers send mail through this host.',
      ja: '中継される宛先であれば、第三者中継に使われます。',
    },
    remedy: {
      en: 'Compare control/rcpthosts, control/morercpthosts.cdb and RELAYCLIENT of both sides.',
      ja: '両側の control/rcpthosts、control/morercpthosts.cdb、RELAYCLIENT を見比べてください。',
    },
  },
  'address-elsewhere': {
    what: { en: 'Mail for {subject} goes elsewhere.', ja: '{subject} 宛のメールの届き先が変わります。' },
    effect: {
      en: 'It arrives, but not where it did: its reader may not find it.',
      ja: '届きはしますが、場所が違うため、読む人が見つけられないかもしれません。',
    },
    remedy: {
      en: 'If this is not meant, compare the dot-qmail file, users/assign and control/virtualdomains that decide.',
      ja: '意図した変更でなければ、届き先を決める dot-qmail ファイル、users/assign、control/virtualdomains を見比べてください。',
    },
  },
  'address-leaves': {
    what: {
      en: 'Mail for {subject}, which the old side keeps, leaves the new one for another host.',
      ja: '旧側が受け取る {subject} 宛のメールを、新側は別のホストへ送ろうとします。',
    },
    effect: {
      en: 'Its domain is neither local nor virtual there: where its MX is the new host, mail for it bounces.',
      ja: '新側ではローカルでもバーチャルでもないドメインなので、MX が新側を指していれば差し戻されます。',
    },
    remedy: {
      en: 'Put the domain into control/locals or control/virtualdomains of the new side, and send qmail-send a HUP.',
      ja: '新側の control/locals か control/virtualdomains にドメインを加え、qmail-send に HUP を送ってください。',
    },
  },
  'address-gained': {
    what: {
      en: 'Mail for {subject} arrives on the new side only.',
      ja: '{subject} 宛のメールは新側でだけ届きます。',
    },
    effect: { en: 'It bounced, waited or got lost before.', ja: '旧側では差し戻し・延期・消失のいずれかでした。' },
    remedy: NOTHING_IF_MEANT,
  },
  'address-fails-otherwise': {
    what: {
      en: 'Mail for {subject} arrives on neither side, and fails in another way.',
      ja: '{subject} 宛のメールはどちらの側でも届かず、失敗のしかたが違います。',
    },
    effect: { en: 'The log has another line for it.', ja: 'ログに残る行が変わります。' },
    remedy: {
      en: 'Mend it on the new side, or leave it if nobody has that address.',
      ja: '新側で直してください。使われていないアドレスなら不要です。',
    },
  },
  'account-missing': {
    what: {
      en: 'The account {subject} does not exist on the new side.',
      ja: 'アカウント {subject} が新側にありません。',
    },
    effect: {
      en: 'Its mail goes to the alias user, which bounces it or puts it into a catch-all.',
      ja: 'メールは alias ユーザーに渡り、差し戻されるか、すべての宛先を受ける設定に入ります。',
    },
    remedy: {
      en: 'Make the account, with the same uid and gid where files are brought over by number.',
      ja: 'アカウントを作ってください。ファイルを番号のまま移すなら uid と gid も同じにします。',
    },
  },
  'account-uid': {
    what: {
      en: 'The account {subject} has uid {old} on the old side and {new} on the new one.',
      ja: 'アカウント {subject} の uid は旧側で {old}、新側で {new} です。',
    },
    effect: {
      en: 'Files that come over by number (tar --numeric-owner, rsync --numeric-ids, NFS, a disk) belong to somebody else; qmail-getpw passes over an account whose home is not its own.',
      ja: '番号のまま移したファイル（tar --numeric-owner、rsync --numeric-ids、NFS、ディスク）は別人のものになります。qmail-getpw はホームの所有者が本人でないアカウントを飛ばします。',
    },
    remedy: {
      en: 'Bring files over by name, or chown them; {home} on the new side must belong to {new}.',
      ja: 'ファイルは名前で移すか、chown してください。新側の {home} の所有者は {new} でなければなりません。',
    },
  },
  'account-own-uid': {
    what: {
      en: "qmail's own account {subject} has uid {old} on the old side and {new} on the new one.",
      ja: 'qmail 自身のアカウント {subject} の uid は旧側で {old}、新側で {new} です。',
    },
    effect: {
      en: 'qmail-1.03 and netqmail have the numbers compiled in: programs that were copied run as whoever has the old ones.',
      ja: 'qmail-1.03 と netqmail には番号がコンパイル時に埋め込まれます。コピーしたプログラムは旧番号のユーザーとして動きます。',
    },
    remedy: {
      en: 'Build and install qmail on the new side; do not copy {home}/bin or {home}/queue.',
      ja: '新側で qmail をビルドしてインストールしてください。{home}/bin と {home}/queue はコピーしないでください。',
    },
  },
  'account-gid': {
    what: {
      en: 'The account {subject} has gid {old} on the old side and {new} on the new one.',
      ja: 'アカウント {subject} の gid は旧側で {old}、新側で {new} です。',
    },
    effect: {
      en: 'It matters where a mailbox or program is open to the group alone.',
      ja: 'グループにだけ許されたメールボックスやプログラムがある場合に影響します。',
    },
    remedy: { en: 'Bring files over by name.', ja: 'ファイルは名前で移してください。' },
  },
  'account-home': {
    what: {
      en: 'The home of {subject} is {old} on the old side and {new} on the new one.',
      ja: '{subject} のホームは旧側で {old}、新側で {new} です。',
    },
    effect: {
      en: 'Absolute paths in dot-qmail files, users/assign and programs still name the old place.',
      ja: 'dot-qmail ファイルや users/assign、プログラムの絶対パスは旧い場所を指したままです。',
    },
    remedy: {
      en: 'Bring the mailbox to the new home and look for the old path in what was brought over.',
      ja: 'メールボックスを新しいホームに移し、移したファイルに旧いパスが残っていないか確かめてください。',
    },
  },
  'group-missing': {
    what: { en: 'The group {subject} does not exist on the new side.', ja: 'グループ {subject} が新側にありません。' },
    effect: {
      en: 'qmail-start and qmail-queue do not run without it.',
      ja: 'qmail-start も qmail-queue も動きません。',
    },
    remedy: {
      en: 'Make the group before qmail is installed.',
      ja: 'qmail のインストール前にグループを作ってください。',
    },
  },
  'group-gid': {
    what: {
      en: 'The group {subject} has gid {old} on the old side and {new} on the new one.',
      ja: 'グループ {subject} の gid は旧側で {old}、新側で {new} です。',
    },
    effect: {
      en: 'Programs that were compiled on the old side have the old number in them.',
      ja: '旧側でコンパイルしたプログラムには旧い番号が入っています。',
    },
    remedy: {
      en: 'Build qmail on the new side; do not bring bin/ over.',
      ja: 'qmail は新側でビルドし、bin/ は移さないでください。',
    },
  },
  'part-missing': {
    what: { en: '{subject} is missing on the new side.', ja: '{subject} が新側にありません。' },
    effect: { en: 'What needs it fails.', ja: 'それを必要とするものが失敗します。' },
    remedy: {
      en: 'Install qmail on the new side (`make setup check`).',
      ja: '新側に qmail をインストールしてください（`make setup check`）。',
    },
  },
  'part-type': {
    what: {
      en: '{subject} is a {old} on the old side and a {new} on the new one.',
      ja: '{subject} は旧側では {old}、新側では {new} です。',
    },
    effect: { en: 'What opens it finds something else.', ja: '開くものが違ってしまいます。' },
    remedy: { en: 'Make it what it was.', ja: '元の種類に直してください。' },
  },
  'part-owner': {
    what: OWNER_DIFFERS,
    effect: {
      en: "qmail's programs run as several users, each of which needs its own files.",
      ja: 'qmail のプログラムは別々のユーザーで動き、それぞれ自分のファイルを必要とします。',
    },
    remedy: {
      en: 'chown it to {old}, then set its mode: chown takes set-uid away.',
      ja: '所有者を {old} に直し、そのあとでモードを設定してください（chown は set-uid を消します）。',
    },
  },
  'part-mode': {
    what: MODE_DIFFERS,
    effect: {
      en: 'Who needs it may not read or run it any more, or others may change it.',
      ja: '必要なものが読めない・実行できない、または他のユーザーが変更できる恐れがあります。',
    },
    remedy: CHMOD_BACK,
  },
  'home-owner': {
    what: OWNER_DIFFERS,
    effect: {
      en: 'qmail-local runs as the user: what is not his own it may not enter or write to.',
      ja: 'qmail-local は本人の権限で動くため、本人のものでなければ入ることも書くこともできません。',
    },
    remedy: { en: 'chown it to the user of the new side.', ja: '所有者を新側の本人にしてください。' },
  },
  'home-mode': {
    what: MODE_DIFFERS,
    effect: {
      en: 'Others may read the mail, or qmail-local holds it back.',
      ja: '他人がメールを読めるか、qmail-local が配送を見合わせます。',
    },
    remedy: CHMOD_BACK,
  },
};

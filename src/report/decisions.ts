/** The sentences of a trace: what a program of qmail decided. `{placeholders}` are filled by the step. */
import type { Prose } from '../qmail/message.ts';
import { SMTP_DECISIONS } from './decisions-smtp.ts';

export const DECISIONS: Readonly<Record<string, Prose>> = {
  'cannot-start': {
    en: 'qmail-send cannot start: it cannot read this file',
    ja: 'qmail-send はこのファイルを読めないため起動できません',
  },
  'no-host': { en: 'the address has no host: {host} is appended', ja: 'ホストがないため {host} が補われます' },
  percenthack: { en: 'the percent hack makes it {to}', ja: 'percent hack により {to} になります' },
  'in-locals': { en: '{domain} is local', ja: '{domain} はローカルドメインです' },
  virtual: {
    en: 'the virtual domain entry "{key}" makes it {to}',
    ja: 'バーチャルドメインの項目「{key}」により {to} になります',
  },
  'virtual-exception': {
    en: 'the entry "{key}" is an exception: not virtual, so remote',
    ja: '項目「{key}」は例外の指定です。バーチャルではなくリモートになります',
  },
  'not-ours': {
    en: '{domain} is neither local nor virtual here, so remote',
    ja: '{domain} はローカルでもバーチャルでもないため、リモートになります',
  },
  assigned: { en: 'it is assigned to {user}', ja: '{user} に割り当てられています' },
  user: { en: 'it belongs to the account {user}, home {home}', ja: 'アカウント {user}（ホーム {home}）のものです' },
  alias: {
    en: 'no account has it: the alias user answers, home {home}',
    ja: '該当するアカウントがないため、alias ユーザー（ホーム {home}）が受けます',
  },
  'skipped-uid-0': {
    en: 'the account {user} is passed over: root never gets mail',
    ja: 'アカウント {user} は飛ばされます。root にはメールが配送されません',
  },
  'skipped-capitals': {
    en: 'the account {user} is never found: qmail-getpw looks for names in lower case',
    ja: 'アカウント {user} は見つかりません。qmail-getpw は名前を小文字にして探します',
  },
  'skipped-home-missing': {
    en: 'the account {user} is passed over: its home {home} does not exist',
    ja: 'アカウント {user} は飛ばされます。ホーム {home} が存在しません',
  },
  'skipped-home-closed': {
    en: 'the account {user} is passed over: qmailp cannot look at its home {home}',
    ja: 'アカウント {user} は飛ばされます。qmailp がホーム {home} を参照できません',
  },
  'skipped-home-foreign': {
    en: 'the account {user} is passed over: its home {home} belongs to somebody else',
    ja: 'アカウント {user} は飛ばされます。ホーム {home} の所有者が本人ではありません',
  },
  'no-file': {
    en: 'there is no dot-qmail file: the default delivery is followed',
    ja: 'dot-qmail ファイルがないため、既定の配送指示に従います',
  },
  'default-delivery-found': {
    en: 'the default delivery is {text}, by what starts qmail',
    ja: '既定の配送指示は {text} です（qmail を起動する設定による）',
  },
  'default-delivery-given': {
    en: 'the default delivery is {text}, as --default-delivery or the image says',
    ja: '既定の配送指示は {text} です（--default-delivery またはイメージの指定による）',
  },
  'default-delivery-assumed': {
    en: 'what starts qmail was not found: {text} is assumed as the default delivery (--default-delivery says another)',
    ja: 'qmail を起動する設定が見つからないため、既定の配送指示を {text} と仮定します（違う場合は --default-delivery で指定）',
  },
  'assign-no-cdb': {
    en: 'this line would give it to {user}, but qmail-lspawn reads users/cdb alone, which does not exist: run qmail-newu',
    ja: 'この行では {user} のものですが、qmail-lspawn が読むのは users/cdb だけで、それがありません。qmail-newu を実行してください',
  },
  'assign-stale': {
    en: 'this line would give it to {user}, but users/cdb was not made of it: run qmail-newu',
    ja: 'この行では {user} のものですが、users/cdb に反映されていません。qmail-newu を実行してください',
  },
  'assign-gone': {
    en: 'no line has it any more, but users/cdb still does: run qmail-newu',
    ja: '該当する行はもうありませんが、users/cdb には残っています。qmail-newu を実行してください',
  },
  'empty-dot-qmail': {
    en: 'the dot-qmail file is empty: the default delivery is followed',
    ja: 'dot-qmail ファイルが空のため、既定の配送指示に従います',
  },
  'dot-qmail': { en: 'the instructions in this file are followed', ja: 'このファイルの指示に従います' },
  'no-dot-qmail': { en: '{home} has none of {names}', ja: '{home} に {names} のいずれもありません' },
  maildir: { en: 'into the Maildir {target}', ja: 'Maildir {target} に配送します' },
  'mbox-cr': {
    en: 'whose name ends in a carriage return: the mail is gone into a file that nobody reads',
    ja: 'ファイル名の末尾が CR なので、メールは誰も読まないファイルに入ります',
  },
  mbox: { en: 'into the mbox file {target}', ja: 'mbox ファイル {target} に配送します' },
  program: { en: 'through the program {target}', ja: 'プログラム {target} に渡します' },
  'vdelivermail-maildir': {
    en: 'vdelivermail puts it into the Maildir {target}',
    ja: 'vdelivermail が Maildir {target} に配送します',
  },
  'vdelivermail-mbox': {
    en: 'vdelivermail puts it into the mbox file {target}',
    ja: 'vdelivermail が mbox ファイル {target} に配送します',
  },
  'vdelivermail-forward': { en: 'vdelivermail forwards it to {target}', ja: 'vdelivermail が {target} に転送します' },
  'vdelivermail-program': {
    en: 'vdelivermail gives it to the program {target}',
    ja: 'vdelivermail がプログラム {target} に渡します',
  },
  'vdelivermail-bounce': {
    en: 'vdelivermail does not know the name: the mail bounces',
    ja: 'vdelivermail の知らない名前なので差し戻されます',
  },
  'vdelivermail-waits': {
    en: 'vdelivermail cannot deliver to {target}: the mail waits and is tried again',
    ja: 'vdelivermail は {target} に配送できません。メールは待たされ、再送されます',
  },
  'vdelivermail-drops': {
    en: 'vdelivermail does not know the name: the mail is thrown away as a success',
    ja: 'vdelivermail の知らない名前なので、成功扱いで捨てられます',
  },
  'program-missing': {
    en: '{program} does not exist: the shell ends with 127, a deferral: the mail waits and is tried again',
    ja: '{program} が存在しません。シェルは 127 で終わり、メールは延期（deferral）されて再送されます',
  },
  'program-closed': {
    en: '{program} may not be run by this user ({at}): the shell ends with 126, a deferral: the mail waits and is tried again',
    ja: '{program} をこのユーザーは実行できません（{at}）。シェルは 126 で終わり、メールは延期（deferral）されて再送されます',
  },
  'program-interpreter': {
    en: 'the interpreter in the first line of {program} does not exist: the shell ends with 127, a deferral: the mail waits and is tried again',
    ja: '{program} の先頭行のインタープリターが存在しません。シェルは 127 で終わり、メールは延期（deferral）されて再送されます',
  },
  'program-unlisted': {
    en: '{program} is not in this copy of the machine, which need not hold every program: were it missing there too, the shell would end with 127, a deferral',
    ja: '{program} はこのマシンの写しにありません（写しにすべてのプログラムがあるとは限りません）。実際にもなければ、シェルは 127 で終わり延期（deferral）になります',
  },
  'program-decides': {
    en: 'its exit code decides: 0 goes on, 99 ends as a success, 100 (or 64, 65, 70, 76, 77, 78, 112) bounces, any other is a deferral',
    ja: '終了コードで決まります。0 は続行、99 は成功として終了、100（64、65、70、76、77、78、112 も）は差し戻し、ほかは延期（deferral）です',
  },
  'program-in-others-hands': {
    en: '{program} may be changed by others: {at}',
    ja: '{program} は他のユーザーから書き換えられます: {at}',
  },
  forward: { en: 'forwarded to {target}', ja: '{target} に転送します' },
  'forwards-only': {
    en: 'the x bit of the file, or a +list line above, allows forwards alone: this line stops all, forwards too',
    ja: 'ファイルの実行ビット、または前の +list 行により転送だけが許されています。この行で転送も含めて中止されます',
  },
  'too-long-to-forward': {
    en: '{target} has {bytes} bytes: qmail-queue takes no address of more than 1002, and nothing is forwarded',
    ja: '{target} は {bytes} バイトあります。qmail-queue は 1002 バイトを超える宛先を受け付けず、何も転送されません',
  },
  'not-queued': {
    en: 'run by {user}, qmail-queue does not take the forwarded copy: {qq}',
    ja: '{user} が実行する qmail-queue は転送するメールを受け付けません: {qq}',
  },
  'thrown-away': {
    en: 'nothing here delivers: the mail is thrown away, and the log calls it a success',
    ja: 'どこにも配送されません。メールは捨てられ、ログには success と記録されます',
  },
  'no-local-part': {
    en: 'nothing stands before the @: the mail is thrown away, and the log calls it a success',
    ja: '@ の前が空です。メールは捨てられ、ログには success と記録されます',
  },
  looping: {
    en: 'the message went through {to} before: it is looping',
    ja: 'メールは既に {to} を通っています。ループです',
  },
  'home-relative': {
    en: 'its home {home} is not an absolute path: qmail-local does not take it',
    ja: 'ホーム {home} が絶対パスではないため、qmail-local は受け付けません',
  },
  'home-writable': {
    en: 'the home {at} ({mode}, {owner}:{group}) may be written to by others: qmail-local takes no home with a bit of {patrn} (conf-patrn)',
    ja: 'ホーム {at}（{mode}、{owner}:{group}）は他のユーザーから書き込み可能です。qmail-local は {patrn}（conf-patrn）のビットがあるホームに配送しません',
  },
  'home-sticky': {
    en: 'the home {at} ({mode}, {owner}:{group}) is sticky, which tells qmail-local to wait',
    ja: 'ホーム {at}（{mode}、{owner}:{group}）にスティッキービットがあり、qmail-local は配送を待ちます',
  },
  'dot-qmail-writable': {
    en: '{at} ({mode}, {owner}:{group}) may be written to by others: qmail-local takes no dot-qmail file with a bit of {patrn} (conf-patrn)',
    ja: '{at}（{mode}、{owner}:{group}）は他のユーザーから書き込み可能です。qmail-local は {patrn}（conf-patrn）のビットがある dot-qmail ファイルに従いません',
  },
  'users-cdb-broken': {
    en: 'it cannot be read as a table of users: every local delivery waits',
    ja: 'ユーザーの表として読めないため、すべてのローカル配送が延期されます',
  },
  'users-cdb-fields': {
    en: 'the entry that it finds lacks a field',
    ja: '見つかった項目のフィールドが足りません',
  },
  'no-ids': {
    en: 'the account {user} or the group {group} does not exist: it cannot run as that user',
    ja: 'アカウント {user} またはグループ {group} が存在しないため、そのユーザーで動けません',
  },
  'no-alias': {
    en: 'no account has it, and the account alias, which would answer, does not exist',
    ja: '該当するアカウントがなく、代わりに受ける alias アカウントも存在しません',
  },
  'cannot-run': {
    en: '{program} does not exist or may not be run by {user}',
    ja: '{program} が存在しないか、{user} の権限では実行できません',
  },
  'runs-as-root': {
    en: '{user} has uid 0: no delivery is made as root',
    ja: '{user} の uid は 0 です。root としては配送されません',
  },
  'control-closed': {
    en: 'it cannot read this file as {user}',
    ja: '{user} の権限でこのファイルを読めません',
  },
  'no-own-name': {
    en: 'it has no name of its own without this file',
    ja: 'このファイルがないため、自分の名前がわかりません',
  },
  'blocked-missing': { en: '{at} does not exist', ja: '{at} が存在しません' },
  blocked: {
    en: 'it ends at {at} ({mode}, {owner}:{group}): {errno}',
    ja: '{at}（{mode}、{owner}:{group}）で止まります: {errno}',
  },
  'and-more': { en: '{count} more forwards are not followed', ja: 'ほか {count} 件の転送は追いません' },
  route: {
    en: 'a route names the relay {relay}, port {port}',
    ja: '中継先 {relay}（ポート {port}）が指定されています',
  },
  'route-own': {
    en: '{relay} ({address}) is this host itself: the mail comes back by SMTP, and loops unless it is local then',
    ja: '{relay}（{address}）はこのホスト自身です。メールは SMTP で戻り、ローカルでなければループします',
  },
  'route-by-mx': { en: 'a route says: by MX', ja: 'MX に従うよう指定されています' },
  'dns-not-asked': { en: 'the DNS was not asked for {host}', ja: 'DNS に {host} を問い合わせていません' },
  'dns-soft': {
    en: 'the DNS gives no answer for {host}: qmail-remote waits for a better one',
    ja: 'DNS から {host} の応答がないため、延期されます',
  },
  'dns-hard': {
    en: 'the DNS has neither an MX nor an address for {host}',
    ja: 'DNS に {host} の MX もアドレスもありません',
  },
  'own-unknown': {
    en: 'whether one of these hosts is this one is not known (--address)',
    ja: 'このうちのどれかがこのホスト自身かどうかはわかりません（--address で指定）',
  },
  'own-best': {
    en: '{name} ({address}) is this host itself, and no other MX is preferred to it',
    ja: '{name}（{address}）はこのホスト自身で、これより優先される MX がありません',
  },
  ...SMTP_DECISIONS,
  'program-unseen': {
    en: 'whether {program} could run could not be checked: {at}: {reason}',
    ja: '{program} を実行できるかどうかは確認できません: {at}: {reason}',
  },
  'could-not': { en: 'could not check: {reason}', ja: '確認できません: {reason}' },
};

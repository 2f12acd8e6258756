/** Items about addresses, the machines and the day of the move. */
import { type ItemTexts, say } from './text.ts';

const TTL_LEFT = 'A server in between shows what is left of it: the zone itself may say more.';
const TTL_LEFT_JA = 'キャッシュサーバーは残り時間を答えます。ゾーンの値はもっと長いことがあります。';

export const MACHINE_TEXTS: ItemTexts = {
  addresses: say('{count} addresses end where they did.', 'アドレス {count} 件が以前と同じ場所に届きます。'),
  'addresses-one': say('1 address ends where it did.', 'アドレス 1 件が以前と同じ場所に届きます。'),
  'addresses-pending-one': say(
    '1 address ({first}) will end where it did once the files below are in place.',
    'アドレス 1 件（{first}）は、以下のファイルを置けば以前と同じ場所に届きます。',
  ),
  'addresses-place-one': say(
    '1 address ({first}) ends in the mailbox where it did, which lies in another place or is of another kind.',
    'アドレス 1 件（{first}）は受取人が同じでも、メールボックスの場所か形式が以前と異なります。',
  ),
  'addresses-wider-one': say(
    '1 address ({first}) that nobody had will answer, since the name is somebody in another domain of the machine.',
    'これまで宛先不明だったアドレス 1 件（{first}）も届くようになります。同じ名前がこのマシンの別のドメインにあるためです。',
  ),
  'addresses-pending': say(
    '{count} addresses will end where they did once the files below are in place ({first}).',
    'アドレス {count} 件（{first}）は、以下のファイルを置けば以前と同じ場所に届きます。',
  ),
  'addresses-place': say(
    '{count} addresses end in the mailbox where they did, which lies in another place or is of another kind ({first}).',
    'アドレス {count} 件（{first}）は受取人が同じでも、メールボックスの場所か形式が以前と異なります。',
  ),
  'addresses-wider': say(
    '{count} addresses that nobody had will answer, since the name is somebody in another domain of the machine ({first}).',
    'これまで宛先不明だったアドレス {count} 件（{first}）も届くようになります。同じ名前がこのマシンの別のドメインにあるためです。',
  ),
  address: say('{address}: was {before}; now {ends}.', '{address} の行き先が変わります。以前: {before}、今後: {ends}'),
  'address-every-other': say(
    'Names at {domain} that nobody has: were {before}; now {ends}.',
    '{domain} の未登録の宛先の行き先が変わります。以前: {before}、今後: {ends}',
  ),
  'start-send': say(
    'qmail-start is run when the machine starts, by {home}/rc or a service.',
    'マシンの起動時に {home}/rc またはサービスから qmail-start を起動します。',
  ),
  'start-smtp': say(
    'A service takes mail by SMTP with qmail-smtpd when the machine starts.',
    'マシンの起動時に qmail-smtpd で SMTP を受け付けるサービスを起動します。',
  ),
  'start-send-boot': say(
    '{path} starts qmail-send, and nothing was found that runs it when the machine starts: see that something does.',
    '{path} が qmail-send を起動しますが、これをマシンの起動時に実行するものが見つかりません。再起動後も動くことを確かめてください。',
  ),
  'start-smtp-boot': say(
    '{path} takes mail by SMTP, and nothing was found that runs it when the machine starts: see that something does.',
    '{path} が SMTP を受け付けますが、これをマシンの起動時に実行するものが見つかりません。再起動後も動くことを確かめてください。',
  ),
  'default-delivery': say(
    'qmail-start is told to deliver to {wanted}, as mail was delivered before.',
    'qmail-start に、以前の配送先と同じ {wanted} を渡します。',
  ),
  'default-delivery-differs': say(
    'qmail-start is told to deliver to {now}; before, mail was delivered to {wanted}.',
    'qmail-start に渡す配送先が {now} です。以前の配送先は {wanted} でした。',
  ),
  'default-delivery-unknown': say(
    'What qmail-start was told to deliver to on the old machine is not known: see that it is the same on the new one.',
    '旧マシンで qmail-start に渡していた配送先がわかりません。新しいマシンでも同じにしてください。',
  ),
  'could-not': say('{path} could not be looked at: {reason}.', '{path} を確認できません（{reason}）。'),
  'qmail-there': say('qmail is installed below {home}.', 'qmail を {home} にインストールします。'),
  accounts: say("qmail's own accounts and groups exist.", 'qmail 用のアカウントとグループを作ります。', [
    'Their numbers are compiled into some builds; with another number on the queue every message in it is stuck.',
    '番号はビルド時に組み込まれることがあり、キューの番号と異なるとメールはすべて止まります。',
  ]),
  'alias-home': say(
    'The home of alias ({path}) is there and his own.',
    'alias のホーム {path} を作り、alias の所有にします。',
  ),
  daemon: say('The daemon of {system} is stopped.', '{system} のデーモンを停止します。', [
    'While it holds port 25 no tcpserver can; and what it still takes goes into a queue that nobody watches.',
    '25 番ポートを使っている間は tcpserver を起動できません。受け取ったメールは誰も見ないキューに入ります。',
  ]),
  enabled: say('{system} does not start again with the machine.', '再起動時に {system} が起動しないようにします。'),
  'sendmail-paths': say(
    '/usr/sbin/sendmail and /usr/lib/sendmail both lead to {own}.',
    '/usr/sbin/sendmail と /usr/lib/sendmail の両方が {own} を指すようにします。',
    [
      'Programs use the one or the other. The old program is kept beside it: it is the way back.',
      'プログラムによって使うパスが異なります。元のプログラムは戻せるように残します。',
    ],
  ),
  'old-queue': say(
    'The queue of {system} is empty ({count} waiting).',
    '{system} のキューを空にします（滞留中 {count} 通）。',
    [
      "No queue can be copied into qmail's, not even from another qmail: a message there has the number of its inode as its name. Let the old daemon send what it has before it is stopped, on its own machine or without port 25.",
      'キューはほかの qmail からでもコピーできません（メッセージの名前が inode 番号のため）。古いデーモンを止める前に、送り終えさせてください。',
    ],
  ),
  'log-directory': say(
    'The log directory exists and belongs to the user of multilog ({path}).',
    'ログのディレクトリー（{path}）を作り、multilog のユーザーの所有にします。',
  ),
  ttl: say(
    'The TTL of the MX and A records is low before the day. An old host that stays as second MX hands everything to the new one: what it still delivered itself would lie in mailboxes that nobody reads.',
    '事前に MX と A レコードの TTL を短くします。旧ホストを予備の MX として残すなら、すべて新ホストへ転送させます。旧ホストに配送されたメールは誰も読みません。',
  ),
  'dns-mx': say('{domain} has the MX {mx} today.', '{domain} の現在の MX は {mx} です。'),
  'dns-mx-ttl': say(
    '{domain} has the MX {mx} today, which may be kept for {ttl} seconds.',
    '{domain} の現在の MX は {mx}、TTL は {ttl} 秒です。',
    [TTL_LEFT, TTL_LEFT_JA],
  ),
  'dns-mx-long': say(
    '{domain} has the MX {mx} today, and others keep that for {ttl} seconds: lower the TTL, and wait that long, before the day.',
    '{domain} の現在の MX は {mx}、TTL は {ttl} 秒です。事前に短くし、その時間だけ待ってから移行してください。',
  ),
  'dns-a': say(
    '{domain} has no MX today: its address stands for one.',
    '{domain} に MX がなく、A レコードが使われます。',
  ),
  'dns-a-ttl': say(
    '{domain} has no MX today: its address stands for one, and may be kept for {ttl} seconds.',
    '{domain} に MX がなく、A レコード（TTL {ttl} 秒）が使われます。',
    [TTL_LEFT, TTL_LEFT_JA],
  ),
  'dns-a-long': say(
    '{domain} has no MX today: its address stands for one, and others keep it for {ttl} seconds: lower the TTL, and wait that long, before the day.',
    '{domain} に MX がなく、A レコード（TTL {ttl} 秒）が使われます。事前に短くし、その時間だけ待ってから移行してください。',
  ),
  ports: say(
    'Ports 25 and 587 are reached from outside, and the machine reaches port 25 of others.',
    '外部から 25 番と 587 番ポートに届き、このマシンから他ホストの 25 番に届くことを確かめます。',
  ),
  'backup-mx': say(
    'Hosts that are backup MX for these domains, or for which this one is, know of the move.',
    'これらのドメインの予備 MX、およびこのホストが予備 MX を務める先に移行を知らせます。',
  ),
  ptr: say(
    'The new address has a PTR record that leads to the name in control/me.',
    '新しいアドレスの PTR レコードが control/me の名前を指すようにします。',
  ),
  'first-hour': say(
    'In the first hour the log is watched (qmail-lint log --follow), and qmail-lint runs without errors.',
    '最初の 1 時間はログを監視し（qmail-lint log --follow）、qmail-lint でエラーが出ないことを確かめます。',
  ),
};

/** Items about what could not be read of the old system, and what qmail has in another way. */
import { type ItemTexts, say } from './text.ts';

export const OLD_TEXTS: ItemTexts = {
  unreadable: say('{place} could not be read: {reason}.', '{place} を読めません（{reason}）。'),
  missing: say('{place} is named, and is not there.', '{place} が指定されていますが、存在しません。'),
  'cut-off': say(
    '{place}: the file ends in the middle of a line; see whether it is whole.',
    '{place}: ファイルが行の途中で終わっています。欠けていないか確かめてください。',
  ),
  'binary-only': say(
    '{place} is compiled, and its source {source} is not there: nothing of it was read.',
    '{place} の元になる {source} がなく、内容を読めません。',
  ),
  'table-type': say(
    '{place}: the table {type}:{table} cannot be read here: what it says must be carried over by hand.',
    '{place}: テーブル {type}:{table} は読めません。内容を手作業で移してください。',
  ),
  'long-line': say('{place}: the line has {bytes} bytes.', '{place}: 行の長さが {bytes} バイトあります。'),
  'alias-no-colon': say('{place} has no colon and is no alias.', '{place}: コロンがなく、エイリアスではありません。'),
  'alias-no-name': say('{place} has no name before the colon.', '{place}: コロンの前に名前がありません。'),
  'alias-no-target': say('{place} names nobody.', '{place}: 宛先がありません。'),
  'alias-not-local': say(
    '{place}: an alias has no domain; the line counts for nothing.',
    '{place}: エイリアス名にドメインは書けず、この行は無効です。',
  ),
  'alias-twice': say(
    '{place}: {name} is there twice; line {line} holds.',
    '{place}: {name} が重複しています。{line} 行目が有効です。',
  ),
  'alias-name': say(
    '{place}: {name} cannot be the name of a dot-qmail file.',
    '{place}: {name} は dot-qmail のファイル名にできません。',
  ),
  'alias-default': say(
    '{place}: no file stands for {name}: in qmail it would take the mail for every name that nobody has. Give it another name.',
    '{place}: {name} のファイルは置きません。qmail ではすべての未登録の宛先を受け取ってしまいます。別の名前にしてください。',
  ),
  'include-refused': say(
    '{place}: programs and files that a list names are refused ({text}); it is left out.',
    '{place}: リスト内のプログラムとファイルは拒否されていたので（{text}）、移しません。',
  ),
  'forward-ignored': say(
    '{place} is passed over: it belongs to somebody else than {name}, or others may write to it.',
    '{place} は使われていません。{name} 以外の所有か、他のユーザーが書き込めるためです。',
  ),
  'forward-link': say(
    '{place} is a symbolic link, which was passed over: {name} got the mail himself.',
    '{place} はシンボリックリンクのため使われず、{name} 本人に届いていました。',
  ),
  'include-circle': say(
    '{place}: the list {list} includes itself.',
    '{place}: リスト {list} が自分自身を含んでいます。',
  ),
  'include-deep': say(
    '{place}: {list} lies too deep in lists of lists.',
    '{place}: リスト {list} の入れ子が深すぎます。',
  ),
  'include-relative': say('{place}: {list} is no absolute path.', '{place}: {list} が絶対パスではありません。'),
  'map-no-key': say('{place} has no key.', '{place}: キーがありません。'),
  'map-no-value': say(
    '{place}: {key} has no value; the line counts for nothing.',
    '{place}: {key} に値がなく、この行は無効です。',
  ),
  'map-twice': say(
    '{place}: {key} is there already; the first holds.',
    '{place}: {key} が重複しています。最初の行が有効です。',
  ),
  'main-cf-line': say('{place} is no setting: {text}', '{place}: 設定として読めません: {text}'),
  'main-cf-undefined': say(
    '{place}: {name} names ${parameter}, which nothing defines.',
    '{place}: {name} の ${parameter} が定義されていません。',
  ),
  'main-cf-macro': say(
    '{place}: {name} cannot be expanded: {reason}.',
    '{place}: {name} を展開できません（{reason}）。',
  ),
  'list-negated': say(
    '{place}: qmail has no exceptions in its lists ({text}).',
    '{place}: qmail のリストに例外（{text}）は書けません。',
  ),
  'transport-user': say(
    '{place}: a way for one address ({key}) is a forward in qmail.',
    '{place}: 個別アドレス {key} の経路は、qmail では転送で書きます。',
  ),
  'transport-other': say(
    '{place}: mail for {key} goes to {value}, which qmail has no counterpart for.',
    '{place}: {key} の配送先 {value} に当たるものが qmail にありません。',
  ),
  'sender-name': say(
    '{place}: badmailfrom has no names without a domain ({key}).',
    '{place}: badmailfrom にドメインなしの名前（{key}）は書けません。',
  ),
  'luser-macro': say(
    '{place}: {text} must be put into ~alias/.qmail-default by hand.',
    '{place}: {text} を手作業で ~alias/.qmail-default に書いてください。',
  ),
  'route-ipv6': say(
    '{place}: qmail does not speak IPv6; {domain} cannot be sent to {relay}.',
    '{place}: qmail は IPv6 を使えず、{domain} を {relay} に送れません。',
  ),
  'route-by-mx': say(
    '{place}: {relay} was looked up by its MX; smtproutes takes its address.',
    '{place}: {relay} は MX で引かれていましたが、smtproutes は A レコードを使います。',
  ),
  'client-ipv6': say(
    '{place}: {client} is IPv6, which tcpserver does not speak.',
    '{place}: {client} は IPv6 で、tcpserver では使えません。',
  ),
  'client-everybody': say(
    '{place}: {client} lets everybody send to anywhere; that is not proposed. Write the networks that may relay into the rules.',
    '{place}: {client} は誰にでも中継を許すため、移しません。中継を許すネットワークを規則に書いてください。',
  ),
  'client-name': say(
    '{place}: {client} ({verdict}) is a name; write the addresses into the rules.',
    '{place}: {client}（{verdict}）は名前です。規則には IP アドレスを書いてください。',
  ),
  'feature-sender-relay': say(
    '{name} = {text}: smtproutes chooses by the recipient alone; mail of these senders takes the way of all others.',
    '{name} = {text}: smtproutes は宛先だけで経路を選びます。差出人ごとの経路はなくなります。',
  ),
  'feature-bind-address': say(
    '{name} = {text}: qmail-remote leaves by the address that the system chooses, without a patch; its PTR and the SPF record must fit.',
    '{name} = {text}: qmail-remote はパッチなしではシステムが選ぶアドレスから送ります。PTR と SPF を合わせてください。',
  ),
  'feature-listen': say(
    '{name} = {text}: tcpserver listens on the address that it is given in place of 0; with loopback-only give it 127.0.0.1, since nothing was taken from outside.',
    '{name} = {text}: tcpserver は引数のアドレスで待ち受けます（0 はすべて）。loopback-only なら 127.0.0.1 を渡し、外部から受け取らないままにします。',
  ),
  'feature-protocols': say(
    '{name} = {text}: qmail and tcpserver speak IPv4 alone.',
    '{name} = {text}: qmail と tcpserver が使うのは IPv4 だけです。',
  ),
  'feature-mailbox-limit': say(
    '{name} = {text}: qmail-local has no limit for a mailbox; the quota of the file system has.',
    '{name} = {text}: qmail-local にメールボックスの上限はありません。ファイルシステムのクォータを使います。',
  ),
  'feature-vrfy': say(
    '{name} = {text}: qmail-smtpd never says by VRFY whether an address exists.',
    '{name} = {text}: qmail-smtpd は VRFY で宛先の有無を答えません。',
  ),
  'feature-relay-recipients': say(
    '{name} = {text}: qmail-smtpd takes every name at a domain of rcpthosts; what the next host then refuses bounces to senders that were forged. A patch, or a filter before it, must know the names.',
    '{name} = {text}: qmail-smtpd は rcpthosts のドメインのすべての宛先を受け取り、転送先で拒否されたメールを偽の差出人に差し戻します。宛先を調べるパッチなどが必要です。',
  ),
  'feature-local-recipients': say(
    '{name} = {text}: qmail-smtpd takes every name at a domain of rcpthosts, and bounces later those that nobody has.',
    '{name} = {text}: qmail-smtpd は rcpthosts のドメインのすべての宛先を受け取り、未登録の宛先は後で差し戻します。',
  ),
  'feature-smtpd-rule': say(
    '{name} = {text}: qmail-smtpd has no such rule; what it kept out gets in.',
    '{name} = {text}: qmail-smtpd にこの規則はなく、拒否していたものも受け取ります。',
  ),
  'feature-rates': say(
    '{name} = {text}: tcpserver -c limits how many clients are served at once, and nothing how often one comes.',
    '{name} = {text}: 同時接続数は tcpserver -c で制限できますが、頻度の制限はありません。',
  ),
  'feature-queue-times': say(
    '{name} = {text}: qmail has control/queuelifetime and times of its own between attempts; nobody is told of a delay.',
    '{name} = {text}: qmail では control/queuelifetime だけを設定でき、再送間隔は固定です。遅延の通知もありません。',
  ),
  'feature-double-bounces': say(
    '{name} = {text}: what bounces twice goes to control/doublebounceto at control/doublebouncehost (postmaster); nobody gets copies of other bounces.',
    '{name} = {text}: 二重バウンスは control/doublebounceto と control/doublebouncehost の宛先（既定は postmaster）に届きます。ほかの控えは送られません。',
  ),
  'feature-soft-bounce': say(
    '{name} = {text}: mail that could not be delivered was kept; qmail bounces it.',
    '{name} = {text}: 配送できないメールは保留されていましたが、qmail では差し戻されます。',
  ),
  'feature-completion': say(
    '{name} = {text}: qmail-inject completes names by defaulthost, defaultdomain and plusdomain; mail that comes by SMTP is left as it is.',
    '{name} = {text}: 名前の補完は qmail-inject が defaulthost、defaultdomain、plusdomain で行います。SMTP で届いたメールは変えません。',
  ),
  'feature-transports': say(
    '{name} = {text}: mail is handed to something else than usual; qmail has smtproutes, virtualdomains and the default delivery.',
    '{name} = {text}: 既定以外の配送方法です。qmail では smtproutes、virtualdomains、既定の配送指示で書きます。',
  ),
  'feature-tls-out': say(
    '{name} = {text}: qmail-remote sends without TLS unless it is patched.',
    '{name} = {text}: qmail-remote はパッチなしでは TLS を使わずに送ります。',
  ),
  'feature-dns-use': say(
    '{name} = {text}: qmail-remote asks the DNS for the MX of each domain that has no line in smtproutes.',
    '{name} = {text}: qmail-remote は smtproutes にないドメインの MX を必ず DNS で調べます。',
  ),
  'feature-other-setting': say(
    '{name} = {text}: qmail has no such setting; see whether mail depends on it.',
    '{name} = {text}: qmail に当たる設定がありません。メールに影響しないか確かめてください。',
  ),
  'feature-networks-style': say(
    '{name} = {text}, and mynetworks is not set: clients in the networks of the interfaces may relay; write those that shall into the rules of tcpserver.',
    '{name} = {text} で mynetworks の設定がなく、インターフェースのネットワークから中継できます。許すものを tcpserver の規則に書いてください。',
  ),
  'feature-restriction': say(
    '{parameter}: {text}: qmail-smtpd has no such check; what it kept out gets in.',
    '{parameter}: {text}: qmail-smtpd にこの検査はなく、拒否していたものも受け取ります。',
  ),
  'feature-recipient-refused': say(
    '{parameter}: {text}: qmail-smtpd takes every name at a domain of rcpthosts. Addresses that strangers may not write to need a patch (badrcptto), or a line |bouncesaying, which refuses everybody.',
    '{parameter}: {text}: qmail-smtpd は rcpthosts のドメインのすべての宛先を受け取ります。外部からだけ拒否するにはパッチ（badrcptto など）が必要で、|bouncesaying は全員を拒否します。',
  ),
  'feature-content-filter': say(
    '{name} = {text}: a filter stands behind QMAILQUEUE in qmail.',
    '{name} = {text}: フィルターは qmail では QMAILQUEUE で動かします。',
  ),
  'feature-milters': say('{name} = {text}: qmail has no milters.', '{name} = {text}: qmail に milter はありません。'),
  'feature-masquerade': say(
    '{name} = {text}: senders are not rewritten by qmail-send; see defaulthost and new-inject.',
    '{name} = {text}: qmail-send は差出人を書き換えません。defaulthost などを使います。',
  ),
  'feature-sender-rewriting': say(
    '{name} = {text}: qmail rewrites no senders.',
    '{name} = {text}: qmail は差出人を書き換えません。',
  ),
  'feature-bcc': say(
    '{name} = {text}: copies are made in a .qmail file, or by QUEUE_EXTRA.',
    '{name} = {text}: 控えは .qmail か QUEUE_EXTRA で送ります。',
  ),
  'feature-header-checks': say(
    '{name} = {text}: qmail looks at no headers.',
    '{name} = {text}: qmail はヘッダーを検査しません。',
  ),
  'feature-mailbox-command': say(
    '{name} = {text}: it becomes the default delivery of qmail-start, behind preline.',
    '{name} = {text}: qmail-start の既定の配送指示に preline を付けて書きます。',
  ),
  'feature-mailbox-transport': say(
    '{name} = {text}: local mail is handed to another program.',
    '{name} = {text}: ローカル配送を別のプログラムに渡しています。',
  ),
  'feature-relay-password': say(
    '{name} = {text}: qmail-remote gives no password to a relay without a patch.',
    '{name} = {text}: qmail-remote はパッチなしでは中継先で認証できません。',
  ),
  'feature-virtual-mailboxes': say(
    '{name} = {text}: mailboxes without accounts need users/assign, or vpopmail.',
    '{name} = {text}: アカウントのないメールボックスには users/assign か vpopmail が必要です。',
  ),
  'feature-block-list': say(
    '{name}: in qmail rblsmtpd -r {text} stands before qmail-smtpd; without it that spam gets in.',
    '{name}: qmail では qmail-smtpd の前に rblsmtpd -r {text} を置きます。ないと迷惑メールが届きます。',
  ),
  'feature-submission': say(
    'master.cf has {name}: people hand in their mail there. qmail-smtpd knows no AUTH without a patch; nobody outside may relay until something else listens there.',
    'master.cf に {name} があり、利用者がメールを送っています。qmail-smtpd はパッチなしでは AUTH を使えず、代わりがなければ外からは送れません。',
  ),
  'feature-smtp-auth': say(
    '{name} = {text}: qmail-smtpd knows no AUTH without a patch.',
    '{name} = {text}: qmail-smtpd はパッチなしでは AUTH を使えません。',
  ),
  'feature-tls': say(
    '{name} = {text}: qmail-smtpd knows no TLS without a patch or a wrapper; the certificate must be readable to its user.',
    '{name} = {text}: qmail-smtpd の TLS にはパッチなどが必要です。証明書は qmaild から読めるようにします。',
  ),
  'route-several': say(
    '{place}: {relay} names several hosts; smtproutes takes one, whose name may have several addresses.',
    '{place}: {relay} には複数のホストがあります。smtproutes に書けるのは 1 つです。',
  ),
  'virtuser-no-domain': say(
    '{place}: {key} has no domain; sendmail never asks for it.',
    '{place}: {key} にドメインがなく、sendmail は参照しません。',
  ),
  'virtuser-domain': say(
    '{place}: sendmail does not ask for {key}, as its domain is neither in class w nor in VirtHost.',
    '{place}: {key} のドメインがクラス w にも VirtHost にもなく、sendmail は参照しません。',
  ),
  'virtuser-detail': say(
    '{place}: {key} ({value}) takes apart what follows a +: see -default files in dot-qmail(5).',
    '{place}: {key}（{value}）は + 以降を分けて使います。dot-qmail(5) の -default で書き直してください。',
  ),
  'access-from-relay': say(
    '{place}: whoever says that he is {key} may relay; qmail has no such hole.',
    '{place}: {key} と名乗るだけで中継できる設定です。qmail にはありません。',
  ),
  'access-other': say(
    '{place}: {key} {value} has no counterpart in the controls.',
    '{place}: {key} {value} に当たる設定が qmail にありません。',
  ),
  'feature-luser': say(
    '{name} = {text}: names that nobody has go there; in qmail that is ~alias/.qmail-default.',
    '{name} = {text}: 未登録の宛先の送り先です。qmail では ~alias/.qmail-default に書きます。',
  ),
};

/** Items about users. */
import { type ItemTexts, say } from './text.ts';

export const USER_TEXTS: ItemTexts = {
  login: say('{user} can get mail.', '{user} はメールを受け取れます。'),
  'login-upper-case': say(
    '{user} has upper case in his login, and qmail asks in lower case only: rename him, or give him a line in users/assign.',
    '{user} のログイン名に大文字があり、qmail は小文字でしか探しません。改名するか users/assign に書いてください。',
  ),
  'login-upper-case-alias': say(
    'Mail for {user} goes where the alias of that name says, as before: no line in users/assign for this login.',
    '{user} 宛のメールは以前と同じく同名のエイリアスに従います。このログイン名を users/assign に書かないでください。',
  ),
  'login-missing-number': say(
    '{user} has an account on the new machine, where {uid}, his number of before, is that of {other}: files that are copied with their numbers must become his.',
    '新しいマシンに {user} のアカウントを作ります。以前の uid {uid} は {other} が使っているため、番号のままコピーしたファイルは所有者を直してください。',
  ),
  'login-too-long': say(
    '{user} has a longer login than qmail looks for (31 characters): rename him, or give him a line in users/assign.',
    '{user} のログイン名は qmail が探す長さ（31 文字）を超えています。改名するか users/assign に書いてください。',
  ),
  'login-uid-0': say(
    '{user} has uid 0: qmail never delivers to root. Somebody must read ~alias/.qmail-{user}.',
    '{user} は uid 0 のため、qmail は配送しません。~alias/.qmail-{user} の宛先を決めてください。',
  ),
  'login-missing': say('{user} has an account on the new machine.', '新しいマシンに {user} のアカウントを作ります。'),
  'login-uid-differs': say(
    '{user} has uid {new} here and had {uid}: files that were copied with their numbers belong to somebody else.',
    '{user} の uid は {new}（以前は {uid}）です。番号のままコピーしたファイルは別人の所有になります。',
  ),
  'login-home-missing': say('{user} has a home ({home}).', '{user} のホーム {home} を作ります。'),
  'login-home-closed': say(
    'qmail can look at the home of {user} ({home}): every directory above it can be searched.',
    '{user} のホーム {home} まで、qmail が途中のディレクトリーを通れるようにします。',
  ),
  'login-home-foreign': say('{user} owns his home ({home}).', '{user} のホーム {home} を本人の所有にします。'),
  'login-home-shared': say(
    '{user} has a home of his own: {home} belongs to {owner}, whose it must stay; qmail takes {user} for a name that nobody has.',
    '{user} 専用のホームを用意します。{home} は {owner} のものなので所有者を変えないでください。qmail は {user} を未登録の名前として扱います。',
  ),
  'login-home-writable': say(
    'Nobody else may write to the home of {user} ({home}).',
    '{user} のホーム {home} に他のユーザーが書き込めないようにします。',
  ),
  'login-home-sticky': say(
    'The home of {user} ({home}) is not sticky: by that he tells qmail to hold his mail back.',
    '{user} のホーム {home} の sticky ビットを外します。qmail は編集中とみなして配送を延期します。',
  ),
  maildir: say('{user} has a Maildir ({path}).', '{user} の Maildir（{path}）を作ります。'),
  'maildir-foreign': say('{user} owns his Maildir ({path}).', '{user} の Maildir（{path}）を本人の所有にします。'),
  'home-network': say(
    'The home of {user} lies on {type} ({mount}): while it is away his mail bounces. A line in users/assign makes it wait.',
    '{user} のホームは {type}（{mount}）上にあり、外れている間のメールは差し戻されます。users/assign に書けば延期になります。',
  ),
  'mail-in-homes': say(
    'The mail in {place} of {count} users ({first}) is where they look for it: new mail comes to {mailbox}.',
    '{count} 人のユーザー（{first}）の {place} にあるメールを、読める場所に移します。新しいメールは {mailbox} に届きます。',
    [
      'Convert each as its user, when nothing is delivered there any more.',
      '配送が止まってから、それぞれ本人の権限で変換してください。',
    ],
  ),
  'mail-in-homes-one': say(
    'The mail in {place} of 1 user ({first}) is where he looks for it: new mail comes to {mailbox}.',
    '{first} の {place} にあるメールを、読める場所に移します。新しいメールは {mailbox} に届きます。',
    [
      'Convert it as that user, when nothing is delivered there any more.',
      '配送が止まってから、本人の権限で変換してください。',
    ],
  ),
  'mail-to-copy': say(
    'The mail in {place} of {count} users ({first}) is on the new machine, and theirs.',
    '{count} 人のユーザー（{first}）の {place} にあるメールを、新しいマシンに本人の所有で移します。',
    [
      'Copy it when the old machine delivers no more; new mail comes to {mailbox}.',
      '旧マシンの配送が止まってからコピーしてください。新しいメールは {mailbox} に届きます。',
    ],
  ),
  'mail-to-copy-one': say(
    'The mail in {place} of 1 user ({first}) is on the new machine, and his.',
    '{first} の {place} にあるメールを、新しいマシンに本人の所有で移します。',
    [
      'Copy it when the old machine delivers no more; new mail comes to {mailbox}.',
      '旧マシンの配送が止まってからコピーしてください。新しいメールは {mailbox} に届きます。',
    ],
  ),
  mbox: say(
    'The mail in {path} ({bytes} bytes) is in the Maildir of {user}.',
    '{path} のメール（{bytes} バイト）を {user} の Maildir に移します。',
    [
      'Convert it when nothing is delivered there any more, as that user.',
      '配送が止まってから、本人の権限で変換してください。',
    ],
  ),
};

/** Items about users. */
import { type ItemTexts, say } from './text.ts';

export const USER_TEXTS: ItemTexts = {
  login: say('{user} can get mail.', '{user} はメールを受け取れます。'),
  'login-upper-case': say(
    '{user} has upper case in his login, and qmail asks in lower case only: rename him, or give him a line in users/assign.',
    '{user} のログイン名に大文字があり、qmail は小文字でしか探しません。改名するか users/assign に書いてください。',
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
  'login-home-not-searched': say(
    '{user} may enter his home ({home}): it has the x bit for its owner.',
    '{user} が自分のホーム {home} に入れるように、所有者の x ビットを付けます。',
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
  'maildir-elsewhere': say(
    '{path} is a Maildir of {user}, to which his files deliver.',
    '{path} を {user} の Maildir として作ります（配送先の指定があります）。',
  ),
  'maildir-elsewhere-foreign': say(
    '{user} owns his Maildir {path}.',
    '{user} の Maildir {path} を本人の所有にします。',
  ),
  'assigned-home': say(
    '{path}, which users/assign names, is copied whole and belongs to {user}.',
    'users/assign が指すディレクトリー {path} を丸ごとコピーし、{user} の所有にします。',
    [
      'Dot files too: `cp *` leaves them behind. What vpopmail keeps of its users lies there.',
      'ドットファイルも含めてください（`cp *` では漏れます）。vpopmail のユーザー情報もここにあります。',
    ],
  ),
  'secret-left-out': say(
    '{path} has a mark where the snapshot left a secret out: put there what the old machine has.',
    '{path} には、スナップショットが秘密を伏せた印があります。古いマシンの値に書き換えてください。',
  ),
  'home-network': say(
    'The home of {user} lies on {type} ({mount}): while it is away his mail bounces. A line in users/assign makes it wait.',
    '{user} のホームは {type}（{mount}）上にあり、外れている間のメールは差し戻されます。users/assign に書けば延期になります。',
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

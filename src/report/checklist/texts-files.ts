/** Items about the files of qmail and what a person must look at in them. */
import { type ItemTexts, say } from './text.ts';

const control = (en: string, ja: string) => say(`control/${en}`, `control/${ja}`);

export const FILE_TEXTS: ItemTexts = {
  'control-me': control('me has the name of the host.', 'me にホスト名を書きます。'),
  'control-defaultdomain': control(
    'defaultdomain has what is put after names without a dot.',
    'defaultdomain に、ドットのない名前に補うドメインを書きます。',
  ),
  'control-defaulthost': control(
    'defaulthost has what is put after names without a host.',
    'defaulthost に、ホスト名のない宛先に補う名前を書きます。',
  ),
  'control-envnoathost': control(
    'envnoathost has the host of addresses without one.',
    'envnoathost に、@ のない宛先に補うホスト名を書きます。',
  ),
  'control-locals': control(
    'locals lists the domains whose users are those of the machine.',
    'locals に、このマシンのユーザーが受け取るドメインを書きます。',
  ),
  'control-rcpthosts': control(
    'rcpthosts lists every domain for which mail is taken from outside.',
    'rcpthosts に、外部から受け取るすべてのドメインを書きます。',
  ),
  'control-virtualdomains': control(
    'virtualdomains gives each virtual domain to ~alias.',
    'virtualdomains で各バーチャルドメインを ~alias に割り当てます。',
  ),
  'control-smtproutes': control(
    'smtproutes sends mail for these domains to its relays.',
    'smtproutes に、ドメインごとの中継先を書きます。',
  ),
  'control-badmailfrom': control(
    'badmailfrom lists the senders that are refused.',
    'badmailfrom に、拒否する差出人を書きます。',
  ),
  'control-databytes': control('databytes limits the size of a message.', 'databytes にメールの上限サイズを書きます。'),
  'control-queuelifetime': control(
    'queuelifetime says how long mail is tried.',
    'queuelifetime に再送を続ける時間を書きます。',
  ),
  'control-other': say('{path} is as it was on the old machine.', '{path} を旧マシンと同じ内容にします。'),
  'audit-finding': say('{message}', '{message}', ['{remedy}', '{remedy}']),
  'file-rules': say('{path} says who may relay.', '{path} に、中継を許すクライアントを書きます。'),
  'rules-own': say(
    '{path} says who may relay through this machine, and nothing of the old one says the same: see that it lets in nobody else.',
    '{path} がこのマシンから中継できるクライアントを決めますが、旧マシンに当たるものがありません。ほかの誰も中継できないことを確かめてください。',
  ),
  'file-rules-compiled': say(
    'tcpserver reads {cdb}, which must say the same as {path}: compile it.',
    'tcpserver が読む {cdb} を {path} と同じ内容にコンパイルします。',
  ),
  'file-assign-compiled': say(
    'qmail-lspawn reads {cdb}, which must say the same as {path}: run qmail-newu.',
    'qmail-lspawn が読む {cdb} を qmail-newu で {path} と同じ内容にします。',
  ),
  'file-assign': say(
    '{path} gives names that a user has to their alias.',
    '{path} で、ユーザーと同名のエイリアスを alias に割り当てます。',
  ),
  'file-alias': say('{path} stands for the alias.', '{path} をエイリアスの代わりに置きます。'),
  'required-name': say(
    '{file} says who gets the mail for {name}: nobody does yet.',
    '{file} に {name} 宛のメールの受取人を書きます。今は誰もいません。',
  ),
  'file-home': say('{path} stands for the forward of {owner}.', '{path} を {owner} の転送設定の代わりに置きます。', [
    'It lies in a home: put it there as that user, or with his owner.',
    'ホーム内のファイルです。本人の権限または所有者で置いてください。',
  ]),
  'program-as-user': say(
    'In {path} the program {text} will run as {user}, with the message on its standard input: see that it may, and that it exits 0, 99, 100 or 111.',
    '{path} のプログラム {text} は {user} の権限で動きます。実行でき、終了コードが 0、99、100、111 のいずれかになることを確かめてください。',
  ),
  'program-there': say(
    '{program}, which {path} names, is on this machine and may be run.',
    '{path} が使う {program} をこのマシンに置き、実行できるようにします。',
  ),
  'maildir-line': say(
    'The Maildir {path}, which {file} names, is there and belongs to {owner}.',
    '{file} が指す Maildir {path} を作り、{owner} の所有にします。',
  ),
  'mbox-line': say(
    '{owner} may write to {path}, to which {file} has mail appended.',
    '{file} が追記する {path} に {owner} が書き込めるようにします。',
  ),
  literal: say(
    '{path} names \\{text}, past his alias and his forward; qmail has no such way: the mail follows his .qmail.',
    '{path} の \\{text}（エイリアスと転送を無視）に当たるものは qmail になく、本人の .qmail に従います。',
  ),
  'list-copied': say(
    '{path} has the members of {lists} as they are now: whoever kept that list must keep this file, or a mailing list manager.',
    '{path} には {lists} の今のメンバーが入っています。今後はこのファイル（またはメーリングリスト管理ソフト）で管理してください。',
  ),
  'alias-of-user': say(
    'The alias {name} names the mailbox of the user himself: in qmail that is his own {path}.',
    'エイリアス {name} は本人のメールボックスを含むため、qmail では本人の {path} に書きます。',
  ),
  details: say(
    'users/assign has a line for each user, since addresses with {text} behind a name are not extensions in qmail: a new user needs one too. An address that is in it no longer asks passwd.',
    '名前の後の {text} は qmail の拡張アドレスではないため、users/assign に全ユーザーの行があります。ユーザーを追加したら行も追加してください。',
  ),
  shadowed: say(
    'Users have these names ({names}), and qmail asks for a user first: only users/assign brings the mail to the alias. Run qmail-newu after each change.',
    '同名のユーザー（{names}）がおり、qmail はユーザーを先に探します。users/assign がないとエイリアスに届きません。変更後は qmail-newu を実行してください。',
  ),
};

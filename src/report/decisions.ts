/** The sentences of a trace: what a program of qmail decided. `{placeholders}` are filled by the step. */
import type { Prose } from '../qmail/message.ts';

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
  'default-delivery': {
    en: 'there is no dot-qmail file: the default delivery is followed',
    ja: 'dot-qmail ファイルがないため、既定の配送指示に従います',
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
  'program-missing': {
    en: '{program} does not exist: the shell would end with 127, and the mail waits',
    ja: '{program} が存在しません。シェルは 127 で終わり、メールは延期されます',
  },
  'program-closed': {
    en: '{program} may not be run by this user: the shell would end with 126, and the mail waits',
    ja: '{program} をこのユーザーは実行できません。シェルは 126 で終わり、メールは延期されます',
  },
  'program-in-others-hands': {
    en: '{program} may be changed by others: {at}',
    ja: '{program} は他のユーザーから書き換えられます: {at}',
  },
  forward: { en: 'forwarded to {target}', ja: '{target} に転送します' },
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
  'route-by-mx': { en: 'a route says: by MX', ja: 'MX に従うよう指定されています' },
  'tcp-rule': { en: 'the rule {address} matches{sets}', ja: 'ルール {address} が一致します{sets}' },
  'tcp-deny': { en: 'the rule {address} denies the connection', ja: 'ルール {address} により接続は拒否されます' },
  'tcp-no-rule': {
    en: 'no rule matches: the connection is taken, nothing is set',
    ja: '一致するルールがありません。接続は受け付けられ、何も設定されません',
  },
  'tcp-no-rules': { en: 'no rules are looked up', ja: 'ルールは参照されません' },
  'tcp-missing': {
    en: 'the rules are not there: every connection is dropped',
    ja: 'ルールのファイルがないため、すべての接続が切られます',
  },
  'tcp-broken': {
    en: 'the rules cannot be read: the connection is dropped',
    ja: 'ルールのファイルが壊れているため、接続が切られます',
  },
  relayclient: {
    en: 'RELAYCLIENT is set: rcpthosts is not asked',
    ja: 'RELAYCLIENT が設定されているため、rcpthosts は参照されません',
  },
  'relayclient-value': {
    en: 'RELAYCLIENT is set: rcpthosts is not asked, and "{value}" is appended to the recipient',
    ja: 'RELAYCLIENT が設定されているため rcpthosts は参照されず、宛先に「{value}」が付け足されます',
  },
  badmailfrom: {
    en: 'the sender {sender} is in badmailfrom as {entry}',
    ja: '差出人 {sender} は badmailfrom の {entry} に当たります',
  },
  rcpthosts: { en: '{domain} is accepted', ja: '{domain} は受け付けられます' },
  'not-in-rcpthosts': { en: '{domain} is not accepted', ja: '{domain} は受け付けられません' },
  'no-rcpthosts': {
    en: 'there is no rcpthosts: every recipient is accepted',
    ja: 'rcpthosts がないため、どの宛先も受け付けられます',
  },
  'no-domain': {
    en: 'a recipient without a domain is always accepted',
    ja: 'ドメインのない宛先は常に受け付けられます',
  },
  'program-unseen': {
    en: 'whether {program} could run could not be checked: {at}: {reason}',
    ja: '{program} を実行できるかどうかは確認できません: {at}: {reason}',
  },
  'could-not': { en: 'could not check: {reason}', ja: '確認できません: {reason}' },
};

/** The sentences of a trace about what an SMTP client meets: tcpserver, rblsmtpd, qmail-smtpd. */
import type { Prose } from '../qmail/message.ts';

export const SMTP_DECISIONS: Readonly<Record<string, Prose>> = {
  'tcp-rule': { en: 'the rule {address} matches{sets}', ja: 'ルール {address} が一致します{sets}' },
  'tcp-rule-all': {
    en: 'the rule for everyone else (":") matches{sets}',
    ja: 'ほかのすべてのクライアントのルール（「:」）が一致します{sets}',
  },
  'tcp-deny': { en: 'the rule {address} denies the connection', ja: 'ルール {address} により接続は拒否されます' },
  'tcp-deny-all': {
    en: 'the rule for everyone else (":") denies the connection',
    ja: 'ほかのすべてのクライアントのルール（「:」）により接続は拒否されます',
  },
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
  'rbl-lists': {
    en: 'before qmail-smtpd, rblsmtpd asks its lists for the client: what they say is not asked here',
    ja: 'qmail-smtpd の前に rblsmtpd がクライアントをブロックリストで調べます（ここでは問い合わせません）',
  },
  'rbl-passed': {
    en: 'RBLSMTPD is set and empty: rblsmtpd asks no list and lets the client through',
    ja: 'RBLSMTPD が空で設定されているため、rblsmtpd は調べずにクライアントを通します',
  },
  'rbl-refused': {
    en: 'RBLSMTPD is set to "{value}": rblsmtpd refuses every recipient, and qmail-smtpd does not run',
    ja: 'RBLSMTPD が「{value}」に設定されているため、rblsmtpd がすべての宛先を拒否し、qmail-smtpd は動きません',
  },
  relayclient: {
    en: 'RELAYCLIENT is set: rcpthosts is not asked',
    ja: 'RELAYCLIENT が設定されているため、rcpthosts は参照されません',
  },
  'relayclient-value': {
    en: 'RELAYCLIENT is set: rcpthosts is not asked, and "{value}" is appended to the recipient',
    ja: 'RELAYCLIENT が設定されているため rcpthosts は参照されず、宛先に「{value}」が付け足されます',
  },
  'may-relay': {
    en: 'whoever has RELAYCLIENT set may send to any address anywhere',
    ja: 'RELAYCLIENT が設定されたクライアントは、どこのどの宛先にも中継できます',
  },
  'client-may-relay': {
    en: '{client} may send to any address anywhere, because RELAYCLIENT is set for it',
    ja: '{client} には RELAYCLIENT が設定されているため、どこのどの宛先にも中継できます',
  },
  'anybody-may-relay': {
    en: 'open relay: RELAYCLIENT is set for everybody, so anybody may send to any address anywhere',
    ja: '第三者中継（オープンリレー）です。RELAYCLIENT が全員に設定されているため、誰でもどこのどの宛先にも中継できます',
  },
  'all-may-relay': {
    en: 'open relay: without this file anybody may send to any address anywhere',
    ja: '第三者中継（オープンリレー）です。このファイルがないため、誰でもどこのどの宛先にも中継できます',
  },
  'not-in-smtp': {
    en: 'SMTP cannot carry this address: it has a control character',
    ja: '制御文字があるため、この宛先は SMTP では送れません',
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
};

/** The words around a log, in English and Japanese. */
import type { Language } from '../qmail/message.ts';

export interface LogWords {
  readonly status: Readonly<Record<'failure' | 'deferral' | 'success', string>>;
  readonly alerts: string;
  readonly warnings: string;
  readonly servers: string;
  readonly noTime: string;
  /** In place of a report that is empty. */
  readonly noText: string;
  asAbove(message: string): string;
  readonly unknown: string;
  readonly expired: string;
  readonly rule: string;
  readonly remedy: string;
  readonly here: string;
  period(from: string, to: string): string;
  totals(messages: number, success: number, failure: number, deferral: number): string;
  bounces(bounces: number, double: number, triple: number): string;
  times(count: number): string;
  recipients(count: number, more: boolean): string;
  more(count: number): string;
  undated(count: number): string;
  connections(ok: number, deny: number): string;
  blocked(temporarily: number, forGood: number): string;
  envelopes(accepted: number, rejected: number): string;
  moreCauses(count: number): string;
  moreRules(count: number, message: string): string;
  life(message: number): string;
  nothing(lines: number, isFiltered: boolean): string;
  unread(path: string, reason: string): string;
  noLife(recipients: readonly string[]): string;
}

const plural = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
const number = (count: number) => count.toLocaleString('en');

const en: LogWords = {
  status: { failure: 'Failures', deferral: 'Deferrals', success: 'Successes' },
  alerts: 'Alerts',
  warnings: 'Warnings',
  servers: 'The servers around it',
  noTime: 'no times',
  noText: '(no text)',
  asAbove: (message) => `${message}, as above`,
  unknown: 'not a message of qmail',
  expired: 'It was temporary; queuelifetime was over.',
  rule: 'rules',
  remedy: 'do',
  here: 'here',
  period: (from, to) => `${from} to ${to}`,
  totals: (messages, success, failure, deferral) =>
    `${plural(messages, 'message')}; ${plural(success, 'success', 'successes')}, ${plural(failure, 'failure')}, ${plural(deferral, 'deferral')}`,
  bounces: (bounces, double, triple) =>
    `${plural(bounces, 'bounce')}, ${plural(double, 'double bounce')}, ${plural(triple, 'triple bounce')}`,
  times: (count) => plural(count, 'time'),
  recipients: (count, more) => `${number(count)}${more ? ' or more' : ''} ${count === 1 ? 'recipient' : 'recipients'}`,
  more: (count) => `and ${plural(count, 'more distinct report')} (--all lists them)`,
  undated: (count) => `${plural(count, 'line')} without a time left out`,
  connections: (ok, deny) => `tcpserver: ${plural(ok, 'connection')} taken, ${number(deny)} denied`,
  blocked: (temporarily, forGood) =>
    `rblsmtpd: ${number(temporarily)} turned away for now, ${number(forGood)} for good`,
  envelopes: (accepted, rejected) => `SMTP: ${number(accepted)} accepted, ${number(rejected)} rejected`,
  moreCauses: (count) => `and ${plural(count, 'more finding')} of this host`,
  moreRules: (count, message) => `and ${number(count)} more (qmail-lint explain ${message})`,
  life: (message) => `Message ${message}`,
  nothing: (lines, isFiltered) =>
    `There is no line of qmail-send${isFiltered ? ' of that time' : ''} (${plural(lines, 'line')} read).`,
  unread: (path, reason) => `Not read: ${path}: ${reason}`,
  noLife: (recipients) =>
    recipients.length === 0 ? 'No such message is in it.' : `No message to ${recipients.join(' or ')} is in it.`,
};

const ja: LogWords = {
  status: { failure: '配送失敗', deferral: '延期', success: '成功' },
  alerts: 'アラート',
  warnings: '警告',
  servers: '周辺のサーバー',
  noTime: '時刻なし',
  noText: '（本文なし）',
  asAbove: (message) => `${message}（上と同じ）`,
  unknown: 'qmail のメッセージではありません',
  expired: '一時的なエラーでしたが、queuelifetime の期限が切れました。',
  rule: 'ルール',
  remedy: '対処',
  here: 'このホストでの原因',
  period: (from, to) => `${from} から ${to} まで`,
  totals: (messages, success, failure, deferral) =>
    `メッセージ ${number(messages)} 通（success（成功）${number(success)} 件、failure（配送失敗）${number(failure)} 件、deferral（延期）${number(deferral)} 件）`,
  bounces: (bounces, double, triple) =>
    `差し戻し ${number(bounces)} 件、二重バウンス ${number(double)} 件、三重バウンス ${number(triple)} 件`,
  times: (count) => `${number(count)} 回`,
  recipients: (count, more) => `宛先 ${number(count)} 件${more ? '以上' : ''}`,
  more: (count) => `ほか ${number(count)} 種類（--all ですべて表示）`,
  undated: (count) => `時刻のない ${number(count)} 行を除きました`,
  connections: (ok, deny) => `tcpserver: 接続 ${number(ok)} 件、拒否 ${number(deny)} 件`,
  blocked: (temporarily, forGood) => `rblsmtpd: 一時拒否 ${number(temporarily)} 件、拒否 ${number(forGood)} 件`,
  envelopes: (accepted, rejected) => `SMTP: 受け付け ${number(accepted)} 件、拒否 ${number(rejected)} 件`,
  moreCauses: (count) => `このホストの指摘がほか ${number(count)} 件`,
  moreRules: (count, message) => `ほか ${number(count)} 件（qmail-lint explain ${message}）`,
  life: (message) => `メッセージ ${message}`,
  nothing: (lines, isFiltered) =>
    `${isFiltered ? 'その期間の' : ''} qmail-send の行がありません（${number(lines)} 行を読みました）。`.trim(),
  unread: (path, reason) => `読めませんでした: ${path}: ${reason}`,
  noLife: (recipients) =>
    recipients.length === 0
      ? '該当するメッセージはありません。'
      : `${recipients.join(' または ')} 宛のメッセージはありません。`,
};

export const LOG_WORDS: Readonly<Record<Language, LogWords>> = { en, ja };

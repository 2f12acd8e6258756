/** The words of the mail, in English and Japanese. */
import type { Language } from '../qmail/message.ts';

/** How many of each. */
export interface Tally {
  readonly fresh: number;
  /** Errors among them. */
  readonly errors: number;
  readonly worse: number;
  readonly gone: number;
  readonly unchecked: number;
}

export interface Open {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
}

export interface MailWords {
  subject(host: string, what: string): string;
  changed(tally: Tally): string;
  first(open: Open): string;
  unchanged(checks: number, open: Open): string;
  /** `time`: UTC. */
  since(time: string): string;
  readonly firstReport: string;
  heartbeat(checks: number, time: string | null): string;
  readonly nothing: string;
  readonly heading: Readonly<Record<'fresh' | 'worse' | 'gone' | 'unchecked' | 'open' | 'notes', string>>;
  readonly was: string;
  wasSeverity(severity: string): string;
  wasCount(before: number, now: number): string;
  wasWaiting(before: number, now: number): string;
  places(count: number): string;
  more(count: number): string;
  goneSince(time: string): string;
  /** What the DNS has said once only. */
  pending(count: number): string;
  damaged(kept: string): string;
  unwritten(file: string, reason: string): string;
  readonly way: Readonly<Record<'smtp' | 'qmail' | 'syslog', string>>;
  failed(way: string, says: string): string;
  doubt(rule: string | null, says: string): string;
  readonly notMailed: string;
  readonly toSyslog: string;
  busy(file: string, holder: number): string;
  footer(version: string, state: string): string;
}

const s = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const en: MailWords = {
  subject: (host, what) => `[qmail-lint] ${host}: ${what}`,
  changed: ({ fresh, errors, worse, gone, unchecked }) =>
    [
      ...(fresh > 0 ? [`${fresh} new${errors > 0 ? ` (${s(errors, 'error')})` : ''}`] : []),
      ...(worse > 0 ? [`${worse} worse`] : []),
      ...(gone > 0 ? [`${gone} gone`] : []),
      ...(unchecked > 0 ? [`${unchecked} not checked`] : []),
    ].join(', '),
  first: ({ error, warning, info }) =>
    `first report, ${s(error, 'error')}, ${s(warning, 'warning')}, ${s(info, 'note')}`,
  unchanged: (checks, { error, warning }) =>
    `checked ${s(checks, 'time')}, unchanged (${s(error, 'error')}, ${s(warning, 'warning')})`,
  since: (time) => `What has changed since the last mail, of ${time} UTC.`,
  firstReport: 'The first report: all of it is new.',
  heartbeat: (checks, time) =>
    `Checked ${s(checks, 'time')}${time === null ? '' : ` since the last mail, of ${time} UTC`}: unchanged.`,
  nothing: 'Nothing is open.',
  heading: {
    fresh: 'New',
    worse: 'Worse',
    gone: 'Gone',
    unchecked: 'Could not check (new)',
    open: 'Still open',
    notes: 'Of this mail itself',
  },
  was: 'was',
  wasSeverity: (severity) => severity,
  wasCount: (before, now) => `${before}, now ${now}`,
  wasWaiting: (before, now) => `${s(before, 'message')} in the queue, now ${now}`,
  places: (count) => `${count} places`,
  more: (count) => `and ${count} more: qmail-lint lists them`,
  goneSince: (time) => `there since ${time} UTC`,
  pending: (count) =>
    `${count === 1 ? '1 finding hangs' : `${count} findings hang`} on the DNS and will be told if the next run sees the same.`,
  damaged: (kept) => `The state was damaged, and is kept as ${kept}: this run counts as the first.`,
  unwritten: (file, reason) =>
    `The state cannot be written to ${file} (${reason}): the next run will tell all of this again.`,
  way: { smtp: 'by SMTP', qmail: 'by qmail', syslog: "into the system's log" },
  failed: (way, says) => `Not sent ${way}: ${says}`,
  doubt: (rule, says) =>
    `Not sent by qmail, since mail by it would not arrive${rule === null ? '' : ` (${rule})`}: ${says}`,
  notMailed: 'the report could not be mailed; here it is:',
  toSyslog: "the report could not be mailed; it is in short in the system's log, and here:",
  busy: (file, holder) => `another run (process ${holder}) is at work on ${file}`,
  footer: (version, state) => `${version}; what was told is remembered in ${state}`,
};

const ja: MailWords = {
  subject: (host, what) => `[qmail-lint] ${host}: ${what}`,
  changed: ({ fresh, errors, worse, gone, unchecked }) =>
    [
      ...(fresh > 0 ? [`新規 ${fresh} 件${errors > 0 ? `（エラー ${errors} 件）` : ''}`] : []),
      ...(worse > 0 ? [`悪化 ${worse} 件`] : []),
      ...(gone > 0 ? [`解消 ${gone} 件`] : []),
      ...(unchecked > 0 ? [`確認できないもの ${unchecked} 件`] : []),
    ].join('、'),
  first: ({ error, warning, info }) => `最初の報告、エラー ${error} 件、警告 ${warning} 件、情報 ${info} 件`,
  unchanged: (checks, { error, warning }) => `${checks} 回検査、変化なし（エラー ${error} 件、警告 ${warning} 件）`,
  since: (time) => `前回のメール（${time} UTC）からの変化です。`,
  firstReport: '最初の報告です。すべて新規の指摘として扱います。',
  heartbeat: (checks, time) =>
    `${time === null ? '' : `前回のメール（${time} UTC）から `}${checks} 回検査しました。変化はありません。`,
  nothing: '残っている指摘はありません。',
  heading: {
    fresh: '新規',
    worse: '悪化',
    gone: '解消',
    unchecked: '確認できません（新規）',
    open: '残っている指摘',
    notes: 'このメールについて',
  },
  was: '以前は',
  wasSeverity: (severity) => severity,
  wasCount: (before, now) => `${before} 件、現在 ${now} 件`,
  wasWaiting: (before, now) => `滞留 ${before} 通、現在 ${now} 通`,
  places: (count) => `${count} か所`,
  more: (count) => `ほか ${count} 件（qmail-lint で一覧できます）`,
  goneSince: (time) => `${time} UTC から`,
  pending: (count) => `DNS の応答による ${count} 件は、次回も同じならお知らせします。`,
  damaged: (kept) => `状態ファイルが壊れていたため ${kept} として残し、今回を最初の検査として扱いました。`,
  unwritten: (file, reason) =>
    `状態ファイル ${file} に書き込めません（${reason}）。次回の検査でも同じ内容をお知らせします。`,
  way: { smtp: 'SMTP で', qmail: 'qmail で', syslog: 'システムログに' },
  failed: (way, says) => `${way}送れませんでした: ${says}`,
  doubt: (rule, says) =>
    `qmail では届かないため、qmail では送りませんでした${rule === null ? '' : `（${rule}）`}: ${says}`,
  notMailed: '報告をメールで送れませんでした。内容は次のとおりです。',
  toSyslog: '報告をメールで送れませんでした。要約はシステムログに、全文は次のとおりです。',
  busy: (file, holder) => `別の実行（プロセス ${holder}）が ${file} を使用中です`,
  footer: (version, state) => `${version}。お知らせした内容は ${state} に記録しています`,
};

export const MAIL_WORDS: Readonly<Record<Language, MailWords>> = { en, ja };

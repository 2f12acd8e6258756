/** The words around the findings, in English and Japanese. */
import type { Severity } from '../checks/check.ts';
import type { Language } from '../qmail/message.ts';

export interface Words {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly heading: Readonly<Record<Severity, string>>;
  readonly where: Readonly<Record<'log' | 'smtp' | 'stderr' | 'peer' | 'silent' | 'none', string>>;
  readonly remedy: string;
  readonly also: string;
  readonly rule: string;
  readonly waits: string;
  /** `expires`: UTC. */
  waiting(messages: number, expires: string | null): string;
  readonly seenLabel: string;
  seen(count: number, first: string | null, last: string | null): string;
  readonly unexplained: string;
  more(count: number): string;
  elsewhere(root: string): string;
  title(home: string, host: string | null, variant: string): string;
  counts(error: number, warning: number, info: number, mailboxes: number): string;
  /** `rules`: how many findings of each are suppressed. */
  suppressed(count: number, rules: string): string;
  /** `added`: null where the baseline stays as it is. */
  baseline(size: number, mended: number, unchecked: number, added: number | null): string;
  readonly fine: string;
  readonly couldNot: string;
  readonly notAsked: string;
  readonly notApplicable: string;
  readonly failed: string;
  readonly assumed: string;
  readonly assumption: Readonly<Record<string, string>>;
}

const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const en: Words = {
  severity: { error: 'error', warning: 'warning', info: 'note' },
  heading: { error: 'Errors', warning: 'Warnings', info: 'Notes' },
  where: { log: 'log', smtp: 'SMTP', stderr: 'stderr', peer: 'to peer', silent: 'silent', none: 'effect' },
  remedy: 'do',
  also: 'also',
  rule: 'rule',
  waits: 'waiting',
  seenLabel: 'seen',
  seen: (count, first, last) =>
    `${plural(count, 'time')} in the log${first === null ? '' : `, ${first}${first === last ? '' : ` to ${last}`} UTC`}`,
  unexplained: 'In the log, and explained by no finding',
  waiting: (messages, expires) =>
    `${plural(messages, 'message')} in the queue${expires === null ? '' : `; the first expires ${expires} UTC`}`,
  more: (count) => `and ${count} more (--all lists them)`,
  elsewhere: (root) => `Below ${root}: the paths and the commands are those of that machine, not of this one.`,
  title: (home, host, variant) => `${home}${host === null ? '' : ` on ${host}`}, ${variant}`,
  counts: (error, warning, info, mailboxes) =>
    `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(info, 'note')}; ${plural(mailboxes, 'mailbox', 'mailboxes')} checked`,
  suppressed: (count, rules) => `${plural(count, 'finding')} suppressed: ${rules}`,
  baseline: (size, mended, unchecked, added) =>
    [
      `Baseline: ${mended} of ${size} mended`,
      ...(unchecked > 0 ? [`${unchecked} could not be looked at`] : []),
      ...(added === null ? [] : [`${added} added`]),
    ].join(', '),
  fine: 'Nothing that would keep mail from arriving was found.',
  couldNot: 'Could not check',
  notAsked: 'Not asked',
  notApplicable: 'Not applicable',
  failed: 'Failed (a defect of qmail-lint; please report it)',
  assumed: 'Assumed',
  assumption: {
    variant: 'the variant (--variant)',
    'default-delivery': 'the default delivery instruction (--default-delivery)',
    'smtp-user': 'that SMTP runs as qmaild:nofiles',
    patrn: 'conf-patrn 002 (--patrn)',
    break: 'conf-break "-" (--break)',
    split: 'conf-split 23 (--split)',
    spawn: 'conf-spawn 120 (--spawn)',
  },
};

const ja: Words = {
  severity: { error: 'エラー', warning: '警告', info: '情報' },
  heading: { error: 'エラー', warning: '警告', info: '情報' },
  where: { log: 'ログ', smtp: 'SMTP', stderr: 'stderr', peer: '相手側', silent: 'ログなし', none: '影響' },
  remedy: '対処',
  also: 'ほかに',
  rule: 'ルール',
  waits: '滞留中',
  seenLabel: '実績',
  seen: (count, first, last) =>
    `ログに ${count} 回${first === null ? '' : first === last ? `（${first} UTC）` : `（${first} から ${last} まで、UTC）`}`,
  unexplained: 'ログにあり、どの指摘でも説明できないもの',
  waiting: (messages, expires) =>
    `キューのメール ${messages} 通${expires === null ? '' : `（最初の期限 ${expires} UTC）`}`,
  more: (count) => `ほか ${count} 件（--all ですべて表示）`,
  elsewhere: (root) => `${root} 以下のマシンです。パスとコマンドはそのマシンのもので、このマシンのものではありません。`,
  title: (home, host, variant) => `${host === null ? '' : `${host} の `}${home}（${variant}）`,
  counts: (error, warning, info, mailboxes) =>
    `エラー ${error} 件、警告 ${warning} 件、情報 ${info} 件（メールボックス ${mailboxes} 個を検査）`,
  suppressed: (count, rules) => `除外済みの指摘 ${count} 件: ${rules}`,
  baseline: (size, mended, unchecked, added) =>
    [
      `ベースライン: ${size} 件のうち ${mended} 件が解消`,
      ...(unchecked > 0 ? [`${unchecked} 件は確認できず`] : []),
      ...(added === null ? [] : [`${added} 件を追加`]),
    ].join('、'),
  fine: 'メールの到着を妨げる問題は見つかりませんでした。',
  couldNot: '確認できません',
  notAsked: '確認していません',
  notApplicable: '対象外',
  failed: '検査の失敗（qmail-lint の不具合です。ご報告ください）',
  assumed: '仮定した値',
  assumption: {
    variant: 'qmail の種類（--variant）',
    'default-delivery': '既定の配送指示（--default-delivery）',
    'smtp-user': 'SMTP は qmaild:nofiles で動作',
    patrn: 'conf-patrn 002（--patrn）',
    break: 'conf-break "-"（--break）',
    split: 'conf-split 23（--split）',
    spawn: 'conf-spawn 120（--spawn）',
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { en, ja };

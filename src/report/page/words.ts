/** The words of the page that the table does not have. */
import type { FindingClass } from '../../checks/check.ts';
import type { Language } from '../../qmail/message.ts';

export interface PageWords {
  readonly report: string;
  readonly skip: string;
  readonly checked: string;
  readonly silentTile: string;
  mailboxes(count: number): string;
  silentNote(silent: number): string;
  readonly classes: Readonly<Record<FindingClass, string>>;
  readonly why: string;
  readonly place: string;
  readonly kindOf: string;
  readonly copy: string;
  readonly copied: string;
  readonly search: string;
  readonly searchHint: string;
  readonly all: string;
  readonly byClass: string;
  readonly byUser: string;
  readonly byRule: string;
  readonly bySeverity: string;
  readonly clear: string;
  readonly unfold: string;
  readonly fold: string;
  /** With `{shown}` and `{all}`: filled in the browser. */
  readonly shown: string;
  readonly nothing: string;
  moreOfKind(count: number): string;
  unlisted(count: number): string;
  route(address: string): string;
  readonly routeStart: string;
  readonly suppressed: string;
  readonly known: string;
  readonly reason: string;
  readonly until: string;
  readonly findings: string;
  readonly rest: string;
  readonly mailFlow: string;
  readonly noScript: string;
  readonly foot: string;
}

const en: PageWords = {
  report: 'qmail report',
  skip: 'Skip to the findings',
  checked: 'checked',
  silentTile: 'Silent: in no log',
  mailboxes: (count) => `${count} ${count === 1 ? 'mailbox' : 'mailboxes'} checked. `,
  silentNote: (silent) =>
    silent === 1
      ? 'One finding leaves no trace in any log: qmail calls it a success, or says nothing at all.'
      : `${silent} findings leave no trace in any log: qmail calls them a success, or says nothing at all.`,
  classes: {
    silent: 'in no log',
    security: 'security',
    breaks: 'breaks mail',
    privacy: 'privacy',
    hygiene: 'hygiene',
  },
  why: 'why',
  place: 'where',
  kindOf: 'each',
  copy: 'Copy',
  copied: 'Copied',
  search: 'Search',
  searchHint: 'a name, a path, a log line',
  all: 'all',
  byClass: 'Class',
  byUser: 'User',
  byRule: 'Rule',
  bySeverity: 'Show by severity',
  clear: 'Show all',
  unfold: 'Unfold',
  fold: 'Fold',
  shown: '{shown} of {all} shown',
  nothing: 'Nothing matches.',
  moreOfKind: (count) => `${count} more of this kind`,
  unlisted: (count) => `${count} more of this kind are not in this report (--all lists them).`,
  route: (address) => `The way of ${address}`,
  routeStart: 'mail for',
  suppressed: 'Accepted on purpose',
  known: 'Known from the baseline',
  reason: 'reason',
  until: 'until',
  findings: 'Findings',
  rest: 'What was not checked',
  mailFlow: 'Mail flow',
  noScript: 'Without scripts the page shows everything; searching and filtering need them.',
  foot: 'This file asks nothing of any network and changes nothing. The commands are suggestions: read them before you run them.',
};

const ja: PageWords = {
  report: 'qmail の検査報告',
  skip: '指摘へ移動',
  checked: '検査日時',
  silentTile: 'ログに現れない問題',
  mailboxes: (count) => `メールボックス ${count} 個を検査しました。`,
  silentNote: (silent) => `${silent} 件はログに現れません。qmail は success と記録するか、何も記録しません。`,
  classes: {
    silent: 'ログに現れない',
    security: 'セキュリティ',
    breaks: 'メールが届かない',
    privacy: 'プライバシー',
    hygiene: '整理',
  },
  why: '原因',
  place: '場所',
  kindOf: '各件',
  copy: 'コピー',
  copied: 'コピーしました',
  search: '検索',
  searchHint: '名前、パス、ログの一部',
  all: 'すべて',
  byClass: '分類',
  byUser: 'ユーザー',
  byRule: 'ルール',
  bySeverity: '重大度で絞り込む',
  clear: 'すべて表示',
  unfold: '開く',
  fold: '閉じる',
  shown: '{all} 件中 {shown} 件を表示',
  nothing: '該当する指摘はありません。',
  moreOfKind: (count) => `同じ種類がほかに ${count} 件`,
  unlisted: (count) => `同じ種類がほかに ${count} 件ありますが、この報告には含まれていません（--all ですべて表示）。`,
  route: (address) => `${address} の配送経路`,
  routeStart: '宛先',
  suppressed: '除外済み',
  known: 'ベースラインにある指摘',
  reason: '理由',
  until: '期限',
  findings: '指摘',
  rest: '検査できなかった項目',
  mailFlow: 'メールの流れ',
  noScript: 'スクリプトが無効でもすべて表示されます。検索と絞り込みにはスクリプトが必要です。',
  foot: 'このファイルはネットワークに接続せず、何も変更しません。コマンドは提案です。内容を確かめてから実行してください。',
};

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = { en, ja };

/** The words of the charts. */

import type { TopReport } from '../../audit/mail-flow.ts';
import type { Language } from '../../qmail/message.ts';

interface ChartWords {
  readonly deliveries: string;
  readonly reports: string;
  readonly queueAge: string;
  readonly status: Readonly<Record<TopReport['status'], string>>;
  readonly numbers: string;
  readonly time: string;
  readonly dateFormat: string;
  readonly age: string;
  readonly messages: string;
  readonly count: string;
  readonly result: string;
  readonly report: string;
  /** Seconds, in the largest unit that fits. */
  span(seconds: number): string;
  upTo(span: string): string;
  older(span: string): string;
}

const UNITS = [
  [86_400, 'd', '日'],
  [3600, 'h', '時間'],
  [60, 'min', '分'],
  [1, 's', '秒'],
] as const;

function span(seconds: number, which: 1 | 2, between: string): string {
  const unit = UNITS.find(([size]) => seconds >= size && seconds % size === 0) ?? UNITS[3];
  return `${seconds / unit[0]}${between}${unit[which]}`;
}

export const CHART_WORDS: Readonly<Record<Language, ChartWords>> = {
  en: {
    deliveries: 'Deliveries by outcome (UTC)',
    reports: 'The most frequent reports',
    queueAge: 'How long messages have been in the queue',
    status: { success: 'success', failure: 'failure', deferral: 'deferral' },
    numbers: 'The numbers',
    time: 'from',
    dateFormat: '%b %-d',
    age: 'age',
    messages: 'messages',
    count: 'count',
    result: 'outcome',
    report: 'report',
    span: (seconds) => span(seconds, 1, ' '),
    upTo: (text) => `up to ${text}`,
    older: (text) => `over ${text}`,
  },
  ja: {
    deliveries: '配送結果の推移（UTC）',
    reports: '多い配送レポート',
    queueAge: 'キューに滞留している時間',
    status: { success: 'success（成功）', failure: 'failure（配送失敗）', deferral: 'deferral（延期）' },
    numbers: '数値で表示',
    time: '開始',
    dateFormat: '%-m月%-d日',
    age: '滞留時間',
    messages: 'メッセージ数',
    count: '件数',
    result: '結果',
    report: 'レポート',
    span: (seconds) => span(seconds, 2, ''),
    upTo: (text) => `${text}以内`,
    older: (text) => `${text}超`,
  },
};

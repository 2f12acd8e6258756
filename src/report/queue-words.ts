import type { GroupBy } from '../audit/queue-groups.ts';
import type { Language } from '../qmail/message.ts';

interface QueueWords {
  title(home: string, host: string | null): string;
  counts(messages: number, unprocessed: number): string;
  more(expired: number, bouncing: number): string;
  readonly empty: string;
  readonly notSending: string;
  held(channel: string): string;
  readonly done: string;
  next(time: string): string;
  /** `last`: the first attempt after that, with which what still fails bounces; null where nothing waits. */
  ends(time: string, last: string | null): string;
  over(last: string | null): string;
  readonly clock: string;
  readonly bouncing: string;
  readonly last: string;
  readonly now: string;
  readonly arrives: string;
  readonly unknown: string;
  readonly unprocessed: string;
  andMore(count: number): string;
  readonly problems: string;
  readonly could: string;
  readonly columns: Readonly<Record<GroupBy | 'messages' | 'recipients' | 'oldest' | 'expires' | 'total', string>>;
}

/** The words around the queue. */
export const QUEUE_WORDS: Readonly<Record<Language, QueueWords>> = {
  en: {
    title: (home, host) => `${home}/queue${host === null ? '' : ` on ${host}`}`,
    counts: (messages, unprocessed) => `messages in queue: ${messages}; not yet preprocessed: ${unprocessed}`,
    more: (expired, bouncing) => `past queuelifetime: ${expired}; with failed recipients: ${bouncing}`,
    empty: 'No message waits.',
    notSending: 'qmail-send does not run here: nothing is tried until it does.',
    held: (channel) => `control/concurrency${channel} is 0: nothing is tried there.`,
    done: 'done',
    next: (time) => `next try ${time}`,
    ends: (time, last) => `expires ${time}${last === null ? '' : `, what fails bounces ${last}`}`,
    over: (last) => `expired${last === null ? '' : `: what fails bounces ${last}`}`,
    clock: 'All times are UTC.',
    bouncing: 'bouncing',
    last: 'log',
    now: 'now',
    arrives: 'would be delivered',
    unknown: 'cannot be told from configuration',
    unprocessed: 'not yet preprocessed',
    andMore: (count) => `and ${count} more messages (--all lists them)`,
    problems: 'Problems',
    could: 'Could not check',
    columns: {
      reason: 'reason',
      domain: 'domain',
      age: 'minutes',
      messages: 'messages',
      recipients: 'recipients',
      oldest: 'oldest (UTC)',
      expires: 'first to expire',
      total: 'TOTAL',
    },
  },
  ja: {
    title: (home, host) => `${host === null ? '' : `${host} の `}${home}/queue`,
    counts: (messages, unprocessed) => `キューのメール: ${messages} 通（うち未処理 ${unprocessed} 通）`,
    more: (expired, bouncing) => `期限切れ: ${expired} 通、配送失敗した宛先のあるもの: ${bouncing} 通`,
    empty: '滞留中のメールはありません。',
    notSending: 'qmail-send が動いていないため、起動するまで配送されません。',
    held: (channel) => `control/concurrency${channel} が 0 のため、配送が止まっています。`,
    done: '済み',
    next: (time) => `次の再送 ${time}`,
    ends: (time, last) => `期限 ${time}${last === null ? '' : `、失敗が続けば ${last} に差し戻し`}`,
    over: (last) => `期限切れ${last === null ? '' : `、失敗すれば ${last} に差し戻し`}`,
    clock: '時刻は UTC です。',
    bouncing: '差し戻し予定',
    last: 'ログ',
    now: '現在',
    arrives: '配送できます',
    unknown: '設定からはわかりません',
    unprocessed: '未処理',
    andMore: (count) => `ほかにメール ${count} 通（--all ですべて表示）`,
    problems: '問題',
    could: '確認できません',
    columns: {
      reason: '理由',
      domain: 'ドメイン',
      age: '分',
      messages: 'メール',
      recipients: '宛先',
      oldest: '最古 (UTC)',
      expires: '最初の期限',
      total: '合計',
    },
  },
};

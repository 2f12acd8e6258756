/** The words around an explanation, in English and Japanese. */
import type { Language } from '../qmail/message.ts';

export interface ExplainWords {
  readonly when: string;
  readonly means: string;
  readonly remedy: string;
  readonly expired: string;
  readonly here: string;
  readonly none: string;
  readonly ruleNot: string;
  readonly couldNot: string;
  readonly notAsked: string;
  readonly not: string;
  readonly notApplicable: string;
  readonly rules: string;
  readonly unknown: string;
  nearest(rule: string): string;
  part(messages: number, more: number): string;
}

const en: ExplainWords = {
  when: 'when',
  means: 'means',
  remedy: 'do',
  expired: 'queuelifetime was over, so qmail-send made it final.',
  here: 'The cause on this host:',
  none: 'None of its known causes was found on this host.',
  ruleNot: 'This host does not have it.',
  couldNot: 'Could not check',
  notAsked: 'Not asked',
  not: 'Not these',
  notApplicable: 'Not applicable',
  rules: 'Rules that tell it before',
  unknown: 'Not known: no program of qmail, daemontools or ucspi-tcp that is in the catalogue writes this.',
  nearest: (rule) => `The rule with the nearest name is ${rule}.`,
  part: (messages, more) => {
    if (more > 0) return `A part of ${messages + more} messages; the first ${messages}:`;
    return messages === 1 ? 'A part of:' : `A part of ${messages} messages:`;
  },
};

const ja: ExplainWords = {
  when: '条件',
  means: '意味',
  remedy: '対処',
  expired: 'queuelifetime の期限が切れたため、qmail-send が配送失敗にしました。',
  here: 'このホストでの原因:',
  none: '既知の原因は、このホストには見つかりませんでした。',
  ruleNot: 'このホストには当てはまりません。',
  couldNot: '確認できません',
  notAsked: '確認していません',
  not: '該当しません',
  notApplicable: '対象外',
  rules: '事前に知らせるルール',
  unknown: '不明です。qmail、daemontools、ucspi-tcp のどのプログラムも、この文を書きません（カタログにありません）。',
  nearest: (rule) => `名前の近いルール: ${rule}`,
  part: (messages, more) => {
    if (more > 0) return `${messages + more} 種類のメッセージの一部です（先頭の ${messages} 種類を表示）:`;
    return messages === 1 ? '次のメッセージの一部です:' : `次の ${messages} 種類のメッセージの一部です:`;
  },
};

export const EXPLAIN_WORDS: Readonly<Record<Language, ExplainWords>> = { en, ja };

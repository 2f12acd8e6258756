/** The words around an explanation, in English and Japanese. */
import type { Language } from '../qmail/message.ts';

export interface ExplainWords {
  readonly when: string;
  readonly means: string;
  readonly remedy: string;
  readonly expired: string;
  readonly here: string;
  readonly none: string;
  readonly couldNot: string;
  readonly notAsked: string;
  readonly not: string;
  readonly notApplicable: string;
  readonly rules: string;
  readonly unknown: string;
}

const en: ExplainWords = {
  when: 'when',
  means: 'means',
  remedy: 'do',
  expired: 'queuelifetime was over, so qmail-send made it final.',
  here: 'The cause on this host:',
  none: 'None of its known causes was found on this host.',
  couldNot: 'Could not check',
  notAsked: 'Not asked',
  not: 'Not these',
  notApplicable: 'Not applicable',
  rules: 'Rules that tell it before',
  unknown: 'Not known: no program of qmail, daemontools or ucspi-tcp that is in the catalogue writes this.',
};

const ja: ExplainWords = {
  when: '条件',
  means: '意味',
  remedy: '対処',
  expired: 'queuelifetime の期限が切れたため、qmail-send が配送失敗にしました。',
  here: 'このホストでの原因:',
  none: '既知の原因は、このホストには見つかりませんでした。',
  couldNot: '確認できません',
  notAsked: '確認していません',
  not: '該当しません',
  notApplicable: '対象外',
  rules: '事前に知らせるルール',
  unknown: '不明です。qmail、daemontools、ucspi-tcp のどのプログラムも、この文を書きません（カタログにありません）。',
};

export const EXPLAIN_WORDS: Readonly<Record<Language, ExplainWords>> = { en, ja };

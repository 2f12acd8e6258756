/** The words around what differs between two installations. */
import type { Severity } from '../checks/check.ts';
import type { Language } from '../qmail/message.ts';

export interface CompareWords {
  readonly heading: Readonly<Record<Severity, string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly old: string;
  readonly new: string;
  readonly nothing: string;
  readonly so: string;
  readonly log: string;
  readonly smtp: string;
  readonly remedy: string;
  readonly also: string;
  readonly couldNot: string;
  readonly same: string;
  readonly notes: string;
  readonly noHindrance: string;
  readonly title: string;
  unnamed(home: string, host: string | null, variant: string): string;
  more(count: number): string;
  counts(error: number, warning: number, info: number, addresses: number): string;
}

const number = (count: number) => count.toLocaleString('en');

export const COMPARE_WORDS: Readonly<Record<Language, CompareWords>> = {
  en: {
    heading: { error: 'What breaks', warning: 'What may hurt', info: 'What differs without harm' },
    severity: { error: 'error', warning: 'warning', info: 'info' },
    old: 'old',
    new: 'new',
    nothing: 'nothing',
    so: 'so',
    log: 'log',
    smtp: 'SMTP',
    remedy: 'do',
    also: 'also',
    couldNot: 'Could not be compared',
    same: 'No difference.',
    notes: 'No difference that matters.',
    noHindrance: 'nothing, if the programs and their users are the same',
    title: 'Two qmails compared',
    unnamed: (home, host, variant) => `${home}${host === null ? '' : ` on ${host}`}, ${variant}`,
    more: (count) => `${number(count)} more`,
    counts: (error, warning, info, addresses) =>
      `${number(error)} ${error === 1 ? 'error' : 'errors'}, ${number(warning)} ${warning === 1 ? 'warning' : 'warnings'}, ${number(info)} ${info === 1 ? 'note' : 'notes'}; ${number(addresses)} ${addresses === 1 ? 'address' : 'addresses'} resolved on both sides`,
  },
  ja: {
    heading: { error: '壊れるもの', warning: '支障が出る恐れのあるもの', info: '害のない違い' },
    severity: { error: 'エラー', warning: '警告', info: '情報' },
    old: '旧',
    new: '新',
    nothing: 'なし',
    so: '影響',
    log: 'ログ',
    smtp: 'SMTP',
    remedy: '対処',
    also: 'ほか',
    couldNot: '比較できなかったもの',
    same: '違いはありません。',
    notes: '問題になる違いはありません。',
    noHindrance: 'とくになし（プログラムとユーザーが同じなら）',
    title: '二つの qmail の比較',
    unnamed: (home, host, variant) => `${host === null ? '' : `${host} の `}${home}（${variant}）`,
    more: (count) => `ほか ${number(count)} 件`,
    counts: (error, warning, info, addresses) =>
      `エラー ${number(error)} 件、警告 ${number(warning)} 件、情報 ${number(info)} 件。両側で調べたアドレス ${number(addresses)} 件`,
  },
};

/** Words of the formats for other programs and other places, in English and Japanese. */
import type { Language } from '../qmail/message.ts';

interface FormatWords {
  /** Headings. */
  readonly suppressed: string;
  readonly known: string;
  readonly reason: string;
  readonly until: string;
  notListed(count: number): string;
}

export const FORMAT_WORDS: Readonly<Record<Language, FormatWords>> = {
  en: {
    suppressed: 'Suppressed',
    known: 'Known from the baseline',
    reason: 'reason',
    until: 'until',
    notListed: (count) => `${count} more of this kind are not listed (--all lists them)`,
  },
  ja: {
    suppressed: '除外済み',
    known: 'ベースラインにある指摘',
    reason: '理由',
    until: '期限',
    notListed: (count) => `同じ種類の ${count} 件は表示していません（--all ですべて表示）`,
  },
};

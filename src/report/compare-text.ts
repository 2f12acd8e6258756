/** A difference in sentences and values, the same for every format. */
import type { DifferenceFound, Ending } from '../audit/compare/difference.ts';
import type { Language } from '../qmail/message.ts';
import { ADDRESS_WORDS } from './address-words.ts';
import { told } from './addresses.ts';
import { SENTENCES } from './compare-what.ts';
import { COMPARE_WORDS } from './compare-words.ts';

export interface DifferenceText {
  readonly what: string;
  readonly effect: string;
  readonly remedy: string;
  /** Null where the side has nothing. */
  readonly old: string | null;
  readonly new: string | null;
  readonly log: { readonly where: 'log' | 'smtp'; readonly text: string } | null;
  /** Further subjects, and how many more there are. */
  readonly also: readonly string[];
  readonly more: number;
}

export function differenceText(difference: DifferenceFound, language: Language): DifferenceText {
  const { kind, subject, log, data = {}, also, count } = difference;
  const sentences = SENTENCES[kind];
  const values = { old: textIn(difference, 'old', language), new: textIn(difference, 'new', language) };
  const fill = (template: string) =>
    template.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
      if (name === 'subject') return subject;
      if (name === 'old' || name === 'new') return values[name] ?? COMPARE_WORDS[language].nothing;
      if (name === 'hindrance' && data[name] === '') return COMPARE_WORDS[language].noHindrance;
      return data[name] ?? whole;
    });
  return {
    what: fill(sentences.what[language]),
    effect: fill(sentences.effect[language]),
    remedy: fill(sentences.remedy[language]),
    ...values,
    log:
      log === undefined
        ? null
        : { where: log.where, text: log.status === null ? log.text : `${log.status}: ${log.text}` },
    also,
    more: count - 1 - also.length,
  };
}

function textIn({ endings, ...values }: DifferenceFound, side: 'old' | 'new', language: Language): string | null {
  return values[side] ?? (endings === undefined ? null : endingText(endings[side], language));
}

function endingText({ ends }: Ending, language: Language): string | null {
  return ends.length === 0 ? null : ends.map((end) => told(end, ADDRESS_WORDS[language])).join(', ');
}

/** The words around a trace. */
import type { Traced } from '../audit/traced.ts';
import type { Language } from '../qmail/message.ts';

interface TraceWords {
  readonly connects: string;
  /** Why an outcome is not known. */
  readonly unknown: Readonly<Record<'any' | 'program' | 'host' | 'unseen', string>>;
  readonly dropped: string;
  readonly bracketed: (given: string, taken: string) => string;
}

export const TRACE_WORDS: Readonly<Record<Language, TraceWords>> = {
  en: {
    connects: 'connects to',
    unknown: {
      any: 'what follows cannot be told from configuration',
      program: 'what the program does cannot be told from configuration',
      host: 'what the other host says cannot be told from configuration',
      unseen: 'what follows could not be looked at',
    },
    dropped: 'the connection is dropped before a word is said',
    bracketed: (given, taken) => `${given} is taken as ${taken}, without the brackets`,
  },
  ja: {
    connects: '接続先',
    unknown: {
      any: 'この先は設定からはわかりません',
      program: 'プログラムの動作は設定からはわかりません',
      host: '相手のホストの応答は設定からはわかりません',
      unseen: 'この先は確認できません',
    },
    dropped: '何も言わずに接続が切られます',
    bracketed: (given, taken) => `${given} は山括弧を除いて ${taken} とみなします`,
  },
};

/** Why an outcome is not known. */
export function whyUnknown({ steps, relays }: Traced, language: Language): string {
  const { unknown } = TRACE_WORDS[language];
  if (steps.at(-1)?.decision === 'could-not') return unknown.unseen;
  if (relays.length > 0) return unknown.host;
  return steps.some(({ decision }) => decision === 'program') ? unknown.program : unknown.any;
}

/** The number of the qmail-queue that takes a forward is known only when it runs. */
export function shownReport(report: string, message: string | null): string {
  return message === 'LOCAL-32' ? report.replace(/qp_0\/$/, 'qp_{pid}/') : report;
}

import type { Language } from '../qmail/message.ts';

interface TraceWords {
  readonly connects: string;
  readonly unknown: string;
  readonly dropped: string;
}

/** The words around a trace. */
export const TRACE_WORDS: Readonly<Record<Language, TraceWords>> = {
  en: {
    connects: 'connects to',
    unknown: 'what follows cannot be told from configuration',
    dropped: 'the connection is dropped before a word is said',
  },
  ja: {
    connects: '接続先',
    unknown: 'この先は設定からはわかりません',
    dropped: '何も言わずに接続が切られます',
  },
};

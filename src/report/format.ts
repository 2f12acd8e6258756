/** What every format is given beside the outcome. */
import type { Language } from '../qmail/message.ts';

export interface Look {
  readonly language: Language;
  /** Terminal columns. */
  readonly width: number;
  /** No terminal shows it, so that programs may read it line by line: what qmail writes stands whole on one line. */
  readonly piped?: boolean;
  readonly colour: boolean;
  /** List what was not asked and does not apply, and every finding of a kind. */
  readonly all: boolean;
}

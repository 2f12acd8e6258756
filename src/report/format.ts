/** What every format is given beside the outcome. */
import type { Language } from '../qmail/message.ts';

export interface Look {
  readonly language: Language;
  /** Terminal columns. */
  readonly width: number;
  readonly colour: boolean;
  /** List what was not asked and does not apply, and every finding of a kind. */
  readonly all: boolean;
}

/** What a log tells line by line. */
import type { Notice } from './log-notices.ts';
import type { Report } from './log-reports.ts';
import type { Channel } from './report-match.ts';

/** One line of qmail-send. */
export interface LogEvent {
  readonly kind: 'new' | 'info' | 'start' | 'delivery' | 'mangled' | 'bounce' | 'triple' | 'end' | 'notice';
  /** Seconds since 1970; NaN where the line has none. */
  readonly time: number;
  /** From the first word of qmail-send to the end of the line. */
  readonly text: string;
  /** The number of the message, or null where the line does not tell. */
  readonly message: number | null;
  readonly recipient: string | null;
  readonly channel: Channel | null;
  readonly report: Report | null;
  readonly notice: Notice | null;
}

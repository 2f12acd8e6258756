/** What the model says of one envelope recipient: the decisions on its way, and how it ends. */
import type { Walk } from '../host/access.ts';

/** A decision of one of qmail's programs, with the place that made it. */
export interface Step {
  readonly program:
    | 'qmail-send'
    | 'qmail-lspawn'
    | 'qmail-getpw'
    | 'qmail-local'
    | 'qmail-rspawn'
    | 'qmail-remote'
    | 'qmail-smtpd'
    | 'tcpserver'
    | 'rblsmtpd';
  /** Names a sentence; `data` fills it. */
  readonly decision: string;
  readonly data: Readonly<Record<string, string>>;
  /** Absolute, on the audited machine. */
  readonly file?: string;
  readonly line?: number;
}

/** A sender that exists nowhere. */
export const SOMEONE = 'someone@elsewhere.invalid';

/** A local part that nobody has: what it ends in is what every unknown name ends in. Without a hyphen, so that it is nobody's extension; never shown. */
export const NOBODY = 'qx7zv3kw';

export type Status = 'success' | 'failure' | 'deferral' | 'unknown';

export interface Outcome {
  readonly status: Status;
  /** Id in the catalogue; null when unknown. */
  readonly message: string | null;
  /** What fills the message's text. */
  readonly data: Readonly<Record<string, string>>;
  /** The walk that was refused, where that is the reason. */
  readonly blocked: Extract<Walk, { ok: false }> | null;
}

/** One instruction that qmail-local carried out, or stopped at. */
export interface Delivery {
  readonly kind: 'maildir' | 'mbox' | 'program' | 'forward';
  /** As written in the instruction. */
  readonly target: string;
  /** From 1, in the file that `file` names; null for the default delivery. */
  readonly line: number;
}

/** qmail-send writes a report so: newline as `/`, `%` and what is not a printable ASCII character as `_` (qsutil.c:28). */
export function logsafe(text: string): string {
  return text.replace(/[\n%]|[^\x21-\x7e]/g, (byte) => (byte === '\n' ? '/' : '_'));
}

/** What rblsmtpd, where it stands before qmail-smtpd, does with a client (rblsmtpd.c of ucspi-tcp). */
import type { Step } from '../qmail/trace.ts';
import type { SmtpService } from '../services/types.ts';

export interface RblAnswer {
  /** To each RCPT TO, in place of qmail-smtpd; null where it lets qmail-smtpd speak. */
  readonly reply: string | null;
  readonly steps: readonly Step[];
}

const NAME = 'RBLSMTPD';
/** Bytes of its text that it says (rblsmtpd.c:129). */
const SAID = 200;

/** `place`: where the variable is set. The lists that it asks are not asked here, and that is said. */
export function rblAnswer(
  service: SmtpService | null,
  env: ReadonlyMap<string, string>,
  place: Pick<Step, 'file' | 'line'>,
): RblAnswer {
  if (service === null || !service.through.some((each) => each.split('/').at(-1) === 'rblsmtpd'))
    return { reply: null, steps: [] };
  const value = env.get(NAME);
  const step = (decision: string, at: Pick<Step, 'file' | 'line'>): Step => ({
    program: 'rblsmtpd',
    decision,
    data: { value: value ?? '' },
    ...at,
  });
  if (value === undefined)
    return { reply: null, steps: [step('rbl-lists', { file: service.file, line: service.line })] };
  if (value === '') return { reply: null, steps: [step('rbl-passed', place)] };
  const text = value
    .replace(/^-/, '')
    .slice(0, SAID)
    .replace(/[^\x20-\x7e]/g, '?');
  return { reply: `${value.startsWith('-') ? 553 : 451} ${text}`, steps: [step('rbl-refused', place)] };
}

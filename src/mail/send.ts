/** Gets the mail out: by a server outside, by this qmail where nothing speaks against it, else into the system's log. */
import { existsSync, statSync } from 'node:fs';
import type { SmtpSettings } from '../config/settings.ts';
import type { Doubt } from './doubts.ts';
import { runProgram } from './program.ts';
import { type Envelope, sendBySmtp } from './smtp.ts';

export interface Ways {
  readonly smtp: SmtpSettings | null;
  /** Programs of this qmail that take mail, and why they are not trusted with it; null where another machine is audited. */
  readonly qmail: { readonly home: string; readonly doubts: readonly Doubt[] } | null;
  /** `logger`, or null for none. */
  readonly logger: string | null;
}

export type Failure =
  | { readonly way: 'smtp' | 'qmail' | 'syslog'; readonly says: string }
  | { readonly way: 'qmail'; readonly doubt: Doubt };

export interface Sent {
  /** `syslog`: only the lines for the log were left somewhere. */
  readonly by: 'smtp' | 'qmail' | 'syslog' | null;
  readonly failures: readonly Failure[];
}

/** `lines`: what the system's log is told where no mail can be sent; it gets why, too. Never throws. */
export async function send(
  message: Buffer,
  envelope: Envelope,
  ways: Ways,
  lines: (failures: readonly Failure[]) => readonly string[],
): Promise<Sent> {
  const failures: Failure[] = [];
  const { smtp, qmail, logger } = ways;
  if (smtp !== null && (await tried('smtp', failures, () => sendBySmtp(message, envelope, smtp))))
    return { by: 'smtp', failures };
  for (const doubt of qmail?.doubts ?? []) failures.push({ way: 'qmail', doubt });
  if (qmail !== null && qmail.doubts.length === 0) {
    if (await tried('qmail', failures, () => sendByQmail(message, envelope, qmail.home)))
      return { by: 'qmail', failures };
  }
  const told = logger !== null && (await tried('syslog', failures, () => log(logger, lines(failures))));
  return { by: told ? 'syslog' : null, failures };
}

async function tried(
  way: 'smtp' | 'qmail' | 'syslog',
  failures: Failure[],
  act: () => Promise<void>,
): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    failures.push({ way, says: error instanceof Error ? error.message : String(error) });
    return false;
  }
}

/** qmail's sendmail, or what that would call. They want lines that end in LF. */
async function sendByQmail(message: Buffer, { from, to }: Envelope, home: string): Promise<void> {
  const input = Buffer.from(message.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  const sendmail = `${home}/bin/sendmail`;
  if (existsSync(sendmail)) return runProgram(sendmail, [`-f${from}`, '--', ...to], input);
  await runProgram(`${home}/bin/qmail-inject`, ['-a', `-f${from}`, '--', ...to], input);
}

async function log(logger: string, lines: readonly string[]): Promise<void> {
  await runProgram(logger, ['-t', 'qmail-lint', '-p', 'mail.err'], `${lines.join('\n')}\n`);
}

const LOGGERS = ['/usr/bin/logger', '/bin/logger'];
/** Where something listens that writes a system's log: without it `logger` succeeds and says nothing to anybody.
 * A socket: the last is a directory of journald on Linux. */
const LISTENING = ['/dev/log', '/run/systemd/journal/dev-log', '/var/run/log'];

/** Null where the machine has none, or no log that it could write to. */
export function findLogger(listening: readonly string[] = LISTENING): string | null {
  const listens = listening.some((path) => statSync(path, { throwIfNoEntry: false })?.isSocket() === true);
  return listens ? (LOGGERS.find((path) => existsSync(path)) ?? null) : null;
}

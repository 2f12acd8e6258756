/** The control files that qmail-1.03, netqmail and notqmail know, and who reads each when (config.md 1.3, qmail-showctl.c). */
import type { QmailUser } from './installation.ts';

/** `map`: `key:value` lines. `source`: compiled by a program, then not read by qmail itself. */
export type ControlClass = 'line' | 'int' | 'list' | 'map' | 'source' | 'cdb';

/** The programs that read control files, by what they do. */
export type ControlReader =
  | 'qmail-send'
  | 'qmail-smtpd'
  | 'qmail-remote'
  | 'qmail-inject'
  | 'qmail-qmqpc'
  | 'qmail-newmrh';

export interface Control {
  readonly name: string;
  readonly class: ControlClass;
  readonly readers: readonly ControlReader[];
  /** The value without the file: a literal, a copy of control/me, or none. For an integer its number. */
  readonly default: { readonly me?: true; readonly literal?: string; readonly number?: number };
}

const line = (name: string, readers: readonly ControlReader[], fallback: Control['default']): Control => ({
  name,
  class: 'line',
  readers,
  default: fallback,
});
const int = (name: string, readers: readonly ControlReader[], number: number): Control => ({
  name,
  class: 'int',
  readers,
  default: { number },
});
const list = (name: string, readers: readonly ControlReader[], kind: ControlClass = 'list'): Control => ({
  name,
  class: kind,
  readers,
  default: {},
});

export const CONTROLS: readonly Control[] = [
  line('me', ['qmail-send', 'qmail-smtpd', 'qmail-remote', 'qmail-inject', 'qmail-qmqpc'], {}),
  list('badmailfrom', ['qmail-smtpd']),
  line('bouncefrom', ['qmail-send'], { literal: 'MAILER-DAEMON' }),
  line('bouncehost', ['qmail-send'], { me: true, literal: 'bouncehost' }),
  int('concurrencylocal', ['qmail-send'], 10),
  int('concurrencyremote', ['qmail-send'], 20),
  int('databytes', ['qmail-smtpd'], 0),
  line('defaultdomain', ['qmail-inject'], { me: true, literal: 'defaultdomain' }),
  line('defaulthost', ['qmail-inject'], { me: true, literal: 'defaulthost' }),
  line('doublebouncehost', ['qmail-send'], { me: true, literal: 'doublebouncehost' }),
  line('doublebounceto', ['qmail-send'], { literal: 'postmaster' }),
  line('envnoathost', ['qmail-send'], { me: true, literal: 'envnoathost' }),
  line('helohost', ['qmail-remote'], { me: true }),
  line('idhost', ['qmail-inject'], { me: true, literal: 'idhost' }),
  line('localiphost', ['qmail-smtpd'], { me: true }),
  { ...list('locals', ['qmail-send']), default: { me: true } },
  list('morercpthosts', ['qmail-newmrh'], 'source'),
  list('morercpthosts.cdb', ['qmail-smtpd'], 'cdb'),
  list('percenthack', ['qmail-send']),
  line('plusdomain', ['qmail-inject'], { me: true, literal: 'plusdomain' }),
  list('qmqpservers', ['qmail-qmqpc']),
  int('queuelifetime', ['qmail-send'], 604800),
  list('rcpthosts', ['qmail-smtpd']),
  line('smtpgreeting', ['qmail-smtpd'], { me: true }),
  list('smtproutes', ['qmail-remote'], 'map'),
  int('timeoutconnect', ['qmail-remote'], 60),
  int('timeoutremote', ['qmail-remote'], 1200),
  int('timeoutsmtpd', ['qmail-smtpd'], 1200),
  list('virtualdomains', ['qmail-send'], 'map'),
];

export function controlOf(name: string): Control | null {
  return CONTROLS.find((control) => control.name === name) ?? null;
}

/** What a HUP makes qmail-send read again (qmail-send.c:1474). */
export const REREAD: ReadonlySet<string> = new Set(['locals', 'virtualdomains']);

/** Whether qmail-send reads the file when it starts, and no HUP makes it read it again. */
export function isReadAtStart({ name, readers }: Control): boolean {
  return readers.includes('qmail-send') && !REREAD.has(name);
}

/** Whom a reader runs as: an account of qmail, whoever runs the SMTP service, or whoever calls it. */
export function readerAs(reader: ControlReader): QmailUser | 'smtp' | 'everybody' | 'root' {
  switch (reader) {
    case 'qmail-send':
      return 'qmails';
    case 'qmail-remote':
      return 'qmailr';
    case 'qmail-smtpd':
      return 'smtp';
    case 'qmail-newmrh':
      return 'root';
    default:
      return 'everybody';
  }
}

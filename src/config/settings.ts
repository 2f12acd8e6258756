/** What can be set in the configuration (`docs/schemas/config.schema.json`), as plain data. */

export interface Settings {
  readonly home?: string;
  readonly addresses?: readonly string[];
  readonly publicAddresses?: readonly string[];
  readonly domains?: readonly string[];
  readonly resolver?: string;
  readonly dns?: boolean;
  readonly defaultDelivery?: string;
  readonly variant?: string;
  /** Octal. */
  readonly patrn?: string;
  readonly break?: string;
  readonly split?: number;
  readonly spawn?: number;
  readonly logs?: readonly string[];
  /** By rule, or by its id of 1999. */
  readonly severities?: Readonly<Record<string, 'error' | 'warning' | 'info'>>;
  readonly failOn?: 'error' | 'warning' | 'info' | 'never';
  readonly lang?: 'en' | 'ja';
  readonly suppressions?: readonly Suppression[];
  readonly mail?: MailSettings;
  /** Where the last run is remembered for the mail. */
  readonly state?: string;
  /** The file of findings that are known. */
  readonly baseline?: string;
  readonly queue?: QueueSettings;
}

/** Messages in the queue above which monitoring is told. */
export interface QueueSettings {
  readonly warning?: number;
  readonly critical?: number;
}

/** Findings that are known and accepted: those of the rule that fit every pattern given. */
export interface Suppression {
  /** An id, or one of 1999. */
  readonly rule: string;
  readonly path?: string;
  readonly user?: string;
  readonly domain?: string;
  readonly reason: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  readonly until?: string;
}

export interface MailSettings {
  readonly to?: readonly string[];
  readonly from?: string;
  /** A number of hours, days or weeks: `12h`, `7d`, `1w`. */
  readonly heartbeat?: string;
  readonly smtp?: SmtpSettings;
}

/** A server that takes the mail without the audited qmail. */
export interface SmtpSettings {
  readonly host: string;
  readonly port?: number;
  readonly tls?: 'implicit' | 'starttls' | 'opportunistic' | 'none';
  readonly user?: string;
  readonly passwordFile?: string;
}

export interface Key {
  /** As the configuration has it, `mail.smtp.host` for what is nested. */
  readonly key: string;
  /** `table` cannot be given by the environment. */
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'table';
  /** The option of the command line that means the same, as commander names it. */
  readonly option?: string;
  /** What holds where it is not set, where that can be said without a look at the machine. */
  readonly byDefault?: string | boolean;
}

export const DEFAULT_STATE = '/var/lib/qmail-lint/state.json';

/** Every key, in the order in which `qmail-lint config` lists them. */
export const KEYS: readonly Key[] = [
  { key: 'home', kind: 'text', option: 'home', byDefault: '/var/qmail' },
  { key: 'addresses', kind: 'list', option: 'address' },
  { key: 'publicAddresses', kind: 'list', option: 'publicAddress' },
  { key: 'domains', kind: 'list', option: 'ownDomain' },
  { key: 'resolver', kind: 'text', option: 'resolver' },
  { key: 'dns', kind: 'flag', option: 'dns', byDefault: true },
  { key: 'defaultDelivery', kind: 'text', option: 'defaultDelivery' },
  { key: 'variant', kind: 'text', option: 'variant' },
  { key: 'patrn', kind: 'text', option: 'patrn' },
  { key: 'break', kind: 'text', option: 'break' },
  { key: 'split', kind: 'number', option: 'split' },
  { key: 'spawn', kind: 'number', option: 'spawn' },
  { key: 'logs', kind: 'list', option: 'log' },
  { key: 'severities', kind: 'table' },
  { key: 'failOn', kind: 'text', option: 'failOn', byDefault: 'error' },
  { key: 'lang', kind: 'text', option: 'lang' },
  { key: 'suppressions', kind: 'table' },
  { key: 'baseline', kind: 'text', option: 'baseline' },
  { key: 'queue.warning', kind: 'number', option: 'warning' },
  { key: 'queue.critical', kind: 'number', option: 'critical' },
  { key: 'mail.to', kind: 'list', option: 'mailTo' },
  { key: 'mail.from', kind: 'text' },
  { key: 'mail.heartbeat', kind: 'text', option: 'heartbeat' },
  { key: 'mail.smtp.host', kind: 'text' },
  { key: 'mail.smtp.port', kind: 'number' },
  { key: 'mail.smtp.tls', kind: 'text' },
  { key: 'mail.smtp.user', kind: 'text' },
  { key: 'mail.smtp.passwordFile', kind: 'text' },
  { key: 'state', kind: 'text', option: 'state', byDefault: DEFAULT_STATE },
];

/** The value of a key, undefined where it is not set. */
export function settingOf(settings: Settings, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], settings);
}

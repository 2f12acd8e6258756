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

export interface Key {
  /** As the configuration has it. */
  readonly key: string;
  /** `table` cannot be given by the environment. */
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'table';
  /** The option of the command line that means the same, as commander names it. */
  readonly option?: string;
  /** What holds where it is not set, where that can be said without a look at the machine. */
  readonly byDefault?: string | boolean;
}

/** Every key, in the order in which `qmail-lint config` lists them. */
export const KEYS: readonly Key[] = [
  { key: 'home', kind: 'text', option: 'home', byDefault: '/var/qmail' },
  { key: 'addresses', kind: 'list', option: 'address' },
  { key: 'publicAddresses', kind: 'list', option: 'publicAddress' },
  { key: 'domains', kind: 'list', option: 'domain' },
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
];

/** The value of a key, undefined where it is not set. */
export function settingOf(settings: Settings, key: string): unknown {
  return (settings as Readonly<Record<string, unknown>>)[key];
}

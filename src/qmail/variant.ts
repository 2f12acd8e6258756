/** Which qmail this is, told from what qmail-smtpd would answer to HELP (config.md 0.2). Nothing is executed. */
import { ROOT, walk } from '../host/access.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';

export type VariantName =
  | 'notqmail'
  | 'netqmail'
  | 'qmail'
  | 'sagredo'
  | 'qmail-ldap'
  | 'sqmail'
  | 'aqmail'
  | 'indimail';

export interface Variant {
  readonly name: VariantName;
  /** What it was recognised by, or null where it was assumed or given. */
  readonly evidence: string | null;
  readonly how: 'recognised' | 'assumed' | 'given';
}

const HELP_LINES: readonly (readonly [string, VariantName])[] = [
  ['214 notqmail home page: https://notqmail.org', 'notqmail'],
  ['214 netqmail home page: http://qmail.org/netqmail', 'netqmail'],
  ['qmail-ldap patch home page: http://www.nrg4u.com', 'qmail-ldap'],
  ["214 Roberto's qmail notes home page: https://www.sagredo.eu", 'sagredo'],
  ['214 sqmail home page: http://fehcom.de/sqmail.html', 'sqmail'],
  ['214 s/qmail home page:', 'aqmail'],
  ['214 qmail home page: http://pobox.com/~djb/qmail.html', 'qmail'],
];

const PROGRAM_LIMIT = 32 * 1024 * 1024;

export const VARIANTS: readonly VariantName[] = [
  'notqmail',
  'netqmail',
  'qmail',
  'sagredo',
  'qmail-ldap',
  'sqmail',
  'aqmail',
  'indimail',
];

/** Plain qmail and those that read the same control files in the same way. */
export function isStock(variant: Variant): boolean {
  return variant.name === 'notqmail' || variant.name === 'netqmail' || variant.name === 'qmail';
}

export function recogniseVariant(host: Host, home: string): Variant {
  const program = `${home}/bin/qmail-smtpd`;
  try {
    const found = walk(host, ROOT, program);
    if (found.ok && found.stat.type === 'file') {
      const bytes = host.read(found.path, PROGRAM_LIMIT);
      const line = HELP_LINES.find(([text]) => bytes.includes(text));
      if (line) return { name: line[1], evidence: `${program}: ${line[0]}`, how: 'recognised' };
    }
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
  }
  return { name: 'notqmail', evidence: null, how: 'assumed' };
}

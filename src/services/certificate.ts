/** Certificates and their private keys, as PEM text. */
import { createPrivateKey, X509Certificate } from 'node:crypto';

export interface Certificate {
  readonly x509: X509Certificate;
  /** Seconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly selfSigned: boolean;
}

/** The first certificate of a text, which is the server's own; null where there is none that can be read. */
export function firstCertificate(text: string): Certificate | null {
  const block = blockOf(text, (label) => label === 'CERTIFICATE' || label === 'TRUSTED CERTIFICATE');
  if (block === null) return null;
  try {
    const x509 = new X509Certificate(block);
    const from = Date.parse(x509.validFrom) / 1000;
    const until = Date.parse(x509.validTo) / 1000;
    if (Number.isNaN(from) || Number.isNaN(until)) return null;
    return { x509, from, until, selfSigned: x509.subject === x509.issuer };
  } catch {
    return null;
  }
}

/** `censored`: an image holds a mark in its place. `locked`: it wants a passphrase. */
export type KeyAnswer = 'none' | 'broken' | 'censored' | 'locked' | 'other' | 'fits';

/** Whether the first private key of a text is that of the certificate. */
export function keyFits({ x509 }: Certificate, text: string, mark: string): KeyAnswer {
  const block = blockOf(text, (label) => label.endsWith('PRIVATE KEY'));
  if (block === null) return 'none';
  if (block.includes(mark)) return 'censored';
  if (block.includes('ENCRYPTED')) return 'locked';
  try {
    return x509.checkPrivateKey(createPrivateKey(block)) ? 'fits' : 'other';
  } catch {
    return 'broken';
  }
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';

/** The first PEM block (RFC 7468) whose label serves. */
function blockOf(text: string, serves: (label: string) => boolean): string | null {
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
    const dashes = text.indexOf(DASHES, at + BEGIN.length);
    if (dashes < 0) return null;
    const label = text.slice(at + BEGIN.length, dashes);
    if (!serves(label)) continue;
    const end = text.indexOf(`${DASHES}END ${label}${DASHES}`, dashes);
    return end < 0 ? null : `${text.slice(at, end)}${DASHES}END ${label}${DASHES}\n`;
  }
  return null;
}

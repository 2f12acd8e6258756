/** Networks as tcprules can say them. */
import { isIPv4, isIPv6 } from 'node:net';

const ALL = 32;

/**
 * The addresses of tcprules that stand for an IPv4 address or network (`10.0.0.0/8`, `192.168.16.0/22`), or for a prefix as sendmail has it
 * (`192.168`). Null for anything else, among it IPv6, which tcpserver does not know.
 */
export function tcprulesAddresses(text: string): string[] | null {
  const [, address = '', bits] = /^([0-9.]+)(?:\/([0-9.]+))?$/.exec(text) ?? [];
  const length = bits === undefined ? null : prefixLength(bits);
  if (bits !== undefined && length === null) return null;
  if (isIPv4(address)) return network(address, length ?? ALL);
  const octets = address.replace(/\.$/, '').split('.');
  if (bits === undefined && octets.length < 4 && octets.every(isOctet)) return [`${octets.join('.')}.`];
  // Postfix and others leave trailing zeros out: 10/8.
  const filled = [...octets, '0', '0', '0', '0'].slice(0, 4).join('.');
  return length !== null && octets.length < 4 && isIPv4(filled) ? network(filled, length) : null;
}

export function isIpv6Network(text: string): boolean {
  const [address = ''] = text.replace(/[[\]]/g, '').split('/');
  // sendmail leaves out what stands behind: `IPv6:2001:db8`.
  return isIPv6(address.replace(/^IPv6:/i, '')) || /^IPv6:[0-9a-f:]+$/i.test(address);
}

function isOctet(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= 255;
}

/** A length, or a mask with its ones first. */
function prefixLength(bits: string): number | null {
  if (/^\d{1,2}$/.test(bits)) return Number(bits) <= ALL ? Number(bits) : null;
  if (!isIPv4(bits)) return null;
  const ones = bits
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(ones) ? ones.indexOf('0') : null;
}

function network(address: string, length: number): string[] {
  const octets = address.split('.').map(Number);
  const whole = Math.floor(length / 8);
  const kept = octets.slice(0, whole);
  if (length === 0) return [''];
  if (length === ALL) return [address];
  const rest = length % 8;
  if (rest === 0) return [`${kept.join('.')}.`];
  const size = 2 ** (8 - rest);
  const octet = octets[whole] ?? 0;
  const first = octet - (octet % size);
  const range = `${[...kept, `${first}-${first + size - 1}`].join('.')}`;
  return [whole === 3 ? range : `${range}.`];
}

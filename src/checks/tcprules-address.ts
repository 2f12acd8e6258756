/** Addresses of tcprules: which of them a client can have, and what was meant by the others (ucspi-tcp rules.c:34-91). */

/** Why no client ever has an address. */
export type NeverMatched =
  | { readonly kind: 'cidr' | 'no-dot' | 'too-many'; readonly instead: string | null }
  | { readonly kind: 'blank' | 'capitals' | 'name' | 'wildcard' | 'odd'; readonly instead: string | null };

/** Takes the address as it is written and the first key that it makes; null where a client can have that. */
export function neverMatched(address: string, key: string): NeverMatched | null {
  if (matchable(key)) return null;
  const cidr = /^\s*(\d[\d.]*)\/([\d.]+)\s*$/.exec(address);
  if (cidr !== null) return { kind: 'cidr', instead: prefixOf(cidr[1] ?? '', cidr[2] ?? '') };
  const plain = address.trim();
  if (/\s/.test(address)) return { kind: 'blank', instead: worksAs(plain, plain) };
  if (/^\d{1,3}(\.\d{1,3}){0,2}$/.test(key)) return { kind: 'no-dot', instead: `${address}.` };
  const numbers = /^\d+(\.\d+){3,}\.?$/.test(key) && !/^\d+(\.\d+){3}$/.test(key);
  if (numbers) return { kind: 'too-many', instead: /^\d+(\.\d+){3}\.$/.test(key) ? address.slice(0, -1) : null };
  if (/^([^@]*@)?=.*[A-Z]/.test(address)) {
    const at = address.lastIndexOf('=');
    const lower = address.slice(0, at) + address.slice(at).toLowerCase();
    return { kind: 'capitals', instead: worksAs(lower, lower) };
  }
  if (address.includes('*')) return { kind: 'wildcard', instead: withoutStar(address) };
  const name = `=${address.toLowerCase()}`;
  if (/[a-z]/i.test(address) && !/[@=/]/.test(address)) return { kind: 'name', instead: worksAs(name, name) };
  return { kind: 'odd', instead: null };
}

function worksAs(text: string, key: string): string | null {
  return matchable(key) ? text : null;
}

/** `10.1.*`, `=*.example.org`. */
function withoutStar(address: string): string | null {
  const bare = address.replace(/^=?\*\./, '=.').replace(/(\.\*)+$/, '.');
  return worksAs(bare, bare);
}

/** Whether tcpserver ever looks for this key. An IPv4 address is written without leading zeros, a name in small letters. */
function matchable(key: string): boolean {
  const at = key.lastIndexOf('@');
  const whose = key.slice(at + 1);
  if (at !== -1) return isAddress(whose) || (isHost(whose) && !whose.startsWith('=.'));
  return key === '' || key === '=' || isAddress(key) || isPrefix(key) || isHost(key);
}

const NUMBER = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const ADDRESS = new RegExp(`^${NUMBER}(\\.${NUMBER}){3}$`);
const PREFIX = new RegExp(`^(${NUMBER}\\.){1,3}$`);

function isAddress(key: string): boolean {
  return ADDRESS.test(key);
}

function isPrefix(key: string): boolean {
  return PREFIX.test(key);
}

/** `=host` or `=.domain`; the name of a client has no dot at its end. */
function isHost(key: string): boolean {
  return /^=[^A-Z\s*]*[^A-Z\s*.]$/.test(key);
}

/** The address of tcprules for a network: `10.0.0.0/8` is `10.`, `10.0.16.0/20` is `10.0.16-31.`. */
function prefixOf(network: string, mask: string): string | null {
  const parts = network.split('.').filter((part) => part !== '');
  const length = maskLength(mask);
  if (length === null || parts.length > 4 || parts.some((part) => Number(part) > 255)) return null;
  const numbers = [...parts.map(Number), 0, 0, 0, 0].slice(0, 4);
  const whole = numbers.slice(0, Math.floor(length / 8)).map((number) => `${number}.`);
  if (length === 32) return numbers.join('.');
  if (length % 8 === 0) return whole.join('');
  const size = 2 ** (8 - (length % 8));
  const bottom = Math.floor((numbers[whole.length] ?? 0) / size) * size;
  return `${whole.join('')}${bottom}-${bottom + size - 1}${whole.length < 3 ? '.' : ''}`;
}

function maskLength(mask: string): number | null {
  if (/^\d{1,2}$/.test(mask)) return Number(mask) <= 32 ? Number(mask) : null;
  const parts = mask.split('.');
  if (parts.length !== 4) return null;
  const bits = parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) && bits.length === 32 ? bits.replaceAll('0', '').length : null;
}

/** The first octets of addresses on the Internet, some with private networks inside. */
export const PUBLIC_OCTETS: readonly number[] = Array.from({ length: 223 }, (_, index) => index + 1).filter(
  (octet) => octet !== 10 && octet !== 127,
);

/** One address of the Internet for each of them. */
export const STRANGERS: readonly string[] = PUBLIC_OCTETS.map((octet) => `${octet}.77.177.77`);

/** The octet of a rule for a whole first octet of the Internet (`203.`), else null. */
export function publicOctet(key: string): number | null {
  const octet = /^(\d{1,3})\.$/.test(key) ? Number(key.slice(0, -1)) : Number.NaN;
  return PUBLIC_OCTETS.includes(octet) ? octet : null;
}

/** Whether a rule can be for none but this machine and its own networks (RFC 1918, link-local). */
export function isInside(key: string): boolean {
  const address = key.slice(key.lastIndexOf('@') + 1);
  return /^(10\.|127\.|0\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}

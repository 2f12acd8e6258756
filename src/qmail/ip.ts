/** Addresses as qmail takes them from text (ip.c:27). */

/**
 * The address that starts `text`, as four numbers of a byte each, and how many characters it took; null where none does. Any number of
 * digits is a part, of which the last eight bits count: `300.0.0.09` is 44.0.0.9.
 */
export function scanIp(text: string): { readonly address: string; readonly length: number } | null {
  const found = /^([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)/.exec(text);
  return found === null ? null : { address: found.slice(1).map(lowByte).join('.'), length: found[0].length };
}

/** The whole of `text` as an address, with `[` and `]` around it; null where it is anything else (ip.c:44). */
export function bracketedIp(text: string): string | null {
  return text.startsWith('[') && text.endsWith(']') ? wholeIp(text.slice(1, -1)) : null;
}

/** The whole of `text` as an address; null where it is anything else. */
export function wholeIp(text: string): string | null {
  const found = scanIp(text);
  return found?.length === text.length ? found.address : null;
}

/** 10^8 is a multiple of 256: digits before the last eight change nothing. */
function lowByte(digits: string): number {
  return Number(digits.slice(-8)) & 255;
}

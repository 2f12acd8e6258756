/** What kind of name a domain is. */

const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;
const NAME_MAX = 253;

/** Whether an envelope can carry this as its domain: what any DNS name for mail looks like, underscores allowed. */
export function isHostName(name: string): boolean {
  return name.length <= NAME_MAX && HOST_NAME.test(name);
}

/** Names that nobody outside can send to (RFC 2606, 6761, 6762, 8375 and custom); `test` stands for a real domain in trials. */
const INTERNAL =
  /(^|\.)(local|localdomain|localhost|lan|internal|intranet|private|home|corp|invalid|onion|home\.arpa)$/i;

/** Whether the outside world may be expected to send mail to this domain. */
export function looksPublic(name: string): boolean {
  return isHostName(name) && name.includes('.') && !/^[0-9.]+$/.test(name) && !INTERNAL.test(name);
}

/** What DNS and other mail servers write for a domain in UTF-8, such as `xn--…`; null for what has no such form. */
export function asciiForm(bytes: string): string | null {
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  const dot = text.startsWith('.') ? '.' : '';
  const name = text.slice(dot.length);
  if (name.includes('\ufffd') || /[/?#@:\\\s]/.test(name) || !URL.canParse(`http://${name}/`)) return null;
  const ascii = new URL(`http://${name}/`).hostname;
  return isHostName(ascii) && ascii.includes('xn--') ? dot + ascii : null;
}

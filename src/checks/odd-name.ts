/** Why a name is not the full name of a host on the Internet. */

export type Oddity = 'address' | 'not-unique' | 'no-dot' | 'characters' | 'long';

const NAME_MAX = 253;
const LABEL_MAX = 63;

/** Null for a full name, and for what the rules on all files of one line report: nothing, a comment, blanks, control and non-ASCII bytes. */
export function oddity(name: string): Oddity | null {
  if (name === '' || name.startsWith('#') || /[^\x21-\x7e]/.test(name)) return null;
  if (/^\[?[0-9.]+\]?$/.test(name) || /^\[.*\]$/.test(name)) return 'address';
  if (/^(localhost(\.localdomain)?|(.*\.)?local|example|example\.[a-z]+)$/i.test(name)) return 'not-unique';
  if (!name.includes('.')) return 'no-dot';
  if (/[^A-Za-z0-9.-]/.test(name) || /(^|\.)(-|\.|$)|-(\.|$)/.test(name)) return 'characters';
  return name.length > NAME_MAX || name.split('.').some((label) => label.length > LABEL_MAX) ? 'long' : null;
}

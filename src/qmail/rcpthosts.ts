/** Which recipients the SMTP server takes from a client without RELAYCLIENT (rcpthosts.c:17). */
import { type Credentials, openRead, walk } from '../host/access.ts';
import { CdbError, cdbSeek } from './cdb.ts';
import { type Constmap, listMap, lowerCase, openControl, readList } from './control.ts';
import type { Installation } from './installation.ts';

/** `absent`: every recipient is accepted. `unreadable`: no connection gets past `421 unable to read controls`. */
export interface Rcpthosts {
  readonly state: 'absent' | 'present' | 'unreadable';
  /** The entries of control/rcpthosts; none unless it is present. */
  readonly map: Constmap;
  /**
   * control/morercpthosts.cdb, which is opened only where rcpthosts is present. What opens but gives no bytes (a directory, a FIFO) is an
   * empty Buffer: that ends the talk only at a recipient that is looked up in it.
   */
  readonly cdb: Buffer | 'absent' | 'unreadable';
}

/** What decided for a recipient: the entry's file, relative to qmail's home, and its line where the file has lines. */
export interface AcceptedBy {
  readonly file: string;
  readonly line?: number;
}

export interface Acceptance {
  readonly accepted: boolean;
  /** Null where no entry decided: refused, no `@`, or no rcpthosts at all. */
  readonly by: AcceptedBy | null;
}

const CDB_LIMIT = 1024 * 1024 * 1024;

/** What qmail-smtpd, running as `who`, has of rcpthosts and morercpthosts.cdb after its setup. Throws CouldNotCheck. */
export function readRcpthosts(installation: Installation, who: Credentials): Rcpthosts {
  const file = openControl(installation.host, who, installation.home, 'control/rcpthosts');
  if (file.state !== 'present') return { state: file.state, map: listMap([]), cdb: 'absent' };
  return { state: 'present', map: listMap(readList(file.text)), cdb: readCdb(installation, who) };
}

function readCdb({ host, home }: Installation, who: Credentials): Rcpthosts['cdb'] {
  const cwd = walk(host, who, home);
  if (!cwd.ok) return 'unreadable';
  const opened = openRead(host, who, 'control/morercpthosts.cdb', cwd.path);
  if (!opened.ok) return opened.errno === 'ENOENT' ? 'absent' : 'unreadable';
  return opened.stat.type === 'file' ? Buffer.from(host.read(opened.path, CDB_LIMIT), 'latin1') : Buffer.alloc(0);
}

/**
 * Whether RCPT TO takes `address`, once its brackets and quotes are gone: its domain and each suffix of it from a dot, first in rcpthosts, then
 * in morercpthosts.cdb (rcpthosts.c:29). `trouble`: the server says `421 unable to read controls` and hangs up.
 */
export function accepts(rcpthosts: Rcpthosts, address: string): Acceptance | 'trouble' {
  if (rcpthosts.state === 'unreadable' || rcpthosts.cdb === 'unreadable') return 'trouble';
  const at = address.lastIndexOf('@');
  if (rcpthosts.state === 'absent' || at < 0) return { accepted: true, by: null };
  const keys = suffixes(lowerCase(address.slice(at + 1)));
  for (const key of keys) {
    const entry = rcpthosts.map.find(key);
    if (entry !== null) return { accepted: true, by: { file: 'control/rcpthosts', line: entry.line } };
  }
  return rcpthosts.cdb === 'absent' ? { accepted: false, by: null } : askCdb(rcpthosts.cdb, keys);
}

function askCdb(cdb: Buffer, keys: readonly string[]): Acceptance | 'trouble' {
  try {
    const found = keys.some((key) => cdbSeek(cdb, key) !== null);
    return { accepted: found, by: found ? { file: 'control/morercpthosts.cdb' } : null };
  } catch (error) {
    if (error instanceof CdbError) return 'trouble';
    throw error;
  }
}

/** qmail-queue takes no longer address (qmail-queue.c:25), so what is longer is never looked up. */
export const ADDRESS_BYTES = 1002;

/** The domain and what is left of it from each dot; an empty domain has none. */
function suffixes(domain: string): string[] {
  if (domain.length > ADDRESS_BYTES) return [domain];
  return [...domain].flatMap((letter, index) => (index === 0 || letter === '.' ? [domain.slice(index)] : []));
}

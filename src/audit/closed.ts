/** What could not be looked at, by the one directory or file that was closed to whoever runs the audit. */
import { dirname } from '../host/access.ts';
import { bytesOf, textOf } from '../host/bytes.ts';
import { reasonOf } from '../host/errno.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import type { SkippedRule } from './outcome.ts';

const DENIED = reasonOf({ code: 'EACCES' });

/** The same, where a permission was missing, with the path of what is closed; each rule names it once. */
export function byCause(host: Host, skipped: readonly SkippedRule[]): SkippedRule[] {
  const known = new Map<string, string>();
  const causeOf = (path: string) => {
    const cause = known.get(path) ?? closedAbove(host, path);
    known.set(path, cause);
    return cause;
  };
  const told = skipped.map((each) =>
    each.kind === 'could-not' && each.path !== undefined && each.reason.startsWith(DENIED)
      ? { ...each, path: causeOf(each.path) }
      : each,
  );
  return [...new Map(told.map((each) => [JSON.stringify(each), each])).values()];
}

/** The directory that may be looked at and not be searched; the path itself where it can be seen, or is no plain text. */
function closedAbove(host: Host, text: string): string {
  const path = bytesOf(text);
  if (textOf(path) !== text) return text;
  for (let at = path; at !== '/'; at = dirname(at)) {
    try {
      host.lstat(at);
      return textOf(at);
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
    }
  }
  return text;
}

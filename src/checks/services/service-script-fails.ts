import type { SmtpService } from '../../services/types.ts';
import type { Check, Report, Target } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { isBash, linesOf } from '../service-lines.ts';
import { type NeedFault, needFault } from '../service-needs.ts';
import { isStarted } from '../starters.ts';
import { placeOf } from '../system-programs.ts';
import { octal } from '../text.ts';
import { tried } from '../tried.ts';

/** What a script or unit names on its way to its last program, and what is not there or may not be used. */
export const check: Check = function* (target) {
  const told = new Set<string>();
  for (const need of target.services.needs) {
    const found = tried(() => reportOf(target, needFault(target, need)));
    if (found === null) continue;
    // What comes after the place where a script ends is not met.
    const script = 'skip' in found ? null : `${found.subject.path}`;
    if (script !== null && told.has(script)) continue;
    if (script !== null) told.add(script);
    yield found;
  }
  for (const service of target.services.smtp) {
    for (const look of [limitReport, accountReport]) {
      const found = tried(() => look(target, service));
      if (found !== null) yield found;
    }
  }
};

function reportOf(target: Target, fault: NeedFault | null): Report | null {
  if (fault === null) return null;
  const { need, state, at, stat } = fault;
  const { file, line, by, name, user } = need;
  // bash goes on without what it should read.
  if (state === 'source' && isBash(target, file)) return null;
  const place = state === 'missing' ? placeOf(target, name.slice(name.lastIndexOf('/') + 1)) : null;
  return {
    message: place !== null ? 'elsewhere' : state === 'missing' && at !== need.path ? 'missing-above' : state,
    data: {
      file,
      program: name,
      at,
      by,
      place: place ?? '',
      search: need.search?.join(':') ?? '',
      mode: stat === null ? '' : octal(stat.mode),
      owner: stat === null ? '' : ownerName(target.installation, stat.uid),
      user: user === null ? 'root' : (user.name ?? ownerName(target.installation, user.uid ?? 0)),
    },
    subject: { path: file, line },
    prevents: linesOf(target, fault),
    noCommand: state !== 'closed' || at !== need.path,
  };
}

/** `-u "$(id -u NAME)"` without such an account is `-u ""`, of which tcpserver takes nothing (scan_ulong). */
function accountReport(target: Target, { file, line, user }: SmtpService): Report | null {
  if (user?.from !== 'tcpserver -u' || user.uid !== null || user.name === undefined) return null;
  if (target.host.accounts.byName(user.name) !== null || !isStarted(target, file)) return null;
  return {
    message: 'id',
    data: { file, program: user.name },
    subject: { path: file, line },
    prevents: [{ id: 'SERVICE-Q1' }],
  };
}

/** tcpserver takes a number that is none for 0, and waits for ever (tcpserver.c, main). */
function limitReport(target: Target, { file, line, kind, limit }: SmtpService): Report | null {
  if (kind !== 'tcpserver' || limit === null || Number(/^\d+/.exec(limit.text)?.[0] ?? 0) > 0) return null;
  if (!isStarted(target, file)) return null;
  const from = limit.from === null || limit.from === file ? file : limit.from;
  return {
    message: limit.text === '' && from !== file ? 'no-limit' : 'limit',
    data: { file, from, limit: limit.text },
    subject: { path: from, ...(from === file ? { line } : {}) },
    prevents: [{ id: 'SERVICE-Q1' }],
  };
}

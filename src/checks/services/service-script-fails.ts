import type { Check, Report, Target } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { isBash, linesOf } from '../service-lines.ts';
import { type NeedFault, needFault } from '../service-needs.ts';
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
};

function reportOf(target: Target, fault: NeedFault | null): Report | null {
  if (fault === null) return null;
  const { need, state, at, stat } = fault;
  const { file, line, by, name, user } = need;
  // bash goes on without what it should read.
  if (state === 'source' && by === 'sh' && isBash(target, file)) return null;
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

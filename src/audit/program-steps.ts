/** Adds to a trace what can be told of the programs in it without running them. */
import { notRun, plainWords } from '../checks/program-line.ts';
import { chdir, dirname, ROOT, type Walk, WRITE, walk } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { Followed } from '../qmail/follow.ts';
import type { Assignment } from '../qmail/getpw.ts';
import type { Installation } from '../qmail/installation.ts';
import type { Step } from '../qmail/trace.ts';

export function withProgramSteps(installation: Installation, followed: Followed): Followed {
  const { assignment, steps, then } = followed;
  const told =
    assignment === null ? steps : steps.flatMap((step) => [step, ...programSteps(installation, assignment, step)]);
  return { ...followed, steps: told, then: then.map((each) => withProgramSteps(installation, each)) };
}

function programSteps(installation: Installation, assignment: Assignment, step: Step): Step[] {
  const word = step.decision === 'program' ? plainWords(step.data['target'] ?? '')?.[0] : undefined;
  if (!word?.includes('/')) return [];
  const say = (decision: string, at: string, reason = ''): Step[] => [
    { program: 'qmail-local', decision, data: { program: word, at, reason }, ...place(step) },
  ];
  try {
    const { host } = installation;
    const who = { uid: assignment.uid, gid: assignment.gid };
    const home = chdir(host, who, assignment.home);
    if (!home.ok) return [];
    const fault = notRun(host, who, word, home, [home.path, installation.home]);
    if (fault !== null) return say(fault.why === 'missing' ? 'program-missing' : 'program-closed', fault.at);
    const open = openToOthers(installation, walk(host, ROOT, word, { cwd: home }));
    return open === null ? [] : say('program-in-others-hands', open);
  } catch (error) {
    // An image leaves out the content of qmail's own programs.
    if (
      error instanceof CouldNotCheck &&
      installation.host.kind === 'image' &&
      error.path.startsWith(`${installation.home}/bin/`)
    )
      return [];
    if (error instanceof CouldNotCheck) return say('program-unseen', error.path, error.reason);
    throw error;
  }
}

function place({ file, line }: Step): Pick<Step, 'file' | 'line'> {
  return { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
}

/** The program or a directory above it that everybody may write to, or null. */
function openToOthers({ host }: Installation, found: Walk): string | null {
  if (!found.ok) return null;
  for (let at = found.path; at !== '/'; at = dirname(at)) {
    const stat = host.lstat(at);
    const sticky = stat?.type === 'dir' && (stat.mode & 0o1000) !== 0;
    if (stat !== null && (stat.mode & WRITE) !== 0 && !sticky) return at;
  }
  return null;
}

/** Adds to a trace what can be told of the programs in it without running them. */
import { type NotRun, notRun, plainWords } from '../checks/program-line.ts';
import { basename, chdir, dirname, type Place, ROOT, type Walk, WRITE, walk } from '../host/access.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import type { Followed } from '../qmail/follow.ts';
import type { Assignment } from '../qmail/getpw.ts';
import type { Installation } from '../qmail/installation.ts';
import { outcomeOf } from '../qmail/message.ts';
import type { Outcome, Step } from '../qmail/trace.ts';

export function withProgramSteps(installation: Installation, followed: Followed): Followed {
  const then = followed.then.map((each) => withProgramSteps(installation, each));
  const { assignment, steps, outcome } = followed;
  if (assignment === null) return { ...followed, then };
  const last = outcome.status === 'unknown' ? steps.findLast(({ decision }) => decision === 'program') : undefined;
  const told = steps.flatMap((step) => {
    const more = programSteps(installation, assignment, step);
    return [step, ...more, ...(step === last && !more.some(fateIn) ? [exitsStep(step)] : [])];
  });
  const fate = last === undefined ? null : fateOf(installation.host, last, told);
  return { ...followed, steps: told, outcome: fate ?? outcome, then };
}

/** The decision and what dash(1) says, by why it does not run a program. */
const FATES: Readonly<Record<NotRun['why'], { readonly decision: string; readonly says: string }>> = {
  missing: { decision: 'program-missing', says: 'not found' },
  closed: { decision: 'program-closed', says: 'Permission denied' },
  interpreter: { decision: 'program-interpreter', says: 'not found' },
};

function fateIn({ decision }: Step): (typeof FATES)[NotRun['why']] | undefined {
  return Object.values(FATES).find((fate) => fate.decision === decision);
}

/** What qmail-local makes of the exit of a program that the delivery hangs on. */
function exitsStep(step: Step): Step {
  return { program: 'qmail-local', decision: 'program-decides', data: {}, ...place(step) };
}

/** The report that the shell gives of a program which cannot run, where it is known what that shell says. */
function fateOf(host: Host, last: Step, told: readonly Step[]): Outcome | null {
  const why = told[told.indexOf(last) + 1];
  const fate = why === undefined ? undefined : fateIn(why);
  if (fate === undefined || !PLAIN.test(last.data['target'] ?? '') || !isDash(host)) return null;
  return outcomeOf('LOCAL-30', { output: `/bin/sh: 1: ${why?.data['program']}: ${fate.says}\n` });
}

/** A command that is nothing but words: what the shell says of it goes nowhere else. */
const PLAIN = /^[ \t]*[A-Za-z0-9_./+:@,-]+([ \t]+[A-Za-z0-9_./+:@,=-]+)*$/;

/** Other shells have words of their own, which differ from one version to the next. */
function isDash(host: Host): boolean {
  try {
    const shell = walk(host, ROOT, '/bin/sh');
    return shell.ok && basename(shell.path) === 'dash';
  } catch (error) {
    if (error instanceof CouldNotCheck) return false;
    throw error;
  }
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
    if (fault !== null) return say(FATES[fault.why].decision, fault.at);
    if (isUnlisted(host, word, home)) return say('program-unlisted', word);
    const open = openToOthers(installation, walk(host, ROOT, word, { cwd: home }));
    return open === null ? [] : say('program-in-others-hands', open);
  } catch (error) {
    // An image that was written by hand leaves out the content of qmail's own programs.
    if (
      error instanceof CouldNotCheck &&
      installation.host.lacks === 'anything' &&
      error.path.startsWith(`${installation.home}/bin/`)
    )
      return [];
    if (error instanceof CouldNotCheck) return say('program-unseen', error.path, error.reason);
    throw error;
  }
}

/** Not there, in a copy of the machine that need not have every program. */
function isUnlisted(host: Host, word: string, home: Place): boolean {
  const found = walk(host, ROOT, word, { cwd: home });
  return !found.ok && found.errno === 'ENOENT';
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

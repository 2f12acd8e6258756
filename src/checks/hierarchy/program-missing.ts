import { ROOT, walk } from '../../host/access.ts';
import { hasPrograms, OTHER_PROGRAMS, type ProgramFault, programFaults, programsSay } from '../../qmail/programs.ts';
import type { Check, Target, Yield } from '../check.ts';
import { isMiniQmail } from '../qmqp.ts';
import { inHierarchy } from '../queue.ts';
import { SENDMAIL_PATHS } from '../sendmail-paths.ts';
import { serviceFaults } from '../service-programs.ts';
import { octal } from '../text.ts';

/** A program that qmail runs is not there, or may not be run by the account that runs it. */
export const check: Check = inHierarchy(function* (target) {
  const { host, home } = target.installation;
  const bin = `${home}/bin`;
  const dir = walk(host, ROOT, bin);
  if (!dir.ok || dir.stat.type !== 'dir') {
    yield {
      message: 'no-bin',
      data: { path: bin },
      subject: { path: bin },
      prevents: [{ id: 'START-Q1' }, { id: 'START-Q2' }],
    };
    return;
  }
  if (!hasPrograms(target.installation)) {
    const prevents = [{ id: 'START-Q1' }, { id: 'START-Q2' }];
    yield { message: 'empty', data: { path: bin }, subject: { path: bin }, prevents };
    return;
  }
  const mini = isMiniQmail(target);
  const served = new Set(serviceFaults(target).map(({ program }) => program));
  const faults = programFaults(target.installation).filter(
    // Of what a service runs services/service-cannot-start tells.
    (each) => (!mini || isNeededByMini(target, each)) && !served.has(`${bin}/${each.program.name}`),
  );
  for (const state of ['missing', 'closed'] as const)
    for (const vital of [true, false]) {
      const group = faults.filter((each) => each.state === state && (each.program.use !== 'callers') === vital);
      yield* told(state, vital, group);
    }
  const absent = mini ? [] : OTHER_PROGRAMS.filter((name) => !walk(host, ROOT, `${bin}/${name}`).ok);
  if (absent.length > 0)
    yield {
      message: 'others',
      data: { path: bin, programs: absent.join(', ') },
      subject: { path: bin },
      prevents: [{ id: 'INSTALL-N1' }],
    };
});

/** A mini-qmail only hands mail over; qmail-smtpd is of use where something starts it. */
function isNeededByMini({ services }: Target, { program: { name, use } }: ProgramFault): boolean {
  return use === 'callers' && (name !== 'qmail-smtpd' || services.smtp.length > 0);
}

function* told(state: string, vital: boolean, group: readonly ProgramFault[]): Generator<Yield> {
  const [first] = group;
  if (first === undefined) return;
  const { path, stat } = first;
  const names = group.map((each) => each.program.name);
  const several = state === 'closed' && group.length > 1 ? '-several' : '';
  yield {
    message: vital ? `${state}${several}` : `${state}-caller`,
    data: {
      path,
      programs: names.join(', '),
      mode: stat === null ? '' : octal(stat.mode),
    },
    subject: { path },
    prevents: programsSay(group),
    ...(names.includes('sendmail') ? { covers: SENDMAIL_PATHS } : {}),
  };
}

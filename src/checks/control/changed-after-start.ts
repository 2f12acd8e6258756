import { CONTROLS, REREAD } from '../../qmail/controls.ts';
import type { Check } from '../check.ts';
import { CLOCK_SLACK, NO_PROCESSES, runningSend } from '../processes.ts';
import { controlPath } from '../text.ts';

/** Control files of qmail-send that are newer than the process. The other programs read theirs each time that they run. */
export const check: Check = function* (target) {
  if (target.host.processes() === null) {
    yield NO_PROCESSES;
    return;
  }
  const started = runningSend(target)?.started;
  if (started === undefined) return;
  for (const { name, readers } of CONTROLS) {
    if (!readers.includes('qmail-send')) continue;
    const file = target.control(name);
    if (file.state !== 'present' || file.stat.mtime === undefined || file.stat.mtime <= started + CLOCK_SLACK) continue;
    const path = controlPath(target, name);
    yield { message: REREAD.has(name) ? 'hup' : 'restart', data: { file: `control/${name}` }, subject: { path } };
  }
};

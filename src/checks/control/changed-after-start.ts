import { CONTROLS } from '../../qmail/controls.ts';
import type { Check } from '../check.ts';
import { controlPath } from '../text.ts';

/** What a HUP makes qmail-send read again (qmail-send.c:1474). */
const REREAD = new Set(['locals', 'virtualdomains']);

/** Control files of qmail-send that are newer than the process. */
export const check: Check = function* (target) {
  const processes = target.host.processes();
  if (processes === null) {
    yield { skip: 'not-applicable', reason: 'there are no processes to look at' };
    return;
  }
  const started = processes.find(({ name }) => name === 'qmail-send')?.started;
  if (started === undefined) return;
  for (const { name, readers } of CONTROLS) {
    if (!readers.includes('qmail-send')) continue;
    const file = target.control(name);
    if (file.state !== 'present' || file.stat.mtime === undefined || file.stat.mtime <= started) continue;
    const path = controlPath(target, name);
    yield { message: REREAD.has(name) ? 'hup' : 'restart', data: { file: `control/${name}` }, subject: { path } };
  }
};

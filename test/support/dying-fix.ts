/** `dying-fix ROOT JOURNALS STEPS N`: a fix that kills itself in its Nth step, when it has changed the disk and not yet said so. */
import { readFileSync } from 'node:fs';
import { realDisk } from '../../src/fix/disk.ts';
import { runSteps } from '../../src/fix/run.ts';
import type { Step } from '../../src/fix/step.ts';

const [root = '', journals = '', file = '', last = ''] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(file, 'utf8')) as Step[];

/** How often a step changes something. */
function changesIn({ kind, as, before, after }: Step): number {
  if (kind === 'make') return as === null ? 3 : 1;
  const isGiven = before?.uid !== after?.uid || before?.gid !== after?.gid;
  return (isGiven ? 1 : 0) + (before?.mode === after?.mode ? 0 : 1);
}

let left = steps.slice(0, Number(last)).reduce((count, step) => count + changesIn(step), 0);
const counted =
  <A extends unknown[]>(call: (...args: A) => void) =>
  (...args: A) => {
    call(...args);
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
const { chown, chmod, make } = realDisk;
Object.assign(realDisk, { chown: counted(chown), chmod: counted(chmod), make: counted(make) });
runSteps(steps, { did: 'fix', of: null, root, home: '/var/qmail' }, journals, () => true);

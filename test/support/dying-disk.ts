/** Built into a process of a fix: that with the first steps kills itself after its `DIES_AT`th change, before it could say so. */
import { realDisk } from '../../src/fix/disk.ts';

declare const DIES_AT: number;

let changes = 0;
const counted =
  <A extends unknown[]>(call: (...args: A) => void) =>
  (...args: A) => {
    call(...args);
    changes += 1;
    if (changes === DIES_AT) process.kill(process.pid, 'SIGKILL');
  };
const [, , from] = process.argv;
const { chown, chmod } = realDisk;
if (from === '0') Object.assign(realDisk, { chown: counted(chown), chmod: counted(chmod) });

/** `killed-many ROOT JOURNALS STEPS PROGRAM`: a fix by several processes; it says when it begins, and is killed from outside. */
import { readFileSync } from 'node:fs';
import { runMany } from '../../src/fix/many.ts';
import type { Step } from '../../src/fix/step.ts';

const [root = '', journals = '', file = '', program = ''] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(file, 'utf8')) as Step[];
const ran = runMany(steps, { did: 'fix', of: null, root, home: '/var/qmail' }, journals, () => true, new URL(program));
process.stdout.write('begun\n');
void ran;

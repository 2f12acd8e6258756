/**
 * A process that does a part of a fix: it is told its steps on standard input, and says on standard output what came of them. Descriptor 3
 * is the journal. `fix-worker FROM PARENT`: the number of its first step, and the process that it stops with.
 */
import { type Journal, journalTo } from './journal.ts';
import { writerOf } from './journal-files.ts';
import type { Answer } from './many.ts';
import { doSteps } from './run.ts';
import { heard } from './telling.ts';

const JOURNAL = 3;
const [from = 0, parent] = process.argv.slice(2).map(Number);
// Whether the accounts are the same was asked before; nothing goes on after the run was killed.
const asked = { isStillUser: () => true, isStopped: () => process.ppid !== parent };
let journal: Journal | null = null;
const answers: Answer[] = [];
for (const { header, entries } of heard(0)) {
  journal ??= journalTo(writerOf(JOURNAL), header, { joins: true, from });
  const steps = entries.map(({ step }) => step);
  for (const each of doSteps(steps, header, journal, asked))
    answers.push(each.did === 'left' ? { left: each.why } : each.did);
}
journal?.end();
process.stdout.write(JSON.stringify(answers));

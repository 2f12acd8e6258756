/**
 * A process that does a part of a fix: its steps come as a journal would begin them on standard input, what came of them goes to standard
 * output. Descriptor 3 is the journal. `fix-worker FROM PARENT`: the number of its first step, and the process that it stops with.
 */
import { readFileSync } from 'node:fs';
import { journalTo, parseJournal } from './journal.ts';
import { writerOf } from './journal-files.ts';
import type { Answer } from './many.ts';
import { doSteps } from './run.ts';

const JOURNAL = 3;
const [from, parent] = process.argv.slice(2).map(Number);
const { header, entries } = parseJournal(readFileSync(0, 'utf8'), 'standard input');
if (header === null) throw new Error('nothing to do');
const journal = journalTo(writerOf(JOURNAL), header, { joins: true, from: from ?? 0 });
const results = doSteps(
  entries.map(({ step }) => step),
  header,
  journal,
  // Whether the accounts are the same was asked before; nothing goes on after the run was killed.
  { isStillUser: () => true, isStopped: () => process.ppid !== parent },
);
journal.end();
const answers = results.map((each): Answer => (each.did === 'left' ? { left: each.why } : each.did));
process.stdout.write(JSON.stringify(answers));

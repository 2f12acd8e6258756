/** How a process is told the steps that it has to do: some at once, so that it begins before it knows all. */
import * as fs from 'node:fs';
import { type Entry, type Header, journalTo, parseJournal } from './journal.ts';
import type { Step } from './step.ts';

/** No text of JSON has it. */
const END = '\0';
const READ_BYTES = 64 * 1024;

/** Steps as the whole journal of a run that would begin with them. */
export function told(steps: readonly Step[], header: Header): string {
  let text = '';
  const planned = journalTo((lines) => {
    text += lines;
  }, header);
  for (const step of steps) planned.begin(step);
  return text + END;
}

export interface Heard {
  readonly header: Header;
  readonly entries: readonly Entry[];
}

/** What is told through an open pipe until it ends; what was cut short is not told. */
export function* heard(fd: number): Generator<Heard> {
  const bytes = Buffer.alloc(READ_BYTES);
  let parts: Buffer[] = [];
  for (let length = fs.readSync(fd, bytes); length > 0; length = fs.readSync(fd, bytes)) {
    let at = 0;
    for (let end = bytes.indexOf(END); end !== -1 && end < length; end = bytes.indexOf(END, at)) {
      const text = Buffer.concat([...parts, bytes.subarray(at, end)]).toString('utf8');
      const { header, entries } = parseJournal(text, 'what is to be done');
      if (header !== null) yield { header, entries };
      parts = [];
      at = end + 1;
    }
    parts.push(Buffer.from(bytes.subarray(at, length)));
  }
}

/** The grouped views of the queue; by age the table of qshape, domain by domain. */
import stringWidth from 'string-width';
import type { QueueOutcome } from '../audit/queue.ts';
import { AGES, ageName, type GroupBy, groupsOf } from '../audit/queue-groups.ts';
import { timeText } from '../audit/queued.ts';
import type { Paint } from './colour.ts';
import type { Look } from './format.ts';
import { QUEUE_WORDS } from './queue-words.ts';
import { safeText } from './safe-text.ts';
import { wrapQuote } from './wrap.ts';

const SHOWN = 40;

export function* groupLines(outcome: QueueOutcome, by: GroupBy, look: Look, colour: Paint): Generator<string> {
  if (by === 'age') yield* ageTable(outcome, look, colour);
  else yield* groupTable(outcome, by, look, colour);
}

/** Recipients by domain and age of their message in minutes (qshape(1)). */
function* ageTable(outcome: QueueOutcome, look: Look, colour: Paint): Generator<string> {
  const { columns } = QUEUE_WORDS[look.language];
  const groups = groupsOf(outcome, 'domain');
  const heads = ['T', ...AGES.map(String), ageName(AGES.length)];
  const total = [...AGES, 0].map((_, index) => groups.reduce((sum, { ages }) => sum + (ages[index] ?? 0), 0));
  const rows = [{ key: columns.total, ages: total }, ...groups.slice(0, look.all ? undefined : SHOWN)].map(
    ({ key, ages }) => [key, ages.reduce((sum, count) => sum + count, 0), ...ages] as const,
  );
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => String(row[column + 1]).length)),
  );
  const numbers = (cells: readonly (string | number)[]) =>
    cells.map((cell, column) => String(cell).padStart((widths[column] ?? 0) + 1)).join('');
  const room = Math.max(look.width - numbers(heads).length, 10);
  yield `\n${colour.bold(`${' '.repeat(room)}${numbers(heads)}`)}\n`;
  for (const [key, ...cells] of rows) yield `${fitted(safeText(key), room)}${numbers(cells)}\n`;
}

/** To the right, as qshape has it; what does not fit loses its beginning. */
function fitted(text: string, room: number): string {
  let cut = text;
  while (stringWidth(cut) > room) cut = cut.slice(1);
  return ' '.repeat(room - stringWidth(cut)) + cut;
}

function* groupTable(outcome: QueueOutcome, by: GroupBy, look: Look, colour: Paint): Generator<string> {
  const { columns, unknown, arrives } = QUEUE_WORDS[look.language];
  // What waits and would arrive now has no report of its own.
  const named = (key: string) => (key === 'unknown' ? unknown : key.startsWith('success') ? arrives : safeText(key));
  const head = (text: string, width: number) => ' '.repeat(Math.max(width - stringWidth(text), 0)) + text;
  const titles = [head(columns.messages, 8), head(columns.recipients, 10), head(columns.oldest, 16)].join('  ');
  yield `\n${colour.bold(`${titles}  ${columns[by]}`)}\n`;
  const groups = groupsOf(outcome, by);
  for (const { key, messages, recipients, oldest } of look.all ? groups : groups.slice(0, SHOWN)) {
    const time = (timeText(oldest) ?? '?').slice(0, 16).replace('T', ' ');
    const start = [String(messages).padStart(8), String(recipients).padStart(10), time.padStart(16)].join('  ');
    const lines = wrapQuote(by === 'reason' ? named(key) : safeText(key), look.width - start.length - 2, look);
    yield lines.map((line, index) => `${index === 0 ? start : ' '.repeat(start.length)}  ${line}\n`).join('');
  }
}

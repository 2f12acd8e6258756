/** The checklist for programs (`checklist.schema.json`). */
import { type ChecklistOutcome, type Item, isLeft } from '../../audit/checklist/types.ts';
import { textOf, verbatimOf } from '../../host/bytes.ts';
import type { Place } from '../../migrate/old-mail.ts';
import type { Language } from '../../qmail/message.ts';
import { itemText } from './words.ts';

export function* checklistJson(outcome: ChecklistOutcome, language: Language): Generator<string> {
  const { from, oldHost, newHost, home, addresses, differences, summary } = outcome;
  const items = outcome.items.map((item) => plain(item, language));
  const text = (value: string | null) => (value === null ? null : textOf(value));
  const head = {
    format: 'qmail-lint/checklist',
    version: 1,
    from,
    oldHost: text(oldHost),
    newHost: text(newHost),
    home: textOf(home),
  };
  yield `${JSON.stringify({ ...head, addresses, differences, items, summary }, null, 2)}\n`;
}

function plain(item: Item, language: Language) {
  const { id, group, what, state, ticked, file, content, lacks, command, prevents, from } = item;
  return {
    id: textOf(id),
    group,
    what,
    state,
    ticked,
    left: isLeft(item),
    ...itemText(item, language),
    ...(file === undefined ? {} : { file: textOf(file) }),
    ...(content === undefined ? {} : { content: verbatimOf(content) }),
    ...(lacks === undefined ? {} : { lacks: lacks.map(verbatimOf) }),
    ...(command === undefined ? {} : { command }),
    prevents,
    from: from.map(placePlain),
  };
}

function placePlain({ file, line }: Place) {
  return { file: textOf(file), ...(line === undefined ? {} : { line }) };
}

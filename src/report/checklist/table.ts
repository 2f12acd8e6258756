/** The checklist at the terminal: what is left in full, what is done in a line. */
import stringWidth from 'string-width';
import { type ChecklistOutcome, GROUPS, type Item, isLeft } from '../../audit/checklist/types.ts';
import { textOf, verbatimOf } from '../../host/bytes.ts';
import { type Paint, paint } from '../colour.ts';
import type { Look } from '../format.ts';
import { safeText } from '../safe-text.ts';
import { wrap, wrapCommand } from '../wrap.ts';
import { CHECKLIST_WORDS, type ChecklistWords, itemText } from './words.ts';

const LABEL = 12;
/** Lines of a file that are shown; all of them are in the other formats and in what --write writes. */
const SHOWN = 12;

export function* checklistTable(outcome: ChecklistOutcome, look: Look): Generator<string> {
  const words = CHECKLIST_WORDS[look.language];
  const colour = paint(look.colour);
  const { from, oldHost, newHost, items, summary } = outcome;
  const safe = (text: string | null) => (text === null ? null : safeText(textOf(text)));
  yield `${wrap(words.title(from, safe(oldHost), safe(newHost)), look.width)
    .map(colour.bold)
    .join('\n')}\n`;
  for (const group of GROUPS) {
    const here = items.filter((each) => each.group === group);
    if (here.length === 0) continue;
    const settled = here.filter((each) => !isLeft(each));
    yield `\n${colour.bold(words.groups[group])}${settled.length === 0 ? '' : colour.dim(`  ${words.done(settled.length)}`)}\n`;
    let said = '';
    for (const each of here.filter((item) => isLeft(item) || look.all)) {
      // What a row of items prevents is said once.
      const prevents = each.prevents.map(({ id }) => id).join(' ');
      const shown = prevents === said ? { ...each, prevents: [] } : each;
      said = prevents;
      yield `${itemLines(shown, words, look, colour).join('\n')}\n`;
    }
  }
  yield `\n${wrap(summary.left === 0 ? words.nothingLeft : words.counts(summary), look.width).join('\n')}\n`;
}

function itemLines(item: Item, words: ChecklistWords, look: Look, colour: Paint): string[] {
  const { title, why } = itemText(item, look.language);
  const label = item.ticked && item.state !== 'done' ? words.ticked : words.states[item.state];
  const box = isLeft(item) ? '[ ]' : '[x]';
  const head = wrap(words.stated(safeText(title), label), look.width - 4);
  const show =
    item.state === 'missing' || item.state === 'different'
      ? colour.error
      : item.state === 'done'
        ? colour.plain
        : colour.warning;
  return [
    ...head.map((line, index) => `${index === 0 ? show(box) : '   '} ${line}`),
    ...(why === undefined ? [] : labelled(words.why, wrap(safeText(why), look.width - LABEL - 4), colour.plain)),
    ...(isLeft(item) ? detailLines(item, words, look, colour) : []),
  ];
}

function detailLines(item: Item, words: ChecklistWords, look: Look, colour: Paint): string[] {
  const width = look.width - LABEL - 4;
  const text = (label: string, value: string, show = colour.plain) =>
    labelled(label, wrap(safeText(value), width), show);
  const lacks = item.lacks ?? [];
  const lines = lacks.length > 0 ? lacks : (item.content ?? '').split('\n').filter((line) => line !== '');
  const places = [...new Set(item.from.map(({ file, line }) => (line === undefined ? file : `${file}:${line}`)))];
  return [
    ...(places.length === 0 ? [] : text(words.from, textOf(places.slice(0, 3).join(', ')), colour.dim)),
    ...(item.file === undefined || item.content === undefined
      ? []
      : text(lacks.length > 0 ? words.lacks : words.file, textOf(item.file))),
    ...(item.content === undefined ? [] : shownLines(lines, width, colour)),
    ...(item.command === undefined
      ? []
      : labelled(words.command, wrapCommand(safeText(item.command), width), colour.command)),
    ...item.prevents.flatMap(({ text: said, meaning }) => text(words.prevents, said ?? meaning, colour.log)),
  ];
}

function shownLines(lines: readonly string[], width: number, colour: Paint): string[] {
  // What goes on with a line of the file is no line of its own.
  const first = lines
    .slice(0, SHOWN)
    .flatMap((line) =>
      wrap(safeText(verbatimOf(line)), width - 2).map(
        (part, index) => `${index === 0 ? ' ' : '↪'} ${colour.command(part)}`,
      ),
    );
  const more = lines.length > SHOWN ? [`  ${colour.command('…')}`] : [];
  return [...first, ...more].map((line) => `${' '.repeat(LABEL + 4)}${line}`);
}

function labelled(label: string, lines: readonly string[], show: (text: string) => string): string[] {
  const padded = label + ' '.repeat(Math.max(1, LABEL - stringWidth(label)));
  return lines.map((line, index) => `    ${index === 0 ? padded : ' '.repeat(LABEL)}${show(line)}`);
}

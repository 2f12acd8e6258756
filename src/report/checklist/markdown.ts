/** The checklist as Markdown with boxes to tick; what is ticked there is read back by `--done`. */
import { type ChecklistOutcome, GROUPS, type Item, isLeft } from '../../audit/checklist/types.ts';
import { textOf, verbatimOf } from '../../host/bytes.ts';
import type { Language } from '../../qmail/message.ts';
import { safeText } from '../safe-text.ts';
import { endsIn } from './ends.ts';
import { CHECKLIST_WORDS, itemText } from './words.ts';

export function* checklistMarkdown(outcome: ChecklistOutcome, language: Language): Generator<string> {
  const words = CHECKLIST_WORDS[language];
  const { from, oldHost, newHost, items, differences, summary } = outcome;
  const text = (value: string | null) => (value === null ? null : inline(textOf(value)));
  yield `# ${words.title(from, text(oldHost), text(newHost))}\n\n${summary.left === 0 ? words.nothingLeft : words.counts(summary)}\n`;
  if (differences.length > 0) {
    const { address, old, proposed, now } = words.ended;
    yield `\n## ${words.differences}\n\n| ${address} | ${old} | ${proposed} | ${now} |\n|---|---|---|---|\n`;
    for (const each of differences) {
      const cells = [each.old, each.proposed, each.now].map((ends) =>
        ends === null ? '' : inline(endsIn(language, ends)),
      );
      yield `| ${inline(each.everyOther ? each.address.replace(/^.*@/, '*@') : each.address)} | ${cells.join(' | ')} |\n`;
    }
  }
  for (const group of GROUPS) {
    const here = items.filter((each) => each.group === group);
    if (here.length > 0)
      yield `\n## ${words.groups[group]}\n\n${here.map((each) => itemMarkdown(each, language)).join('')}`;
  }
}

function itemMarkdown(item: Item, language: Language): string {
  const words = CHECKLIST_WORDS[language];
  const { title, why } = itemText(item, language);
  const label = item.ticked && item.state !== 'done' ? words.ticked : words.states[item.state];
  const head = `- [${isLeft(item) ? ' ' : 'x'}] ${inline(title)} *(${label})* <!-- ${mark(item.id)} -->\n`;
  if (!isLeft(item)) return head;
  const details = [
    ...(why === undefined ? [] : [inline(why)]),
    ...item.prevents.map(({ text, meaning }) => `${words.prevents}: ${text === null ? inline(meaning) : code(text)}`),
  ];
  const block = [
    ...(item.content === undefined ? [] : [fence(verbatimOf(item.content))]),
    ...(item.command === undefined ? [] : [fence(item.command)]),
  ];
  return `${head}${details.map((line) => `\n  ${line}\n`).join('')}${block.map((each) => `\n${each.replace(/^(?=.)/gm, '  ')}\n`).join('')}`;
}

/** Ids as they stand in the marks: nothing in them ends the comment. */
export function mark(id: string): string {
  return encodeURIComponent(textOf(id)).replaceAll('-', '%2D');
}

/** The ids of the items that are ticked in a list that `checklistMarkdown` wrote. */
export function tickedIn(markdown: string): Set<string> {
  const lines = markdown.matchAll(/^\s*[-*] \[[xX]\] .*<!-- ([^\s]+) -->\s*$/gm);
  return new Set(Array.from(lines, ([, text = '']) => unmarked(text)));
}

function unmarked(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function inline(text: string): string {
  return safeText(text).replace(/[\\`*_[\]<>|#]/g, (letter) => `\\${letter}`);
}

function code(text: string): string {
  return text.includes('`') ? inline(text) : `\`${safeText(text)}\``;
}

function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length + 1)));
  const safe = text.replace(/\n$/, '').split('\n').map(safeText).join('\n');
  return `${ticks}\n${safe}\n${ticks}`;
}

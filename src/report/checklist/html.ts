/** The checklist as one page for a browser or a printer: no script, nothing from elsewhere. */
import { type ChecklistOutcome, type Difference, GROUPS, type Item, isLeft } from '../../audit/checklist/types.ts';
import { textOf, verbatimOf } from '../../host/bytes.ts';
import type { Language } from '../../qmail/message.ts';
import { safeText } from '../safe-text.ts';
import { endsIn } from './ends.ts';
import { CHECKLIST_WORDS, itemText } from './words.ts';

const STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:56rem;padding:0 1rem}
h2{border-bottom:1px solid;margin-top:2rem}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
ul{list-style:none;padding:0}
li{margin:.75rem 0;break-inside:avoid}
li>label{font-weight:600}
li.settled>label{font-weight:400}
pre{overflow:auto;border:1px solid;padding:.5rem;margin:.25rem 0 .25rem 1.75rem}
p{margin:.25rem 0 .25rem 1.75rem}
code{overflow-wrap:anywhere}`;

export function* checklistHtml(outcome: ChecklistOutcome, language: Language): Generator<string> {
  const words = CHECKLIST_WORDS[language];
  const { from, oldHost, newHost, items, differences, summary } = outcome;
  const text = (value: string | null) => (value === null ? null : textOf(value));
  const title = escaped(words.title(from, text(oldHost), text(newHost)));
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  yield `<!doctype html>\n<html lang="${language}">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;
  yield `<meta name="viewport" content="width=device-width">\n<title>${title}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n<h1>${title}</h1>\n`;
  yield `<div>${escaped(summary.left === 0 ? words.nothingLeft : words.counts(summary))}</div>\n`;
  if (differences.length > 0) yield differenceTable(differences, language);
  for (const group of GROUPS) {
    const here = items.filter((each) => each.group === group);
    if (here.length === 0) continue;
    yield `<h2>${escaped(words.groups[group])}</h2>\n<ul>\n`;
    for (const [index, each] of here.entries()) yield itemHtml(each, `${group}-${index}`, language);
    yield '</ul>\n';
  }
  yield '</main>\n</body>\n</html>\n';
}

function differenceTable(differences: readonly Difference[], language: Language): string {
  const { differences: heading, ended } = CHECKLIST_WORDS[language];
  const row = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escaped(cell)}</${tag}>`).join('')}</tr>\n`;
  const head = row('th', [ended.address, ended.old, ended.proposed, ended.now]);
  const body = differences.map(({ address, everyOther, old, proposed, now }) =>
    row('td', [
      everyOther ? address.replace(/^.*@/, '*@') : address,
      ...[old, proposed].map((ends) => endsIn(language, ends)),
      now === null ? '' : endsIn(language, now),
    ]),
  );
  return `<h2>${escaped(heading)}</h2>\n<table>\n<thead>${head}</thead>\n<tbody>\n${body.join('')}</tbody>\n</table>\n`;
}

function itemHtml(item: Item, box: string, language: Language): string {
  const words = CHECKLIST_WORDS[language];
  const { title, why } = itemText(item, language);
  const label = item.ticked && item.state !== 'done' ? words.ticked : words.states[item.state];
  const left = isLeft(item);
  const head = `<input type="checkbox" id="${box}"${left ? '' : ' checked'}> <label for="${box}">${escaped(words.stated(title, label))}</label>`;
  const line = (name: string, text: string) => `<p>${escaped(name)}: <code>${escaped(text)}</code></p>`;
  const details = left
    ? [
        ...(why === undefined ? [] : [`<p>${escaped(why)}</p>`]),
        ...(item.file === undefined ? [] : [line(words.file, textOf(item.file))]),
        ...(item.content === undefined ? [] : [`<pre>${escapedLines(verbatimOf(item.content))}</pre>`]),
        ...(item.command === undefined ? [] : [`<pre>${escapedLines(item.command)}</pre>`]),
        ...item.prevents.map(({ text, meaning }) => line(words.prevents, text ?? meaning)),
      ]
    : [];
  return `<li${left ? '' : ' class="settled"'}>${head}${details.join('')}</li>\n`;
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (letter) => ENTITIES.get(letter) ?? '');
}

function escapedLines(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}

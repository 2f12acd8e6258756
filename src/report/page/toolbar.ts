/** Search and filters; the script shows them. */
import type { AuditOutcome } from '../../audit/outcome.ts';
import type { Language } from '../../qmail/message.ts';
import { html } from './markup.ts';
import { PAGE_WORDS } from './words.ts';

/** A list that is longer than a person scrolls through; the search finds the others. */
const MOST_NAMES = 2000;

export function toolbar({ findings }: AuditOutcome, language: Language): string {
  const words = PAGE_WORDS[language];
  const classes = distinct(findings.map((each) => each.class)).map((each) => [each, words.classes[each]] as const);
  const users = distinct(findings.flatMap(({ subject }) => subject.user ?? [])).map((each) => [each, each] as const);
  const rules = distinct(findings.map(({ rule }) => rule)).map((each) => [each, each] as const);
  return `<form id="filters" class="toolbar" role="search" hidden data-shown="${html(words.shown)}" data-copied="${html(words.copied)}" data-fold="${html(words.fold)}" data-unfold="${html(words.unfold)}">
<label class="search"><span>${html(words.search)}</span><input type="search" id="q" placeholder="${html(words.searchHint)}" autocomplete="off" spellcheck="false"></label>
${choice('class', words.byClass, words.all, classes)}
${choice('user', words.byUser, words.all, users.slice(0, MOST_NAMES))}
${choice('rule', words.byRule, words.all, rules)}
<div class="buttons"><button type="button" id="fold">${html(words.fold)}</button><button type="reset" id="clear" disabled>${html(words.clear)}</button></div>
<output id="shown" for="q"></output>
</form>
`;
}

function choice(name: string, label: string, all: string, options: readonly (readonly [string, string])[]): string {
  if (options.length === 0) return '';
  const listed = options.map(([value, text]) => `<option value="${html(value)}">${html(text)}</option>`).join('');
  return `<label><span>${html(label)}</span><select id="by-${name}"><option value="">${html(all)}</option>${listed}</select></label>`;
}

function distinct<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}

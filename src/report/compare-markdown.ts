/** Two installations compared, as Markdown with a box to tick for each difference. */
import type { ComparisonOutcome } from '../audit/compare/compare.ts';
import type { DifferenceFound } from '../audit/compare/difference.ts';
import type { Language } from '../qmail/message.ts';
import { sideText } from './compare.ts';
import { differenceText } from './compare-text.ts';
import { COMPARE_WORDS, type CompareWords } from './compare-words.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';

export function* compareMarkdown(outcome: ComparisonOutcome, language: Language): Generator<string> {
  const words = COMPARE_WORDS[language];
  const { error, warning, info, addresses } = outcome.summary;
  yield `# ${words.title}\n\n`;
  for (const side of ['old', 'new'] as const) yield `- ${words[side]}: ${plain(sideText(outcome[side], words))}\n`;
  yield `\n${error + warning + info === 0 ? `${words.same} ` : ''}${words.counts(error, warning, info, addresses)}\n`;
  for (const severity of ['error', 'warning', 'info'] as const) {
    const here = outcome.differences.filter((each) => each.severity === severity);
    if (here.length > 0) yield `\n## ${words.heading[severity]}\n\n`;
    for (const each of here) yield item(each, words, language);
  }
  if (outcome.skipped.length > 0) yield `\n## ${words.couldNot}\n\n`;
  for (const { path, reason, count } of outcome.skipped)
    yield `- ${code(path)}: ${plain(reasonIn(language, reason))}${count === 1 ? '' : ` (+${count - 1})`}\n`;
}

function item(difference: DifferenceFound, words: CompareWords, language: Language): string {
  const text = differenceText(difference, language);
  const box = difference.severity === 'info' ? '-' : '- [ ]';
  const rows = [
    `${words.old}: ${text.old === null ? words.nothing : code(text.old)}`,
    `${words.new}: ${text.new === null ? words.nothing : code(text.new)}`,
    ...(text.log === null ? [] : [`${words[text.log.where]}: ${code(text.log.text)}`]),
    ...(difference.severity === 'info' ? [] : [plain(text.effect), plain(text.remedy)]),
    ...(text.also.length + text.more === 0 ? [] : [`${words.also}: ${alsoText(text.also, text.more, words)}`]),
  ];
  return `${box} ${plain(text.what)}\n${rows.map((row) => `  - ${row}\n`).join('')}`;
}

function alsoText(also: readonly string[], more: number, words: CompareWords): string {
  return [...also.map(code), ...(more > 0 ? [words.more(more)] : [])].join(', ');
}

/** What has a meaning in Markdown or HTML gets none. */
function plain(text: string): string {
  return safeText(text).replace(/[\\*_[\]<>&#|~]/g, (character) => `\\${character}`);
}

/** In as many backquotes as the text cannot close. */
function code(text: string): string {
  const safe = safeText(text);
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${safe}${fence}` : `${fence} ${safe} ${fence}`;
}

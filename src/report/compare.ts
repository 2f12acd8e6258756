/** Two installations compared: for a person at a terminal. */
import type { ComparisonOutcome, SideFacts } from '../audit/compare/compare.ts';
import type { DifferenceFound } from '../audit/compare/difference.ts';
import { type Paint, paint } from './colour.ts';
import { differenceText } from './compare-text.ts';
import { COMPARE_WORDS, type CompareWords } from './compare-words.ts';
import type { Look } from './format.ts';
import { padded } from './pad.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { wrap } from './wrap.ts';

const LABEL = 10;

export function* compareTable(outcome: ComparisonOutcome, look: Look): Generator<string> {
  const words = COMPARE_WORDS[look.language];
  const colour = paint(look.colour);
  for (const side of ['old', 'new'] as const)
    yield* labelled(words[side], wrap(safeText(sideText(outcome[side], words)), look.width - LABEL).map(colour.bold));
  for (const severity of ['error', 'warning', 'info'] as const) {
    const here = outcome.differences.filter((each) => each.severity === severity);
    if (here.length === 0) continue;
    yield `\n${colour.bold(words.heading[severity])} (${outcome.summary[severity].toLocaleString('en')})\n`;
    for (const each of here) yield* row(each, words, colour, look);
  }
  yield* footer(outcome, words, colour, look);
}

function* row(difference: DifferenceFound, words: CompareWords, colour: Paint, look: Look): Generator<string> {
  const { severity } = difference;
  const text = differenceText(difference, look.language);
  const width = look.width - LABEL;
  const show = severity === 'error' ? colour.error : severity === 'warning' ? colour.warning : colour.plain;
  const lines = (value: string) => wrap(safeText(value), width);
  yield `${'─'.repeat(look.width)}\n`;
  yield* labelled(words.severity[severity], lines(text.what).map(show));
  yield* labelled(words.old, lines(text.old ?? words.nothing));
  yield* labelled(words.new, lines(text.new ?? words.nothing));
  if (text.log !== null) yield* labelled(words[text.log.where], lines(text.log.text).map(colour.log));
  if (severity !== 'info') {
    yield* labelled(words.so, lines(text.effect));
    yield* labelled(words.remedy, lines(text.remedy));
  }
  const also = [...text.also.slice(0, look.all ? undefined : ALSO)];
  const more = text.more + text.also.length - also.length;
  if (also.length + more > 0)
    yield* labelled(words.also, lines([...also, ...(more > 0 ? [words.more(more)] : [])].join(', ')));
}

const ALSO = 8;

function* labelled(label: string, lines: readonly string[]): Generator<string> {
  for (const [index, line] of lines.entries()) yield `${padded(index === 0 ? label : '', LABEL)}${line}\n`;
}

export function sideText({ home, host, variant }: SideFacts, words: CompareWords): string {
  return words.unnamed(home, host, variant);
}

function* footer(outcome: ComparisonOutcome, words: CompareWords, colour: Paint, look: Look): Generator<string> {
  const { error, warning, info, addresses } = outcome.summary;
  yield '\n';
  if (error + warning + info === 0) yield `${words.same}\n`;
  else if (error + warning === 0) yield `${words.notes}\n`;
  for (const line of wrap(words.counts(error, warning, info, addresses), look.width)) yield `${colour.bold(line)}\n`;
  if (outcome.skipped.length === 0) return;
  yield `${words.couldNot}:\n`;
  for (const { path, reason, count } of outcome.skipped) {
    const more = count === 1 ? '' : ` (+${count - 1})`;
    for (const line of wrap(`  ${safeText(path)}: ${safeText(reasonIn(look.language, reason))}${more}`, look.width))
      yield `${line}\n`;
  }
}

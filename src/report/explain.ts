/** What a line means, as JSON (`explain.schema.json`) and for a person. */
import type { Cause, CauseState } from '../audit/causes.ts';
import type { Finding } from '../audit/outcome.ts';
import type { Rule } from '../checks/check.ts';
import type { Language, Message } from '../qmail/message.ts';
import { type Paint, paint } from './colour.ts';
import { EXPLAIN_WORDS, type ExplainWords } from './explain-words.ts';
import type { Look } from './format.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { wrap, wrapCommand } from './wrap.ts';

/** A message with those that read the same, or a rule; and the possible causes. */
export interface Entry {
  readonly messages: readonly Message[];
  readonly expired: boolean;
  /** Where the text is but a part of each of them: how many messages more have it in them. */
  readonly partOfMore: number | null;
  readonly rule: Rule | null;
  readonly causes: readonly Cause[];
}

export interface Explained {
  readonly text: string;
  /** Whether there was a host to look at. */
  readonly looked: boolean;
  /** None: it is not known. */
  readonly entries: readonly Entry[];
  /** The id of a rule that was nearly given; absent where it was none. */
  readonly nearest?: string | undefined;
}

export function* explainJson({ text, looked, entries }: Explained, language: Language): Generator<string> {
  const whole = {
    format: 'qmail-lint/explain',
    version: 1,
    text,
    recognised: entries.length > 0,
    looked,
    explanations: entries.map(({ messages, expired, partOfMore, rule, causes }) => ({
      messages: messages.map((message) => messageJson(message, language)),
      expired,
      partial: partOfMore !== null,
      rule: rule === null ? null : ruleJson(rule, language),
      causes: causes.map((cause) => ({
        ...cause,
        findings: cause.findings.map(plain),
      })),
    })),
  };
  yield `${JSON.stringify(whole, null, 2)}\n`;
}

function plain({ fold: _, ...finding }: Finding): Omit<Finding, 'fold'> {
  return finding;
}

function messageJson(message: Message, language: Language) {
  const { id, program, where, status = null, text, source, condition, meaning, remedy } = message;
  return {
    id,
    program,
    where,
    status,
    text,
    source,
    condition: condition[language],
    meaning: meaning[language],
    remedy: remedy[language],
  };
}

function ruleJson({ id, aliases = [], severity, prevents, title, why }: Rule, language: Language) {
  return { id, aliases, severity, prevents, title: title[language], why: why[language] };
}

const INDENT = '  ';

export function* explainTable({ entries, looked, nearest }: Explained, look: Look): Generator<string> {
  const words = EXPLAIN_WORDS[look.language];
  const colour = paint(look.colour);
  if (entries.length === 0) yield* lines(words.unknown, look, '');
  if (nearest !== undefined) yield* lines(words.nearest(safeText(nearest)), look, '');
  for (const [index, { messages, expired, partOfMore, rule, causes }] of entries.entries()) {
    if (index > 0) yield '\n';
    if (partOfMore !== null) yield* lines(words.part(messages.length, partOfMore), look, '');
    for (const message of messages) yield* messageLines(message, words, colour, look);
    if (expired) yield* lines(words.expired, look, INDENT);
    if (rule !== null) yield* ruleLines(rule, colour, look);
    yield* causeLines(causes, rule !== null, looked, words, colour, look);
  }
}

function* messageLines(message: Message, words: ExplainWords, colour: Paint, look: Look): Generator<string> {
  const { language } = look;
  const { id, program, status, source } = message;
  yield `${colour.bold(`${id}  ${program}${status === undefined ? '' : `, ${status}`}`)} ${colour.dim(`(${source})`)}\n`;
  yield* lines(`${words.when}: ${message.condition[language]}`, look, INDENT);
  yield* lines(`${words.means}: ${message.meaning[language]}`, look, INDENT);
  yield* lines(`${words.remedy}: ${message.remedy[language]}`, look, INDENT);
}

function* ruleLines({ id, aliases = [], title, why }: Rule, colour: Paint, look: Look): Generator<string> {
  yield `${colour.bold([id, ...aliases].join(', '))}\n`;
  yield* lines(title[look.language], look, INDENT);
  yield* lines(why[look.language], look, INDENT);
}

function* causeLines(
  causes: readonly Cause[],
  isRule: boolean,
  looked: boolean,
  words: ExplainWords,
  colour: Paint,
  look: Look,
): Generator<string> {
  if (causes.length === 0) return;
  const of = (...states: CauseState[]) => causes.filter(({ state }) => states.includes(state));
  if (!looked) return yield* lines(`${words.rules}: ${causes.map(({ rule }) => rule).join(', ')}`, look, INDENT);
  const here = of('here');
  // A rule was asked for, and is its own only cause.
  if (isRule && of('not').length === causes.length) return yield* lines(words.ruleNot, look, INDENT);
  yield `${INDENT}${colour.bold(here.length > 0 ? words.here : words.none)}\n`;
  for (const cause of here) yield* foundLines(cause, colour, look);
  for (const { rule, reason } of of('could-not')) {
    const why = reason === null ? '' : `: ${reasonIn(look.language, reason)}`;
    yield* lines(`${words.couldNot}: ${rule}${safeText(why)}`, look, INDENT);
  }
  const rest = (label: string, some: readonly Cause[]) =>
    some.length === 0 ? [] : [...lines(`${label}: ${some.map(({ rule }) => rule).join(', ')}`, look, INDENT)];
  yield* rest(words.notAsked, of('not-asked'));
  yield* rest(words.not, of('not'));
  if (look.all) yield* rest(words.notApplicable, of('not-applicable'));
}

const LISTED = 5;

function* foundLines({ rule, findings }: Cause, colour: Paint, look: Look): Generator<string> {
  const inner = INDENT.repeat(2);
  for (const { message, remedy } of findings.slice(0, look.all ? findings.length : LISTED)) {
    yield* lines(safeText(message), look, inner, colour.error);
    yield* lines(safeText(remedy.text), look, inner);
    const command = remedy.command === null ? [] : wrapCommand(safeText(remedy.command), look.width - 6);
    for (const line of command) yield `${INDENT.repeat(3)}${colour.command(line)}\n`;
  }
  if (findings.length > LISTED && !look.all) yield `${inner}… ${findings.length}\n`;
  yield `${inner}${colour.dim(rule)}\n`;
}

function* lines(
  text: string,
  look: Look,
  indent: string,
  show: (line: string) => string = (line) => line,
): Generator<string> {
  for (const line of wrap(text, look.width - indent.length)) yield `${indent}${show(line)}\n`;
}

/** A trace as a colleague's explanation, and as JSON. */
import type { Traced, TracedStep } from '../audit/traced.ts';
import { type Language, messageOf } from '../qmail/message.ts';
import { type Paint, paint } from './colour.ts';
import { DECISIONS } from './decisions.ts';
import type { Look } from './format.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { TRACE_WORDS } from './trace-words.ts';
import { wrap } from './wrap.ts';

/** Piece by piece, since there may be ten thousand of them. */
export async function* traceJson(traces: AsyncIterable<Traced>, language: Language): AsyncGenerator<string> {
  yield '{\n  "format": "qmail-lint/trace",\n  "version": 1,\n  "traces": [';
  let first = true;
  for await (const each of traces) {
    yield `${first ? '' : ','}\n${JSON.stringify(plain(each, language), null, 2).replace(/^/gm, '    ')}`;
    first = false;
  }
  yield '\n  ]\n}\n';
}

function plain({ steps, then, ...trace }: Traced, language: Language): unknown {
  const said = steps.map(({ program, decision, data, file, line }) => ({
    program,
    decision: sentence({ program, decision, data }, language),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  }));
  return { ...trace, steps: said, then: then.map((each) => plain(each, language)) };
}

/** What a step decided, in words. */
export function sentence({ decision, data }: TracedStep, language: Language): string {
  const template = DECISIONS[decision]?.[language] ?? decision;
  return template.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    name === 'reason' ? reasonIn(language, data[name] ?? '') : (data[name] ?? whole),
  );
}

export async function* traceTable(traces: AsyncIterable<Traced>, look: Look): AsyncGenerator<string> {
  const colour = paint(look.colour);
  let first = true;
  for await (const each of traces) {
    yield `${first ? '' : '\n'}${lines(each, look, colour, 0).join('\n')}\n`;
    first = false;
  }
}

const PROGRAM = 14;
const INDENT = 4;

function lines(trace: Traced, look: Look, colour: Paint, depth: number): string[] {
  const words = TRACE_WORDS[look.language];
  const margin = ' '.repeat(depth * INDENT);
  const width = Math.max(look.width - margin.length, 40);
  const arrow = depth === 0 ? '' : '→ ';
  return [
    ...wrap(`${arrow}${safeText(trace.address)}`, width).map((line) => margin + colour.bold(line)),
    ...trace.steps.flatMap((step) => stepLines(step, look, colour, width)).map((line) => margin + line),
    ...endLines(trace, words, look, colour, width).map((line) => margin + line),
    ...trace.then.flatMap((each) => lines(each, look, colour, depth + 1)),
  ];
}

function stepLines(step: TracedStep, look: Look, colour: Paint, width: number): string[] {
  const place =
    step.file === undefined ? '' : `  [${safeText(step.file)}${step.line === undefined ? '' : `:${step.line}`}]`;
  const text = wrap(safeText(sentence(step, look.language)) + place, width - PROGRAM - 2);
  return text.map((line, index) => `  ${colour.dim((index === 0 ? step.program : '').padEnd(PROGRAM))}${line}`);
}

function endLines(
  trace: Traced,
  words: (typeof TRACE_WORDS)['en'],
  look: Look,
  colour: Paint,
  width: number,
): string[] {
  const { smtp, outcome, relays } = trace;
  const said: string[] = [];
  const add = (label: string, text: string, show: (line: string) => string) => {
    const pieces = wrap(safeText(text), width - PROGRAM - 2);
    said.push(...pieces.map((line, index) => `  ${(index === 0 ? label : '').padEnd(PROGRAM)}${show(line)}`));
  };
  if (smtp !== undefined)
    add('SMTP', smtp.reply ?? words.dropped, smtp.reply?.startsWith('250') ? colour.log : colour.error);
  if (relays.length > 0) add(words.connects, relays.join(', '), colour.plain);
  if (outcome === null) return said;
  const show = outcome.status === 'success' ? colour.log : outcome.status === 'unknown' ? colour.plain : colour.error;
  add(
    'log',
    outcome.report === null ? `${outcome.status}: ${words.unknown}` : `${outcome.status}: ${outcome.report}`,
    show,
  );
  if (outcome.status !== 'success' && outcome.message !== null)
    add('', messageOf(outcome.message).meaning[look.language], colour.plain);
  return said;
}

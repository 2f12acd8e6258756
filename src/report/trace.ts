/** A trace as a colleague's explanation, and as JSON. */
import stringWidth from 'string-width';
import type { Traced, TracedStep } from '../audit/traced.ts';
import { type Language, messageOf } from '../qmail/message.ts';
import { type Paint, paint } from './colour.ts';
import { DECISIONS } from './decisions.ts';
import type { Look } from './format.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { shownReport, TRACE_WORDS, whyUnknown } from './trace-words.ts';
import { wrapQuote } from './wrap.ts';

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
/** Columns that are left for a text however deep its trace is. */
const ROOM = 48;

/** The width that bounds the depth where no terminal does. */
const DEEPEST = 80;

/** Where a trace stands on the page. */
interface Place {
  readonly margin: string;
  readonly width: number;
  readonly arrow: string;
}

function placeOf(depth: number, look: Look): Place {
  const room = Math.min(ROOM, look.width - INDENT);
  const indent = Math.min(depth * INDENT, (look.piped ? DEEPEST : look.width) - room);
  const arrow = depth === 0 ? '' : indent < depth * INDENT ? `→ (${depth}) ` : '→ ';
  return { margin: ' '.repeat(indent), width: look.width - indent, arrow };
}

function lines(trace: Traced, look: Look, colour: Paint, depth: number): string[] {
  const place = placeOf(depth, look);
  const head = wrapQuote(`${place.arrow}${safeText(trace.address)}`, place.width, look).map(colour.bold);
  const here = [...head, ...trace.steps.flatMap((step) => stepLines(step, look, colour, place.width))];
  here.push(...endLines(trace, look, colour, place.width));
  return [
    ...here.map((line) => place.margin + line),
    ...trace.then.flatMap((each) => lines(each, look, colour, depth + 1)),
  ];
}

function stepLines(step: TracedStep, look: Look, colour: Paint, width: number): string[] {
  const place =
    step.file === undefined ? '' : `  [${safeText(step.file)}${step.line === undefined ? '' : `:${step.line}`}]`;
  return labelled(step.program, safeText(sentence(step, look.language)) + place, look, width, colour.plain, colour.dim);
}

function labelled(
  label: string,
  text: string,
  look: Look,
  width: number,
  show: (line: string) => string,
  showLabel: (label: string) => string = (each) => each,
): string[] {
  const pad = (each: string) => each + ' '.repeat(Math.max(PROGRAM - stringWidth(each), 1));
  return wrapQuote(text, width - PROGRAM - 2, look).map(
    (line, index) => `  ${showLabel(pad(index === 0 ? label : ''))}${show(line)}`,
  );
}

function endLines(trace: Traced, look: Look, colour: Paint, width: number): string[] {
  const { smtp, outcome, relays } = trace;
  const words = TRACE_WORDS[look.language];
  const add = (label: string, text: string, show: (line: string) => string) =>
    labelled(label, safeText(text), look, width, show);
  const said: string[] = [];
  if (smtp !== undefined && (smtp.reply !== null || smtp.denied))
    said.push(...add('SMTP', smtp.reply ?? words.dropped, smtp.reply?.startsWith('250') ? colour.log : colour.error));
  if (relays.length > 0) said.push(...add(words.connects, relays.join(', '), colour.plain));
  if (outcome === null) return said;
  const { status, report, message } = outcome;
  const show = status === 'success' ? colour.log : status === 'unknown' ? colour.plain : colour.error;
  said.push(
    ...add(
      'log',
      `${status}: ${report === null ? whyUnknown(trace, look.language) : shownReport(report, message)}`,
      show,
    ),
  );
  if (status !== 'success' && message !== null)
    said.push(...add('', messageOf(message).meaning[look.language], colour.plain));
  return said;
}

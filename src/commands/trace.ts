/** `qmail-lint trace ADDRESS…`: what qmail would do with each. */
import { openTarget, type TargetOptions } from '../audit/target.ts';
import { hasControl, tracer } from '../audit/trace.ts';
import { arrives, type Traced } from '../audit/traced.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { bytesOf, textOf } from '../host/bytes.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import type { Language } from '../qmail/message.ts';
import { SOMEONE } from '../qmail/trace.ts';
import { safeText } from '../report/safe-text.ts';
import { traceJson, traceTable } from '../report/trace.ts';
import { TRACE_WORDS } from '../report/trace-words.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { targetOptions } from './machine.ts';

export interface TraceArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly sender?: string;
  readonly smtp?: boolean;
  readonly client?: string;
  readonly service?: string;
  readonly env?: string[];
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json';
  readonly lang?: Language;
}

/** Returns the exit code. Throws UsageError for a wrong target or option, or where no address is given. */
export async function traceAddresses(
  addresses: readonly string[],
  options: TraceArguments,
  terminal: Terminal,
): Promise<number> {
  const env = variables(options.env ?? []);
  const smtp = options.smtp || options.client !== undefined || env.size > 0;
  if (smtp) refuseControls([...addresses, ...(options.sender === undefined ? [] : [options.sender])]);
  const language = languageOf(options, terminal.env);
  const given = await begun(givenAddresses(addresses, terminal, language));
  const { host, defaultDelivery } = await openHost(options);
  const target = openTarget(remembering(host), targetOptions(options, defaultDelivery));
  const trace = await tracer(target, {
    sender: options.sender === undefined ? SOMEONE : bare(bytesOf(options.sender)),
    smtp: smtp ? { client: options.client ?? null, service: options.service, env } : null,
  });
  const exits: number[] = [EXIT.fine];
  const traces = traceAll(given, trace, exits);
  const look = lookOf(options, terminal);
  await writeAll(terminal.stdout, options.format === 'json' ? traceJson(traces, language) : traceTable(traces, look));
  return exits.includes(EXIT.findings) ? EXIT.findings : Math.max(...exits);
}

async function* traceAll(
  addresses: AsyncIterable<string>,
  trace: (address: string) => Promise<Traced>,
  exits: number[],
): AsyncGenerator<Traced> {
  for await (const address of addresses) {
    const found = await trace(address);
    exits.push(!arrives(found) ? EXIT.findings : isUnseen(found) ? EXIT.incomplete : EXIT.fine);
    yield found;
  }
}

function isUnseen({ steps, then }: Traced): boolean {
  return steps.some(({ decision }) => UNSEEN.has(decision)) || then.some(isUnseen);
}

const UNSEEN = new Set(['could-not', 'program-unseen']);

function refuseControls(addresses: readonly string[]): void {
  const bad = addresses.find(hasControl);
  if (bad !== undefined)
    throw new UsageError(`${safeText(bad)}: SMTP cannot carry an address with a control character`);
}

/** With the first address at hand. Throws UsageError where there is none. */
async function begun(addresses: AsyncGenerator<string>): Promise<AsyncIterable<string>> {
  const first = await addresses.next();
  if (first.done) throw new UsageError('standard input has no address: give one on each line');
  return (async function* () {
    yield first.value;
    yield* addresses;
  })();
}

/** Byte strings, `-` for those of standard input; without the angle brackets that stand around them in a log or a header. */
async function* givenAddresses(
  addresses: readonly string[],
  { stdin, stderr }: Terminal,
  language: Language,
): AsyncGenerator<string> {
  let said = false;
  for (const address of addresses) {
    for await (const each of address === '-' ? linesOf(stdin) : [bytesOf(address)]) {
      const taken = bare(each);
      if (taken !== each && !said)
        stderr.write(`qmail-lint: ${TRACE_WORDS[language].bracketed(shown(each), shown(taken))}\n`);
      said ||= taken !== each;
      yield taken;
    }
  }
}

/** `<>` is the sender of bounces. */
function bare(address: string): string {
  return /^<([^<>]*)>$/.exec(address)?.[1] ?? address;
}

/** The lines of standard input that are neither blank nor a comment. */
async function* linesOf(input: Terminal['stdin']): AsyncGenerator<string> {
  for await (const line of allLinesOf(input)) {
    const text = trimmed(line);
    if (text !== '' && !text.startsWith('#')) yield text;
  }
}

/** Without blanks at both ends; JavaScript's own trim takes bytes of UTF-8 for blanks. */
function trimmed(line: string): string {
  let [start, end] = [line.startsWith(BOM) ? BOM.length : 0, line.length];
  while (start < end && BLANKS.includes(line[start] as string)) start += 1;
  while (end > start && BLANKS.includes(line[end - 1] as string)) end -= 1;
  return line.slice(start, end);
}

const BLANKS = ' \t\r';
const BOM = '\xef\xbb\xbf';

function shown(bytes: string): string {
  return safeText(textOf(bytes));
}

async function* allLinesOf(input: Terminal['stdin']): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? bytesOf(chunk) : chunk.toString('latin1'))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function variables(settings: readonly string[]): Map<string, string> {
  return new Map(
    settings.map((setting) => {
      const equals = setting.indexOf('=');
      if (equals <= 0) throw new UsageError(`--env ${setting}: give NAME=VALUE`);
      return [bytesOf(setting.slice(0, equals)), bytesOf(setting.slice(equals + 1))] as const;
    }),
  );
}

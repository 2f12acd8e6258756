/** `qmail-lint trace ADDRESS…`: what qmail would do with each. */
import { openTarget, type TargetOptions } from '../audit/target.ts';
import { tracer } from '../audit/trace.ts';
import { arrives, type Traced } from '../audit/traced.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { bytesOf } from '../host/bytes.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import type { Language } from '../qmail/message.ts';
import { SOMEONE } from '../qmail/trace.ts';
import { traceJson, traceTable } from '../report/trace.ts';
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

/** Returns the exit code. Throws UsageError for a wrong target or option. */
export async function traceAddresses(
  addresses: readonly string[],
  options: TraceArguments,
  terminal: Terminal,
): Promise<number> {
  const env = variables(options.env ?? []);
  const { host, defaultDelivery } = await openHost(options);
  const target = openTarget(remembering(host), targetOptions(options, defaultDelivery));
  const smtp = options.smtp || options.client !== undefined || env.size > 0;
  const trace = await tracer(target, {
    sender: options.sender === undefined ? SOMEONE : bytesOf(options.sender),
    smtp: smtp ? { client: options.client ?? null, service: options.service, env } : null,
  });
  const exits: number[] = [EXIT.fine];
  const traces = traceAll(addresses, terminal, trace, exits);
  const look = lookOf(options, terminal);
  await writeAll(
    terminal.stdout,
    options.format === 'json' ? traceJson(traces, languageOf(options, terminal.env)) : traceTable(traces, look),
  );
  return exits.includes(EXIT.findings) ? EXIT.findings : Math.max(...exits);
}

async function* traceAll(
  addresses: readonly string[],
  terminal: Terminal,
  trace: (address: string) => Promise<Traced>,
  exits: number[],
): AsyncGenerator<Traced> {
  for (const address of addresses) {
    for await (const each of address === '-' ? linesOf(terminal.stdin) : [address]) {
      const found = await trace(bytesOf(each));
      exits.push(!arrives(found) ? EXIT.findings : isUnseen(found) ? EXIT.incomplete : EXIT.fine);
      yield found;
    }
  }
}

function isUnseen({ steps, then }: Traced): boolean {
  return steps.some(({ decision }) => UNSEEN.has(decision)) || then.some(isUnseen);
}

const UNSEEN = new Set(['could-not', 'program-unseen']);

/** The lines of standard input that are not blank. */
async function* linesOf(input: Terminal['stdin']): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line.trim();
  }
  if (rest.trim() !== '') yield rest.trim();
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

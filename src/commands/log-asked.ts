/** The log that a command holds the machine against: `--log`, `--no-log`, or where the installation logs. */
import type { SkippedRule } from '../audit/outcome.ts';
import type { Target } from '../checks/check.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import { type LogOptions, type LogReader, logReader } from '../qmail/log.ts';
import type { Terminal } from '../terminal.ts';
import { foundInputs, inTime, namedInputs, newestOf, readInputs } from './log-inputs.ts';

export interface ReadLog {
  /** Null where there is none. */
  readonly reader: LogReader | null;
  /** What of it was not read. */
  readonly skipped: readonly SkippedRule[];
}

/** Bytes of a log that nobody named: what a large site writes in some days, read in some seconds. */
const MOST = 256 * 1024 * 1024;

/** Throws UsageError and CouldNotCheck for what was named; of a log that is found and closed to us it is said. */
export async function readLogAsked(
  { host, services }: Target,
  log: readonly string[] | boolean | undefined,
  terminal: Terminal,
  observe: LogOptions['observe'],
): Promise<ReadLog> {
  if (log === false) return { reader: null, skipped: [] };
  const named = typeof log === 'object' ? namedInputs(log, terminal) : null;
  try {
    const { inputs, left } = named === null ? newestOf(foundInputs(host, services), MOST) : { inputs: named, left: 0 };
    const skipped: SkippedRule[] = left === 0 ? [] : [{ rule: 'log', kind: 'not-asked', reason: LEFT }];
    if (inputs.length === 0) return { reader: null, skipped };
    const reader = logReader({ reference: Date.now() / 1000, observe });
    await readInputs(reader, await inTime(inputs));
    return { reader, skipped };
  } catch (error) {
    if (!(error instanceof CouldNotCheck) || named !== null) throw error;
    const { path, reason } = error;
    return {
      reader: null,
      skipped: [{ rule: 'log', kind: 'could-not', reason: textOf(reason), path: textOf(path) }],
    };
  }
}

const LEFT = `only the newest ${MOST / 1024 / 1024} MB of the log were read (--log reads what it names to its end)`;

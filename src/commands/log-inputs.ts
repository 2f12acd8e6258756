/** The files of a log: those that were named, or where the installation logs. */
import { createReadStream, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { bytesOf } from '../host/bytes.ts';
import { chunksOf, inflated } from '../host/chunks.ts';
import { reasonOf } from '../host/errno.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import type { LogReader } from '../qmail/log.ts';
import { newLine, readLine } from '../qmail/log-line.ts';
import { stampReader } from '../qmail/log-stamp.ts';
import { findLogs, logNames } from '../services/log-places.ts';
import type { Services } from '../services/types.ts';
import type { Terminal } from '../terminal.ts';

export interface LogInput {
  /** As a person names it. */
  readonly name: string;
  /** A byte string on the running machine; null where it is no file there. */
  readonly path: string | null;
  /** Seconds since 1970: no line of it is a day later. */
  readonly reference: number;
  /** Bytes, where it is known. */
  readonly size: number | null;
  /** A stream, which can be read but once. */
  readonly once?: boolean;
  /** From the first line that begins after `from` bytes. */
  chunks(from?: number): AsyncIterable<Buffer>;
}

const IMAGE_LIMIT = 512 * 1024 * 1024;

/** The inputs that were named, directories opened. Throws UsageError for what is not there. */
export function namedInputs(names: readonly string[], terminal: Terminal): LogInput[] {
  return names.flatMap((name) => {
    if (name === '-') return [streamInput(name, 'standard input', () => terminal.stdin)];
    const descriptor = DESCRIPTOR.exec(name)?.[1];
    const stat = attempt(name, () => statSync(name));
    if (descriptor !== undefined && !stat.isFile())
      return [streamInput(name, name, () => createReadStream('', { fd: Number(descriptor), autoClose: false }))];
    if (!stat.isDirectory()) return [fileInput(name, stat)];
    const inside = logsIn(name);
    if (inside.length === 0) throw new UsageError(`${name}: no log of multilog is in this directory`);
    return inside.map((path) =>
      fileInput(
        path,
        attempt(path, () => statSync(path)),
      ),
    );
  });
}

/** What a shell makes of `<(xzcat maillog.3.xz)`. */
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d{1,6})$/;

/** Of a directory of multilog, else of those in it. */
function logsIn(dir: string): string[] {
  const names = attempt(dir, () => readdirSync(dir));
  const own = logNames(names);
  if (own.length > 0) return own.map((each) => join(dir, each));
  const isDir = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const inner = names.map((name) => join(dir, name)).filter(isDir);
  return inner
    .sort()
    .flatMap((path) => logNames(attempt(path, () => readdirSync(path))).map((each) => join(path, each)));
}

function streamInput(name: string, told: string, stream: () => AsyncIterable<Buffer | string>): LogInput {
  return { name, path: null, reference: now(), size: null, once: true, chunks: () => inflated(told, stream()) };
}

/** For `--follow` of the `current` in a directory of multilog: what multilog has finished there, by its paths (byte strings). */
export function finishedBeside(current: string): () => string[] {
  const dir = dirname(current);
  if (basename(current) !== 'current') return () => [];
  return () =>
    logNames(readdirSync(Buffer.from(dir, 'latin1'), 'latin1'))
      .filter((name) => name.startsWith('@'))
      .map((name) => join(dir, name));
}

/** The log of an installation, where it is found. Throws CouldNotCheck. */
export function foundInputs(host: Host, services: Services): LogInput[] {
  return findLogs(host, services).map(({ path, mtime, size }) => ({
    name: path,
    path: host.source === null ? null : host.source.root + path,
    reference: mtime ?? now(),
    size: host.source === null ? null : size,
    chunks: (from) =>
      host.source === null
        ? inflated(path, [Buffer.from(host.read(path, IMAGE_LIMIT), 'latin1')])
        : inflated(path, chunksOf(host.source.root + path, { follow: false, from })),
  }));
}

/** The last inputs, of `most` bytes together, and how many bytes were left out. */
export function newestOf(inputs: readonly LogInput[], most: number): { inputs: LogInput[]; left: number } {
  const taken: LogInput[] = [];
  let room = most;
  let left = 0;
  for (const input of inputs.toReversed()) {
    const size = input.size ?? 0;
    const from = Math.max(size - room, 0);
    if (room > 0) taken.unshift(from === 0 ? input : { ...input, chunks: () => input.chunks(from) });
    left += Math.min(from, size);
    room -= size - from;
  }
  return { inputs: taken, left };
}

function fileInput(name: string, { mtimeMs, size }: Stats): LogInput {
  const path = bytesOf(name);
  return { name, path, reference: mtimeMs / 1000, size, chunks: (from) => inflated(path, chunksOf(path, { from })) };
}

function attempt<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new UsageError(`${name}: ${reasonOf(error)}`);
  }
}

function now(): number {
  return Date.now() / 1000;
}

/** Reads one after the other. `unread` is told of what cannot be read; without it that is thrown (CouldNotCheck). */
export async function readInputs(
  reader: LogReader,
  inputs: readonly LogInput[],
  unread?: (error: CouldNotCheck) => void,
): Promise<void> {
  for (const input of inputs) {
    reader.reference(input.reference);
    try {
      for await (const chunk of input.chunks()) reader.push(chunk);
    } catch (error) {
      if (!(error instanceof CouldNotCheck) || unread === undefined) throw error;
      unread(error);
    }
    reader.endOfFile();
  }
}

/**
 * By their first time, since numbers of deliveries tie lines of several files together; undated ones stay in place, and what cannot
 * be read comes last. A stream is read but once.
 */
export async function inTime(inputs: readonly LogInput[]): Promise<LogInput[]> {
  if (inputs.length < 2 || inputs.some(({ once }) => once)) return [...inputs];
  const begins: { input: LogInput; time: number }[] = [];
  for (const input of inputs) begins.push({ input, time: await timeOf(input) });
  if (begins.some(({ time }) => Number.isNaN(time))) return [...inputs];
  return begins.toSorted((one, other) => one.time - other.time).map(({ input }) => input);
}

async function timeOf(input: LogInput): Promise<number> {
  try {
    return await firstTime(input);
  } catch (error) {
    if (error instanceof CouldNotCheck) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** Of the first line of qmail-send among the first lines; else of any. */
async function firstTime(input: LogInput): Promise<number> {
  const read = stampReader(input.reference);
  const stamp = { time: Number.NaN, at: 0, shared: false, continued: false };
  const line = newLine();
  let any = Number.NaN;
  for await (const chunk of input.chunks()) {
    const text = chunk.toString('latin1');
    for (let from = 0; from < text.length; from = endOf(text, from) + 1) {
      read(chunk, text, from, endOf(text, from), stamp);
      if (Number.isNaN(any)) any = stamp.time;
      readLine(chunk, text, stamp.at, endOf(text, from), line);
      if (line.kind !== 'other' && !Number.isNaN(stamp.time)) return stamp.time;
    }
    break;
  }
  return any;
}

function endOf(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

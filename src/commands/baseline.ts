/** The file of a baseline (`docs/schemas/baseline.schema.json`). */
import { existsSync } from 'node:fs';
import type { BaselineEntry } from '../audit/baseline.ts';
import { UsageError } from '../errors.ts';
import { writeFile } from '../output-file.ts';
import { readTrusted } from '../trusted-file.ts';
import { validateBaseline } from './baseline-schema.ts';

interface BaselineFile {
  readonly format: string;
  readonly version: number;
  readonly findings: readonly BaselineEntry[];
}

const LIMIT = 256 * 1024 * 1024;
const FORMAT = 'qmail-lint/baseline';

/** Throws UsageError for a file that is missing (unless `update` makes it), broken, or could have been written by others. */
export function readBaseline(file: string, update: boolean): readonly BaselineEntry[] {
  if (!existsSync(file)) {
    if (update) return [];
    throw new UsageError(`no baseline ${file}: --update-baseline makes it`);
  }
  const text = readTrusted(file, 'the baseline', { limit: LIMIT });
  let data: Partial<BaselineFile> | null;
  try {
    data = JSON.parse(text);
  } catch {
    data = null;
  }
  if (data?.format === FORMAT && data.version !== 1)
    throw new UsageError(`${file} is a baseline of version ${Number(data.version)}, and this is 1: ${ANEW}`);
  if (!validateBaseline(data)) throw new UsageError(`${file} is not a baseline, or damaged: ${ANEW}`);
  return (data as BaselineFile).findings;
}

const ANEW = 'remove it and make it anew by --update-baseline';

/** Throws UsageError where the file cannot be written; what was there before is then as it was. */
export async function writeBaseline(file: string, entries: readonly BaselineEntry[]): Promise<void> {
  await writeFile(file, lines(entries));
}

/** A line for each finding, so that versions of the file can be compared. */
function* lines(entries: readonly BaselineEntry[]): Generator<string> {
  yield `{ "format": "${FORMAT}", "version": 1, "findings": [\n`;
  for (const [at, entry] of entries.entries())
    yield `${JSON.stringify(entry)}${at === entries.length - 1 ? '' : ','}\n`;
  yield ']}\n';
}

/** How `--output FORMAT=FILE` is read. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { AUDIT_FORMATS, type OutputFile } from '../formats.ts';

/** Throws InvalidArgumentError before an audit of an hour has nowhere to go. */
export function collectOutputs(value: string, before: OutputFile[] | undefined): OutputFile[] {
  const at = value.indexOf('=');
  const format = AUDIT_FORMATS.find((each) => each === value.slice(0, at));
  const file = value.slice(at + 1);
  if (format === undefined || file === '')
    throw new InvalidArgumentError(`give FORMAT=FILE, with one of ${AUDIT_FORMATS.join(', ')}.`);
  if (file === '-') throw new InvalidArgumentError(`for standard output give --format ${format}.`);
  if (before?.some((each) => each.file === file)) throw new InvalidArgumentError(`${file} is given twice.`);
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    throw new InvalidArgumentError(`there is no directory ${dirname(file)}.`);
  return [...(before ?? []), { format, file }];
}

export function fileMode(value: string): number {
  if (!/^0?[0-7]{3}$/.test(value)) throw new InvalidArgumentError('give an octal mode, such as 644.');
  return Number.parseInt(value, 8);
}

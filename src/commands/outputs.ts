/** `--output FORMAT=FILE`: each file whole or not at all, and none for the fault of another. */
import type { AuditFormat, OutputFile } from '../formats.ts';
import { writeFile } from '../output-file.ts';

/** Throws the first error when all have been tried. */
export async function writeOutputs(
  outputs: readonly OutputFile[],
  mode: number | undefined,
  chunks: (format: AuditFormat) => Promise<Iterable<string>>,
): Promise<void> {
  const failed: unknown[] = [];
  for (const { format, file } of outputs)
    try {
      await writeFile(file, await chunks(format), false, mode);
    } catch (error) {
      failed.push(error);
    }
  if (failed.length > 0) throw failed[0];
}

/** The habit of keeping the default delivery in a control file: scripts read it, qmail itself does not. */
import { DELIVERY_UNKNOWN, note, type Reader } from './reader.ts';
import type { Run } from './run.ts';
import { fileText } from './substitution.ts';
import type { Services } from './types.ts';

/** The text as the shell would take it from `cat`; an empty or missing file says nothing. */
export function controlDelivery(run: Run): Services['controlDelivery'] {
  if (run.send.some(({ defaultDelivery }) => defaultDelivery !== null)) return null;
  const file = `${run.home}/control/defaultdelivery`;
  const reader: Reader = { host: run.reader.host, unchecked: [] };
  const { text } = fileText({ ...run, reader }, file, null);
  for (const { path, reason } of reader.unchecked) note(run.reader, path, reason, DELIVERY_UNKNOWN);
  return text ? { text, file } : null;
}

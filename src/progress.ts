/** One line on standard error while a person waits longer than a second. */
import type { Output } from './terminal.ts';

const PATIENCE_MS = 1000;
const EVERY_MS = 200;

export function progressOn(output: Output): { tell(done: number, of: number): void; clear(): void } {
  const start = Date.now();
  let last = 0;
  return {
    tell: (done, of) => {
      const now = Date.now();
      if (!output.isTTY || now - start < PATIENCE_MS || now - last < EVERY_MS) return;
      last = now;
      output.write(`\r\u001b[K${done.toLocaleString('en')} / ${of.toLocaleString('en')}`);
    },
    clear: () => {
      if (last > 0) output.write('\r\u001b[K');
    },
  };
}

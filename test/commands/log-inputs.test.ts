/** Of a log that is found only the newest part is read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { namedInputs, newestOf } from '../../src/commands/log-inputs.ts';
import type { Terminal } from '../../src/terminal.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const files = ['one', 'two', 'six'].map((name) => {
  const file = join(dir, name);
  writeFileSync(file, Array.from({ length: 20_000 }, (_, i) => `${name} ${String(i).padStart(5, '0')}\n`).join(''));
  return file;
});
const BYTES = 20_000 * 10;

async function lines(most: number): Promise<{ lines: string[]; left: number }> {
  const { inputs, left } = newestOf(namedInputs(files, {} as Terminal), most);
  let text = '';
  for (const input of inputs) for await (const chunk of input.chunks()) text += chunk.toString();
  return { lines: text.split('\n').slice(0, -1), left };
}

test.each([
  [3 * BYTES, 60_000, 'one 00000', 0],
  [2 * BYTES, 40_000, 'two 00000', BYTES],
  [BYTES + 15, 20_001, 'two 19999', 2 * BYTES - 15],
  [100_005, 10_000, 'six 10000', 3 * BYTES - 100_005],
  [3, 0, undefined, 3 * BYTES - 3],
])('of %i bytes: whole lines, the last ones', async (most, count, first, left) => {
  const read = await lines(most);
  expect({ count: read.lines.length, first: read.lines[0], left: read.left }).toEqual({ count, first, left });
  expect(read.lines.at(-1)).toBe(count === 0 ? undefined : 'six 19999');
});

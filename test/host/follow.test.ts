import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { followed } from '../../src/host/follow.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('what is added, and what comes under the same name after rotation', async () => {
  const file = join(dir, 'current');
  writeFileSync(file, 'one\n');
  const stop = new AbortController();
  const steps = [
    () => appendFileSync(file, 'two\n'),
    () => {
      renameSync(file, join(dir, 'old'));
      writeFileSync(file, 'three\n');
    },
    () => writeFileSync(file, 'x\n'),
    () => stop.abort(),
  ];
  let said = '';
  for await (const chunk of followed(file, stop.signal, 5)) {
    if (chunk === null) steps.shift()?.();
    else said += chunk.toString();
  }
  expect(said).toBe('one\ntwo\nthree\nx\n');
});

test('a file that is not there', async () => {
  await expect(followed(join(dir, 'none')).next()).rejects.toThrow(/no such file/);
});

import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

test('what was written just before the rotation, and files that came and went between two looks', async () => {
  const into = join(dir, 'multilog');
  mkdirSync(into);
  const file = join(into, 'current');
  const rotate = (name: string, text: string) => {
    appendFileSync(file, text);
    renameSync(file, join(into, name));
    writeFileSync(file, '');
  };
  writeFileSync(join(into, '@0'), 'before\n');
  writeFileSync(file, 'one\n');
  const finished = () =>
    readdirSync(into)
      .filter((name) => name.startsWith('@'))
      .sort()
      .map((name) => join(into, name));
  const stop = new AbortController();
  const steps = [
    () => {
      rotate('@1', 'two\n');
      rotate('@2', 'three\n');
      rotate('@3', 'four\n');
      appendFileSync(file, 'five\n');
    },
    () => {},
    () => {
      rotate('@4', 'six\n');
      rmSync(join(into, '@1'));
      appendFileSync(file, 'seven\n');
    },
    () => {},
    () => stop.abort(),
  ];
  let said = '';
  for await (const chunk of followed(file, stop.signal, 5, finished)) {
    if (chunk === null) steps.shift()?.();
    else said += chunk.toString();
  }
  expect(said).toBe('one\ntwo\nthree\nfour\nfive\nsix\nseven\n');
});

test('a file that is not there', async () => {
  await expect(followed(join(dir, 'none')).next()).rejects.toThrow(/no such file/);
});

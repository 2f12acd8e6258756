import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { inThreads, startAhead } from '../../src/host/threads.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A thread that does `body` with each `part` it is given. */
function thread(body: string) {
  const file = join(dir, `${body.length}.mjs`);
  writeFileSync(
    file,
    `import { parentPort, workerData } from 'node:worker_threads';
    parentPort.on('message', async (part) => { if (part === null) parentPort.close(); else { ${body} } });`,
  );
  return { file: pathToFileURL(file), start: 100 };
}

const numbers = Array.from({ length: 40 }, (_, at) => at);

test('answers come in the order of the parts, however long each takes', async () => {
  // Each part keeps its thread busy for another while.
  const uneven = thread(
    'for (const end = Date.now() + (part % 5) * 4; Date.now() < end; ); parentPort.postMessage(workerData + part);',
  );
  const answers: number[] = [];
  for await (const answer of inThreads<number, number>(uneven, numbers)) answers.push(answer);
  expect(answers).toEqual(numbers.map((each) => each + 100));
});

test('parts are taken as they are needed, not all at once', async () => {
  let taken = 0;
  const parts = function* () {
    for (const each of numbers) {
      taken += 1;
      yield each;
    }
  };
  for await (const _ of inThreads<number, number>(thread('parentPort.postMessage(part);'), parts())) break;
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(numbers.length);
});

test('what a thread throws is thrown here', async () => {
  const broken = thread('if (part === 7) throw new Error("seven"); parentPort.postMessage(part); ');
  const all = async () => {
    for await (const _ of inThreads<number, number>(broken, numbers));
  };
  await expect(all()).rejects.toThrow('seven');
});

test('threads that are up already take their start first, and new ones after them too', async () => {
  const file = join(dir, 'ahead.mjs');
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
    let start = null;
    parentPort.on('message', (part) => {
      if (part === null) parentPort.close();
      else if (start === null) start = part;
      else parentPort.postMessage(start + part);
    });`,
  );
  const of = { file: pathToFileURL(file), start: 100, ahead: startAhead(pathToFileURL(file)) };
  const said = async () => {
    const answers: number[] = [];
    for await (const answer of inThreads<number, number>(of, numbers)) answers.push(answer);
    return answers;
  };
  expect(await said()).toEqual(numbers.map((each) => each + 100));
  expect(await said()).toEqual(numbers.map((each) => each + 100));
});

test('what a thread threw before it was given anything is thrown here', async () => {
  const file = join(dir, 'early.mjs');
  writeFileSync(file, 'throw new Error("early");');
  const ahead = startAhead(pathToFileURL(file));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const all = async () => {
    for await (const _ of inThreads<number, number>({ file: pathToFileURL(file), start: 1, ahead }, numbers));
  };
  await expect(all()).rejects.toThrow('early');
});

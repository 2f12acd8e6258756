// @ts-check
/** node bench/queue.js: a queue of many messages listed, against a C program that reads the same files. Needs root. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { byTurns } from './measure.js';
import { median } from './report.js';
import { makeTree } from './tree.js';

const LINT = fileURLToPath(new URL('../bin/qmail-lint.js', import.meta.url));
const MAILBOXES = 1000;
const SPLIT = 23;
const QMAILQ = 7794;
const QMAILS = 7796;
const QMAIL = 2107;

/** @param {string} path @param {string} text @param {number} owner @param {number} group @param {number} mode */
function file(path, text, owner, group, mode) {
  writeFileSync(path, text, { mode });
  chownSync(path, owner, group);
}

/**
 * Messages as qmail-queue and qmail-send leave them: named by their inodes; two of three to a mailbox here, the others to one
 * of 200 domains.
 * @param {string} queue @param {number} messages
 */
function plantQueue(queue, messages) {
  const now = Math.floor(Date.now() / 1000);
  let envelopes = 0;
  for (let index = 0; index < messages; index++) {
    const fresh = `${queue}/pid/${index}.${now}.1`;
    file(
      fresh,
      `Received: (qmail ${index} invoked by uid 0); 24 Nov 2026 02:08:09 -0000\n\n${'x'.repeat(200)}\n`,
      QMAILQ,
      0,
      0o644,
    );
    const id = statSync(fresh).ino;
    const name = `${id % SPLIT}/${id}`;
    renameSync(fresh, `${queue}/mess/${name}`);
    const born = now - ((index * 7) % 500_000);
    file(`${queue}/info/${name}`, `Fsender${index}@elsewhere.test\0`, QMAILS, QMAIL, 0o600);
    utimesSync(`${queue}/info/${name}`, born, born);
    const remote = index % 3 === 2;
    const recipient = remote
      ? `u${index}@d${index % 200}.test`
      : `user${String(index % MAILBOXES).padStart(6, '0')}@bench.test`;
    const list = `${queue}/${remote ? 'remote' : 'local'}/${name}`;
    file(list, `T${recipient}\0`, QMAILS, QMAIL, 0o600);
    utimesSync(list, born, born);
    envelopes += 2;
  }
  return envelopes;
}

/** @param {(text: string) => Record<string, unknown>} understand */
function reader(understand) {
  /** @type {Buffer[]} */
  const chunks = [];
  return {
    chunk: (/** @type {Buffer} */ chunk) => void chunks.push(chunk),
    end: () => understand(Buffer.concat(chunks).toString()),
  };
}

/** @param {string} root @param {string} program @param {number} messages @returns {import('./measure.js').Command[]} */
function commands(root, program, messages) {
  const expectAll = (/** @type {unknown} */ found) => {
    if (found !== messages) throw new Error(`found ${found} messages where ${messages} were made`);
  };
  return [
    {
      name: 'read',
      argv: [program, `${root}/var/qmail/queue`],
      exits: [0],
      reader: () =>
        reader((text) => {
          const found = Number(/^messages (\d+)$/m.exec(text)?.[1]);
          expectAll(found);
          return { messages: found };
        }),
    },
    {
      name: 'queue',
      argv: [process.execPath, LINT, 'queue', '--root', root, '--no-dns', '--format', 'json'],
      exits: [0, 1],
      reader: () =>
        reader((text) => {
          const { messages: listed, problems } = JSON.parse(text);
          expectAll(listed.length);
          return { messages: listed.length, problems: problems.length };
        }),
    },
  ];
}

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const dir = mkdtempSync(join(resolve(values.dir), 'qmail-lint-bench-'));
const interrupt = new AbortController();
process.on('SIGINT', () => interrupt.abort(new Error('SIGINT')));
try {
  const program = join(dir, 'queue');
  execFileSync('cc', ['-O2', '-o', program, fileURLToPath(new URL('queue.c', import.meta.url))]);
  const { root } = await makeTree(join(dir, 'root'), { mailboxes: MAILBOXES, broken: 0, signal: interrupt.signal });
  const messages = Number(values.messages);
  plantQueue(`${root}/var/qmail/queue`, messages);
  const settings = { cwd: dir, signal: interrupt.signal, pollMs: 10 };
  const rows = (await byTurns(commands(root, program, messages), Number(values.rounds), settings)).map((row) => ({
    name: row.command.name,
    ms: median(row.samples.map(({ ms }) => ms)) ?? Number.NaN,
    samples: row.samples.map(({ ms }) => Math.round(ms)),
    peakMB: Math.round((Math.max(...row.samples.map(({ peakKiB }) => peakKiB ?? 0)) * 1024) / 1e6),
    said: row.said,
    error: row.error,
  }));
  for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
  const [read, queue] = rows;
  if (read && queue) process.stdout.write(`queue / read: ${(queue.ms / read.ms).toFixed(2)} (goal: under 2)\n`);
  process.exitCode = rows.some(({ error }) => error !== null) ? 1 : 0;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Runs as cron starts them: killed in the middle, and several at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { setUp } from '../support/setup.ts';
import { smtpServer } from '../support/smtp.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const image = join(dir, 'machine.json');
const state = join(dir, 'state', 'state.json');
const machine = (changed: object) => writeFileSync(image, JSON.stringify(setUp({ ...changed })));

function start(port: number): ChildProcess {
  const config = join(dir, `${port}.json`);
  writeFileSync(config, JSON.stringify({ mail: { smtp: { host: '127.0.0.1', port } } }), { mode: 0o600 });
  const args = ['--image', image, '--no-dns', '--config', config, '--state', state, '--mail-to', 'a@elsewhere.test'];
  return spawn(process.execPath, ['bin/qmail-lint.js', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

const end = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });

test('a run that is killed while it mails has told nothing: the next one tells all of it', async () => {
  machine({});
  const server = await smtpServer();
  await end(start(server.port));
  const old = readFileSync(state, 'utf8');
  machine({ '/home/alice/Maildir': null });

  const seen = new EventEmitter();
  const arrives = once(seen, 'mail');
  const stuck = await smtpServer({ onData: (stream) => stream.resume().on('end', () => seen.emit('mail')) });
  const killed = start(stuck.port);
  await arrives;
  const ended = end(killed);
  killed.kill('SIGKILL');
  await ended;
  await stuck.close();
  expect(readFileSync(state, 'utf8')).toBe(old);

  const before = server.mails.length;
  expect(await end(start(server.port))).toBe(1);
  expect(server.mails.slice(before).map(({ mail }) => mail.text)).toEqual([
    expect.stringContaining('Mail for alice is deferred'),
  ]);
  expect(await end(start(server.port))).toBe(1);
  expect(server.mails.length).toBe(before + 1);
  expect(readdirSync(join(dir, 'state'))).toEqual(['state.json']);
  await server.close();
});

test('of several at once one tells', async () => {
  machine({ '/home/alice/Maildir': null, '/home/bob/Maildir': null });
  const server = await smtpServer();
  const exits = await Promise.all([0, 1, 2].map(() => end(start(server.port))));
  expect(exits).toContain(1);
  expect(exits.every((exit) => exit === 1 || exit === 3)).toBe(true);
  expect(server.mails).toHaveLength(1);
  expect(JSON.parse(readFileSync(state, 'utf8')).entries.length).toBeGreaterThan(1);
  expect(readdirSync(join(dir, 'state'))).toEqual(['state.json']);
  await server.close();
});

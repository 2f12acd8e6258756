/** Nothing that a user can put into a home hangs the auditor or makes it read what it should not. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT, walk } from '../../src/host/access.ts';
import { CouldNotCheck, type Host } from '../../src/host/host.ts';
import { machineHost } from '../../src/host/machine.ts';
import { noDns } from '../../src/host/no-dns.ts';

let root = '';
let host: Host;
const server = createServer();

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
  mkdirSync(`${root}/home`);
  execFileSync('mkfifo', [`${root}/home/fifo`]);
  server.listen(`${root}/home/socket`);
  symlinkSync('loop-b', `${root}/home/loop-a`);
  symlinkSync('loop-a', `${root}/home/loop-b`);
  symlinkSync('/etc/passwd', `${root}/home/outside`);
  symlinkSync('../../../../../../../../etc/hostname', `${root}/home/above`);
  const big = openSync(`${root}/home/big`, 'w');
  ftruncateSync(big, 8 * 1024 ** 3);
  closeSync(big);
  writeFileSync(Buffer.from(`${root}/home/caf\xe9`, 'latin1'), 'one byte\xff', 'latin1');
  host = machineHost({ root, dns: noDns, mounts: [], dead: [] });
});

afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

test('a FIFO is told and not opened', () => {
  expect(host.lstat('/home/fifo')?.type).toBe('fifo');
  expect(() => host.read('/home/fifo')).toThrow(CouldNotCheck);
});

test('a socket is told and not opened', () => {
  expect(host.lstat('/home/socket')?.type).toBe('socket');
  expect(() => host.read('/home/socket')).toThrow(CouldNotCheck);
});

test('an endless link ends', () => {
  expect(walk(host, ROOT, '/home/loop-a')).toMatchObject({ ok: false, errno: 'ELOOP' });
});

test('links stay inside the root', () => {
  expect(walk(host, ROOT, '/home/outside')).toMatchObject({ ok: false, errno: 'ENOENT' });
  expect(walk(host, ROOT, '/home/above')).toMatchObject({ ok: false, errno: 'ENOENT', at: '/etc' });
});

test('a link is not read through', () => {
  expect(() => host.read('/home/outside')).toThrow(CouldNotCheck);
});

test('a file of 8 GB is not read', () => {
  expect(() => host.read('/home/big')).toThrow(/larger than/);
});

test('a name that is not UTF-8 is listed, looked at and read', () => {
  const name = host.list('/home').find((each) => each.startsWith('caf'));
  expect(name).toBe('caf\xe9');
  expect(host.lstat(`/home/${name}`)?.type).toBe('file');
  expect(host.read(`/home/${name}`)).toBe('one byte\xff');
});

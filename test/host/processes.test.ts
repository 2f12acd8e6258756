/** What runs on this machine, what is mounted and how much room there is, held against the process that asks. */
import { spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, realpathSync, rmdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CouldNotCheck, type Host } from '../../src/host/host.ts';
import { imageHost } from '../../src/host/image.ts';
import { machineHost } from '../../src/host/machine.ts';
import { mountOf } from '../../src/host/mounts.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { parseArgs, parseSockets, parseStat, parseStatus } from '../../src/host/processes.ts';

const server = createServer();
let dir = '';
let child: ReturnType<typeof spawn>;
let port = 0;

beforeAll(async () => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'qmail-lint-')));
  await new Promise<void>((go) => void server.listen(0, '127.0.0.1', go));
  port = (server.address() as { port: number }).port;
  child = spawn('sleep', ['30'], { cwd: dir, stdio: 'ignore', argv0: 'caf\xe9' });
  await new Promise((go) => child.once('spawn', go));
});

afterAll(() => {
  child.kill();
  server.close();
  rmdirSync(dir);
});

const here = (): Host => machineHost({ root: '', dns: noDns, mounts: [], dead: [] });

test('this process: since when, as whom, under whom, and where it listens', () => {
  const own = here()
    .processes()
    ?.find(({ pid }) => pid === process.pid);
  expect(own).toMatchObject({ ppid: process.ppid, uid: process.geteuid?.(), cwd: process.cwd() });
  expect(own?.listens).toContain(port);
  const born = Math.floor(Date.now() / 1000 - process.uptime());
  expect(Math.abs((own?.started ?? 0) - born)).toBeLessThanOrEqual(3);
});

test('a child: its name, arguments as bytes and directory', () => {
  const found = here()
    .processes()
    ?.find(({ pid }) => pid === child.pid);
  expect(found).toMatchObject({ name: 'sleep', args: ['caf\xc3\xa9', '30'], ppid: process.pid, cwd: dir, listens: [] });
});

test('processes, mounts and room of another root are not told', () => {
  const other = machineHost({ root: dir, dns: noDns, mounts: [], dead: [] });
  expect([other.processes(), other.mounts(), other.room('/')]).toEqual([null, null, null]);
});

test('the mount of a directory has its device', () => {
  const mounts = here().mounts() ?? [];
  const proc = mountOf(mounts, '/proc/self');
  expect(proc).toMatchObject({ path: '/proc', type: 'proc', device: lstatSync('/proc').dev });
  expect(proc?.options).toContain('rw');
});

test('room is what statfs says to who is not root', () => {
  const { blocks, bsize, files } = statfsSync(dir);
  const room = here().room(dir);
  expect(room).toMatchObject({ blocks, blockSize: bsize, inodes: files });
  expect(room?.blocksFree).toBeLessThanOrEqual(statfsSync(dir).bfree);
  expect(() => here().room(`${dir}/no-such`)).toThrow(CouldNotCheck);
});

test('nothing is asked of a dead file system', () => {
  const dead = [{ path: '/srv', reason: 'did not answer' }];
  const host = machineHost({ root: '', dns: noDns, mounts: [{ path: '/srv', type: 'nfs' }], dead });
  expect(() => host.room('/srv/mail')).toThrow('did not answer');
});

test('a name in stat may hold anything', () => {
  const text = `7 (a) b\n (c) S 1 7 7 0 -1 4194304 ${'0 '.repeat(12)}250 0\n`;
  expect(parseStat(text, 1000)).toEqual([{ pid: 7, name: 'a) b\n (c', started: 1002, ppid: 1 }]);
  expect(parseStat('no process', 1000)).toEqual([]);
});

test('what runs in a container is told apart', () => {
  expect(parseStatus('Name:\tx\nUid:\t0\t7791\t0\t0\nNSpid:\t77\n')).toEqual({ uid: 7791, contained: false });
  expect(parseStatus('Name:\tx\nUid:\t0\t0\t0\t0\nNSpid:\t977\t5\n')).toEqual({ uid: 0, contained: true });
});

test('arguments end in NUL, unless they were cut or written over', () => {
  expect(parseArgs('a\0\0b\0')).toEqual(['a', '', 'b']);
  expect(parseArgs('exim4: listening')).toEqual(['exim4: listening']);
  expect(parseArgs('')).toEqual([]);
});

test('listening sockets alone count', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1681 1 0 100 0 0 10 0',
    '   1: 0100007F:0019 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 1682 1 0 100 0 0 10 0',
    '',
  ];
  expect([...parseSockets(table.join('\n'))]).toEqual([['socket:[1681]', 25]]);
});

test('an image tells what was recorded, and nothing else', () => {
  const bare = { format: 'qmail-lint/image', version: 1, passwd: [], group: [], files: [] } as const;
  const none = imageHost(bare);
  expect([none.processes(), none.mounts(), none.room('/')]).toEqual([null, null, null]);
  const room = { blocks: 10, blocksFree: 1, inodes: 0, inodesFree: 0, blockSize: 4096 };
  const host = imageHost({
    ...bare,
    processes: [{ pid: 1, name: 'init', started: 1, args: ['/sbin/é'] }],
    mounts: [{ path: '/é', type: 'ext4', options: ['rw'] }],
    room: { '/var': { ...room, blocks: 20 }, '/var/qmail': room },
  });
  expect(host.processes()).toEqual([{ pid: 1, name: 'init', started: 1, args: ['/sbin/\xc3\xa9'] }]);
  expect(host.mounts()?.[0]?.path).toBe('/\xc3\xa9');
  expect(host.room('/var/qmail/queue')).toEqual(room);
  expect(host.room('/var/qmailer')?.blocks).toBe(20);
  expect(host.room('/home')).toBeNull();
});

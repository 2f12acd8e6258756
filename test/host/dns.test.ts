/** The four answers of the DNS, from a real dnsmasq on loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect } from 'vitest';
import { dnsResolver } from '../../src/host/dns.ts';
import type { Resolver } from '../../src/host/host.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { needsProgram } from '../support/needs.ts';

const testWithDnsmasq = needsProgram('dnsmasq', 'dnsmasq-base');

let server: ChildProcess | undefined;
let dns: Resolver = noDns;
let port = 0;

/** A port of loopback that nobody has. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port: free } = socket.address();
      socket.close(() => resolve(free));
    });
  });
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 50 && !(await ready()); i += 1) await new Promise((go) => setTimeout(go, 100));
}

beforeAll(async () => {
  port = await freePort();
  server = spawn(
    'dnsmasq',
    [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      `--port=${port}`,
      '--listen-address=127.0.0.1',
      '--bind-interfaces',
      '--no-resolv',
      '--no-hosts',
      '--local=/test/',
      '--mx-host=one.test,mail.one.test,10',
      '--host-record=mail.one.test,192.0.2.1',
      '--host-record=odd name.test,192.0.2.2',
      '--pid-file=',
      '--user=root',
    ],
    { stdio: 'ignore' },
  );
  server.on('error', () => {});
  dns = dnsResolver(`127.0.0.1:${port}`);
  await until(async () => (await dnsResolver(`127.0.0.1:${port}`).a('mail.one.test')).kind === 'data');
});

afterAll(() => {
  server?.kill();
});

testWithDnsmasq('data', async () => {
  expect(await dns.mx('one.test')).toEqual({ kind: 'data', records: [{ preference: 10, exchange: 'mail.one.test' }] });
  expect(await dns.a('mail.one.test')).toEqual({ kind: 'data', records: ['192.0.2.1'] });
  expect(await dns.ptr('192.0.2.1')).toEqual({ kind: 'data', records: ['mail.one.test'] });
});

testWithDnsmasq('none: no such name, and no such record', async () => {
  expect(await dns.mx('nowhere.test')).toEqual({ kind: 'none' });
  expect(await dns.mx('mail.one.test')).toEqual({ kind: 'none' });
});

testWithDnsmasq('soft: refused', async () => {
  expect(await dns.mx('elsewhere.example')).toMatchObject({ kind: 'soft' });
});

testWithDnsmasq('soft: nobody answers', async () => {
  expect(await dnsResolver(`127.0.0.1:${await freePort()}`).a('one.test')).toMatchObject({ kind: 'soft' });
});

testWithDnsmasq('not asked', async () => {
  expect(await noDns.mx('one.test')).toEqual({ kind: 'not-asked' });
});

testWithDnsmasq('names that node:dns refuses are asked all the same', async () => {
  const kinds = await Promise.all(
    ['#mail.test', 'a b.test', '*.test', 'a..test', '', `${'x'.repeat(64)}.test`].map(
      async (name) => (await dns.a(name)).kind,
    ),
  );
  for (const kind of kinds) expect(['none', 'soft']).toContain(kind);
  expect(kinds[0]).toBe('none');
});

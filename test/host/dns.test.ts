/** The four answers of the DNS, from a real dnsmasq on loopback. */
import { afterAll, beforeAll, expect } from 'vitest';
import { dnsResolver } from '../../src/host/dns.ts';
import type { Resolver } from '../../src/host/host.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { type DnsServer, freePort, startDnsmasq } from '../support/dnsmasq.ts';
import { needsProgram } from '../support/needs.ts';

const testWithDnsmasq = needsProgram('dnsmasq', 'dnsmasq-base');

let server: DnsServer | undefined;
let dns: Resolver = noDns;

beforeAll(async () => {
  server = await startDnsmasq({ mx: [['one.test', 10, 'mail.one.test']], a: [['mail.one.test', '192.0.2.1']] });
  dns = dnsResolver(server.address);
});

afterAll(() => server?.stop());

testWithDnsmasq('data', async () => {
  expect(await dns.mx('one.test')).toEqual({
    kind: 'data',
    records: [{ preference: 10, exchange: 'mail.one.test' }],
  });
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
  const names = ['#mail.test', 'a b.test', '*.test', 'a..test', '', `${'x'.repeat(64)}.test`];
  const kinds = await Promise.all(names.map(async (name) => (await dns.a(name)).kind));
  for (const kind of kinds) expect(['none', 'soft']).toContain(kind);
  expect(kinds[0]).toBe('none');
});

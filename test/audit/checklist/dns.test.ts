import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { startDnsmasq } from '../../support/dnsmasq.ts';
import { needsProgram } from '../../support/needs.ts';
import { oldTree, POSTFIX } from '../../support/old-tree.ts';
import { run } from '../../support/run.ts';

const test = needsProgram('dnsmasq', 'dnsmasq-base');
const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const old = join(dir, 'old.json');
writeFileSync(
  old,
  JSON.stringify(
    oldTree({
      ...POSTFIX,
      '/etc/postfix/main.cf': 'myhostname = mail.shop.test\nmydestination = shop.test, bare.test, localhost\n',
    }),
  ),
);

const asked = ['checklist', '--from', 'postfix', '--image', old, '--format', 'json'];
type Told = { id: string; state: string; title: string };
const dnsOf = async (...args: string[]): Promise<Told[]> =>
  JSON.parse((await run([...asked, ...args])).out).items.filter(({ id }: Told) => id.startsWith('day:dns:'));

test.each([
  [300, 'by-hand'],
  [7200, 'different'],
])('the MX of today in their order, and a TTL of %i seconds', async (ttl, state) => {
  const zone = {
    mx: [
      ['shop.test', 20, 'backup.test'],
      ['shop.test', 10, 'mail.shop.test'],
    ] as [string, number, string][],
    a: [
      ['bare.test', '192.0.2.7'],
      ['mail.shop.test', '192.0.2.8'],
    ] as [string, string][],
  };
  const server = await startDnsmasq(zone, [`--local-ttl=${ttl}`]);
  try {
    const told = await dnsOf('--resolver', server.address);
    const shop = told.find(({ id }) => id === 'day:dns:shop.test');
    expect(shop?.state).toBe(state);
    expect(shop?.title).toMatch(new RegExp(`10 mail\\.shop\\.test, 20 backup\\.test.* ${ttl} seconds`));
    expect(told.find(({ id }) => id === 'day:dns:bare.test')?.title).toMatch(
      new RegExp(`no MX today.* ${ttl} seconds`),
    );
    expect(told.map(({ id }) => id)).not.toContain('day:dns:localhost');
  } finally {
    server.stop();
  }
});

test('a server that does not answer is could-not-check; where none may be asked nothing is said', async () => {
  expect(await dnsOf('--no-dns')).toEqual([]);
  const states = (await dnsOf('--resolver', '127.0.0.1:1')).map(({ state }) => state);
  expect(states).toEqual(['could-not', 'could-not']);
}, 60_000);

/** The same from a real disk, with real owners and a real DNS server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { dnsResolver } from '../../src/host/dns.ts';
import { machineHost } from '../../src/host/machine.ts';
import { remembering } from '../../src/host/remembering.ts';
import { readCases } from '../support/cases.ts';
import { startDnsmasq } from '../support/dnsmasq.ts';
import { needsProgram, needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { type Installation, judge, type Verdicts } from '../support/probes.ts';

const testWithDnsmasq = needsProgram('dnsmasq', 'dnsmasq-base');
const EVERY = 12;

needsRoot('on a real disk', () => {
  testWithDnsmasq('a sample of the installations is foretold', async () => {
    const verdicts: Verdicts = { wrong: [], told: 0 };
    const sample = readCases<Installation>('installations').filter((_, index) => index % EVERY === 0);
    const server = await startDnsmasq(sample[0]?.image.dns ?? {});
    const dns = dnsResolver(server.address);
    try {
      for (const each of sample) {
        const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
        const planted = plant(each.image, root);
        const machine = machineHost({ root, dns, mounts: [], dead: [], addresses: ['127.0.0.1'] });
        await judge(each, remembering(machine), verdicts);
        planted.close();
        rmSync(root, { recursive: true, force: true });
      }
    } finally {
      server.stop();
    }
    expect(verdicts.wrong).toEqual([]);
    expect(verdicts.told).toBeGreaterThan(0);
  });
});

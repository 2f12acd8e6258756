/** The machine host over memfs in place of node:fs: the same findings as the image, without a disk. */

import { fs as memory, vol } from 'memfs';
import { beforeEach, expect, test, vi } from 'vitest';
import { audit, LISTED } from '../../src/audit/audit.ts';
import { openTarget } from '../../src/audit/target.ts';
import { bytesOf } from '../../src/host/bytes.ts';
import type { Host } from '../../src/host/host.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import { machineHost } from '../../src/host/machine.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { plant, type TreeFs } from '../support/plant.ts';
import { type Setup, setUp } from '../support/setup.ts';

vi.mock('node:fs', async () => {
  const { fs } = await import('memfs');
  // The recorded cases are read from the real disk.
  const { readFileSync } = await vi.importActual<typeof import('node:fs')>('node:fs');
  const mixed = { ...fs, readFileSync };
  return { ...mixed, default: mixed };
});

beforeEach(() => vol.reset());

async function findings(host: Host, image: Image): Promise<string[]> {
  const target = openTarget(host, { variant: 'notqmail', defaultDelivery: bytesOf(image.defaultDelivery ?? '') });
  const wording = { language: 'en', variant: 'notqmail' } as const;
  const { findings: found, failed } = await audit(target, { wording, most: LISTED, workerFile: null });
  expect(failed).toEqual([]);
  return found.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

/** memfs has no FIFO, and lets nobody, not even root, into what is closed: the trees here are open. */
function open(image: Image): Image {
  const files = image.files.filter(({ type }) => type !== 'fifo');
  return { ...image, files: files.map(({ mtime: _, ...file }) => ({ ...file, mode: opened(file.mode) })) };
}

function opened(mode: string): string {
  return (Number.parseInt(mode, 8) | 0o055).toString(8).padStart(4, '0');
}

test.each<[string, Setup]>([
  ['the sound installation', {}],
  ['CR in a list', { '/var/qmail/control/rcpthosts': 'one.test\r\n' }],
  ['no Maildir', { '/home/alice/Maildir': null }],
  [
    'bytes that are not UTF-8',
    { '/var/qmail/control/me': { base64: 'bWFpbOkub25lLnRlc3QK', mode: '0644', owner: 'root:qmail' } },
  ],
  ['an endless link', { '/var/qmail/control/helohost': { symlink: 'helohost' } }],
])('%s', async (_, setup) => {
  const image = open(setUp(setup));
  plant(image, '/root-of-it', memory as unknown as TreeFs);
  const machine = machineHost({ root: '/root-of-it', dns: noDns, mounts: [], dead: [], addresses: ['127.0.0.1'] });
  expect(await findings(machine, image)).toEqual(
    await findings({ ...imageHost(image), dns: noDns, now: machine.now }, image),
  );
});

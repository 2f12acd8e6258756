/** The same installation as an image and as a real tree, with real owners, gives the same findings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { audit, LISTED } from '../../src/audit/audit.ts';
import { openTarget } from '../../src/audit/target.ts';
import { bytesOf } from '../../src/host/bytes.ts';
import type { Host } from '../../src/host/host.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import { machineHost } from '../../src/host/machine.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { remembering } from '../../src/host/remembering.ts';
import { readCases } from '../support/cases.ts';
import { needsRoot } from '../support/needs.ts';
import { type Planted, plant } from '../support/plant.ts';
import { setUp, soundImage } from '../support/setup.ts';

const dirs: string[] = [];
const planted: Planted[] = [];

afterEach(() => {
  for (const each of planted.splice(0)) each.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

async function findings(host: Host, image: Image): Promise<string[]> {
  const target = openTarget(remembering(host), {
    variant: 'notqmail',
    defaultDelivery: bytesOf(image.defaultDelivery ?? './Mailbox'),
  });
  const outcome = await audit(target, {
    wording: { language: 'en', variant: 'notqmail' },
    most: LISTED,
    workerFile: null,
  });
  expect(outcome.failed).toEqual([]);
  return outcome.findings.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

async function both(image: Image): Promise<{ real: string[]; image: string[] }> {
  const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
  dirs.push(root);
  planted.push(plant(image, root));
  const real = machineHost({ root, dns: noDns, mounts: [], dead: [], addresses: ['127.0.0.1'] });
  return {
    real: await findings(real, image),
    image: await findings({ ...imageHost(image), dns: noDns, now: real.now }, image),
  };
}

/** An image has no times and no sizes of its own where they were not recorded. */
function comparable(image: Image): Image {
  return { ...image, files: image.files.map(({ mtime: _, ...file }) => ({ ...file, mtime: 1_795_485_144 })) };
}

needsRoot('on a real disk', () => {
  test('the sound installation', async () => {
    const { real, image } = await both(comparable(soundImage()));
    expect(real).toEqual(image);
    expect(real.filter((line) => !line.startsWith('info'))).toEqual([]);
  });

  test.each(readCases<{ name: string; image: Image }>('faults').map(({ name, image }) => [name, image] as const))(
    'fault %s',
    async (_, fault) => {
      const { real, image } = await both(comparable(fault));
      expect(real).toEqual(image);
    },
  );

  test('absolute links are resolved inside the root', async () => {
    const image = setUp({
      '/var/qmail/control': null,
      '/etc/qmail/me': 'mail.one.test\n',
      '/etc/qmail/locals': 'one.test\nmail.one.test\n',
      '/etc/qmail/rcpthosts': 'one.test\nmail.one.test\n',
    });
    const linked: Image = {
      ...image,
      files: [
        ...image.files,
        {
          path: '/var/qmail/control',
          type: 'symlink',
          owner: 'root',
          group: 'root',
          mode: '0777',
          target: '/etc/qmail',
        },
      ],
    };
    const { real, image: same } = await both(comparable(linked));
    expect(real).toEqual(same);
    expect(real.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});

/** A machine with many things that a fix mends, planted below a directory of this one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAll, worded } from '../../src/audit/audit.ts';
import { mendable } from '../../src/audit/mendable.ts';
import type { Finding } from '../../src/audit/outcome.ts';
import { openTarget } from '../../src/audit/target.ts';
import { planOf } from '../../src/fix/plan.ts';
import type { Plan } from '../../src/fix/step.ts';
import type { Host } from '../../src/host/host.ts';
import type { Image } from '../../src/host/image.ts';
import { machineHost } from '../../src/host/machine.ts';
import { readMounts } from '../../src/host/mounts.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { plant } from './plant.ts';
import { type Setup, setUp } from './setup.ts';

export const BROKEN: Setup = {
  '/home/alice/.qmail': { content: './Maildir/\n', owner: 'root', mode: '0600' },
  '/home/bob/Maildir': { owner: 'root:root', mode: '0755 throughout' },
  passwd: [
    'carol:x:3003:100::/home/carol:/bin/sh',
    'dave:x:3004:100::/home/dave:/bin/sh',
    'erin:x:3005:100::/home/erin:/bin/sh',
  ],
  '/home/erin': { owner: 'erin:users', mode: '0777', dir: true },
  '/home/erin/Maildir': { owner: 'erin:users', mode: '0700 throughout', dir: true },
  '/home/carol': { owner: 'carol:users', mode: '0755', dir: true },
  '/home/dave': { owner: 'dave:users', mode: '0755', dir: true },
  '/home/dave/Maildir': { owner: 'dave:users', mode: '0755 throughout', dir: true },
  '/var/qmail/control/me': { content: 'mail.one.test\n', mode: '0666' },
  '/var/qmail/bin/qmail-queue': { mode: '0755', owner: 'root', type: 'file' },
  '/var/qmail/queue/lock/trigger': null,
  '/var/qmail/queue/lock/tcpto': null,
  '/var/qmail/queue/lock/sendmutex': { owner: 'root', mode: '0600' },
  '/var/qmail/queue/info/7': null,
};

export interface Planted {
  /** Nobody's but root's: the tree and the journals are in it. */
  readonly dir: string;
  readonly root: string;
  readonly journals: string;
  remove(): void;
}

export function plantBroken(setup: Setup = BROKEN): Planted {
  return plantImage(setUp(setup));
}

export function plantImage(image: Image): Planted {
  const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-fix-'));
  const root = join(dir, 'root');
  const planted = plant(image, root);
  return {
    dir,
    root,
    journals: join(dir, 'journals'),
    remove: () => {
      planted.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface Looked extends Plan {
  readonly host: Host;
  readonly findings: readonly Finding[];
}

/** The audit of a planted tree, by one rule alone where it is given, and the plan that follows. */
export async function planFor(root: string, rule?: string, defaultDelivery = './Maildir/'): Promise<Looked> {
  const host = machineHost({ root, dns: noDns, mounts: [], dead: [] });
  const target = openTarget(host, { defaultDelivery });
  const wording = { language: 'en' as const, variant: target.installation.variant.name };
  const collected = await askAll(target, {
    most: Number.POSITIVE_INFINITY,
    workerFile: null,
    ...(rule === undefined ? {} : { rules: new Set([rule]) }),
  });
  const { findings, failed } = await worded(target, collected, { wording });
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  const plan = planOf(mendable(collected, wording), {
    accounts: host.accounts,
    uidMin: 1000,
    root,
    mounts: readMounts(),
  });
  return { ...plan, host, findings };
}

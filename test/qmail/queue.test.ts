/** Records, schedule and one look through a real tree that moves. */
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import type { Host } from '../../src/host/host.ts';
import { machineHost } from '../../src/host/machine.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { remembering } from '../../src/host/remembering.ts';
import type { Entry } from '../../src/qmail/queue.ts';
import { isNumber, splitOfNumber } from '../../src/qmail/queue.ts';
import { parseEnvelope, parseInfo, parseList } from '../../src/qmail/queue-records.ts';
import { attemptAfter, lastAttempt, retryAfter } from '../../src/qmail/queue-schedule.ts';
import { type QueueSurvey, surveyQueue } from '../../src/qmail/queue-survey.ts';
import { needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { soundImage } from '../support/setup.ts';

const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
const field = bytes.map((text) => text.replaceAll('\0', ''));

test('a list of recipients comes back as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ address: field, done: fc.boolean() })), (recipients) => {
      const text = recipients.map(({ address, done }) => `${done ? 'D' : 'T'}${address}\0`).join('');
      expect(parseList(text)).toEqual({ recipients, unknown: null, cut: '' });
    }),
  );
});

test('an envelope comes back as it was written', () => {
  fc.assert(
    fc.property(field, fc.array(field), (sender, recipients) => {
      const text = `u7\0p8\0F${sender}\0${recipients.map((each) => `T${each}\0`).join('')}`;
      expect(parseEnvelope(text)).toEqual({ uid: '7', pid: '8', sender, recipients, unknown: null, cut: '' });
    }),
  );
});

test('no bytes break a parser, and none are lost silently', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      const { recipients, unknown, cut } = parseList(text);
      const records = text.split('\0').length - 1;
      expect(recipients.length).toBeLessThanOrEqual(records);
      if (recipients.length < records) expect(unknown).not.toBeNull();
      expect(text.endsWith(cut)).toBe(true);
      expect(parseInfo(text).usable).toBe(/^F[^\0]*\0/s.test(text));
      const { sender, recipients: to, unknown: other } = parseEnvelope(text);
      if (other === null && records > 0) expect(sender !== null || to.length > 0 || /^[up]/.test(text)).toBe(true);
    }),
  );
});

test('the schedule of a message without delays is that of qmail-send', () => {
  const attempts = (channel: 'local' | 'remote') => {
    const born = 1_000_000;
    const times = [born];
    for (let at = born; times.length < 6; ) {
      at = attemptAfter({ channel, born, touched: born }, at);
      times.push(at);
    }
    return times.map((time) => time - born);
  };
  expect(attempts('local')).toEqual([0, 100, 400, 900, 1600, 2500]);
  expect(attempts('remote')).toEqual([0, 400, 1600, 3600, 6400, 10000]);
});

test('the attempt after a time is found as one attempt after the other finds it', () => {
  const time = fc.integer({ min: 0, max: 3_000_000 });
  fc.assert(
    fc.property(
      fc.constantFrom('local' as const, 'remote' as const),
      time,
      time,
      time,
      (channel, born, touched, now) => {
        let expected = touched;
        while (expected <= now) expected = retryAfter({ channel, born }, expected);
        if (touched <= now && now < born) return;
        expect(attemptAfter({ channel, born, touched }, now)).toBe(expected);
        expect(lastAttempt({ channel, born, touched }, expected, now)).toBeGreaterThan(now);
      },
    ),
  );
});

test('numbers are decimal, and as large as an inode may be', () => {
  expect(['0', '23', '18446744073709551615'].every(isNumber)).toBe(true);
  expect(['', '007', '-1', '1x', '.5', '184467440737095516150'].some(isNumber)).toBe(false);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: 1, max: 1009 }), (id, split) => {
      expect(splitOfNumber(String(id), split)).toBe(Number(id % BigInt(split)));
    }),
  );
});

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

needsRoot('on a real disk', () => {
  const host = (root: string) => machineHost({ root, dns: noDns, mounts: [], dead: [] });
  const survey = (root: string, pause: () => void, from: Host = remembering(host(root))): Promise<QueueSurvey> =>
    surveyQueue(openTarget(from, {}).installation, { pause: async () => pause() });

  function real(): string {
    const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
    dirs.push(root);
    plant(soundImage(), root).close();
    return root;
  }

  /** Queues a message as qmail-queue and qmail-send do: its name is the inode of its file. */
  function queueMessage(root: string): { id: number; path: (tree: string) => string } {
    const queue = `${root}/var/qmail/queue`;
    writeFileSync(`${queue}/pid/1`, 'x\n');
    const id = statSync(`${queue}/pid/1`).ino;
    const path = (tree: string) => (tree === 'bounce' ? `${queue}/bounce/${id}` : `${queue}/${tree}/${id % 23}/${id}`);
    chownSync(`${queue}/pid/1`, 7794, 0);
    renameSync(`${queue}/pid/1`, path('mess'));
    for (const [tree, text] of [
      ['info', 'Fs@one.test\0'],
      ['local', 'Talice@one.test\0'],
    ] as const) {
      writeFileSync(path(tree), text, { mode: 0o600 });
      chownSync(path(tree), 7796, 2107);
    }
    return { id, path };
  }

  test('a queue as qmail makes it is fine; another inode is not', async () => {
    const root = real();
    const { id, path } = queueMessage(root);
    const fine = await survey(root, () => {});
    expect(fine).toMatchObject({ messages: 1, suspects: [], strays: [], unchecked: [] });
    execFileSync('cp', ['-p', path('mess'), `${path('mess')}.x`]);
    renameSync(`${path('mess')}.x`, path('mess'));
    const { suspects } = await survey(root, () => {});
    expect(suspects.map((each) => [each.id, each.mess?.inode === id])).toEqual([[String(id), false]]);
  });

  test('what was a moment between two states is not reported', async () => {
    const root = real();
    const { path } = queueMessage(root);
    unlinkSync(path('info'));
    let looked = false;
    const { suspects } = await survey(root, () => {
      looked = true;
      for (const tree of ['local', 'mess']) unlinkSync(path(tree));
    });
    expect(looked).toBe(true);
    expect(suspects.filter(({ mess, local }) => mess !== null || local !== null)).toEqual([]);
  });

  test('a link, a FIFO and a directory in place of files hold nothing up', async () => {
    const root = real();
    const { id, path } = queueMessage(root);
    unlinkSync(path('info'));
    execFileSync('mkfifo', [path('info')]);
    unlinkSync(path('local'));
    mkdirSync(path('local'));
    linkSync(path('mess'), path('remote'));
    const { suspects } = await survey(root, () => {});
    expect(suspects.map((each) => [each.id, each.info?.text, each.local?.text])).toEqual([[String(id), null, null]]);
  });

  test('a long queue is the same whether threads read it or not', async () => {
    const root = real();
    const first = queueMessage(root);
    for (let at = 0; at < 5200; at += 1) queueMessage(root);
    unlinkSync(first.path('info'));
    execFileSync('mkfifo', [first.path('info')]);
    const { id, path } = queueMessage(root);
    renameSync(path('local'), `${root}/var/qmail/queue/local/${(id + 1) % 23}/${id}`);
    writeFileSync(queueMessage(root).path('local'), 'T\xff\xfe@one.test\0X', 'latin1');
    const { installation } = openTarget(remembering(host(root)), {});
    const read = async (workerFile: URL | null) => {
      const entries: Entry[] = [];
      const found = await surveyQueue(installation, {
        workerFile,
        each: (each) => entries.push(each),
        pause: async () => {},
      });
      return { entries, messages: found.messages, suspects: found.suspects };
    };
    await read(null); // the first reading of a file changes its atime
    const here = await read(null);
    expect(here).toMatchObject({ messages: 5203 });
    expect(here.suspects.map((each) => each.id)).toContain(String(id));
    expect(await read(new URL('../../dist/mailbox-worker.js', import.meta.url))).toEqual(here);
    await expect(read(new URL('file:///nowhere/mailbox-worker.js'))).rejects.toThrow('queue-worker.js');
  });

  test('a queue of its own file system, mounted over a loop device or memory', async () => {
    const root = real();
    const queue = `${root}/var/qmail/queue`;
    renameSync(queue, `${queue}.old`);
    mkdirSync(queue);
    const image = `${root}/disk`;
    let mounted = false;
    try {
      execFileSync(
        'sh',
        ['-c', `truncate -s 16M ${image} && mkfs.ext4 -q -N 4096 ${image} && mount -o loop ${image} ${queue}`],
        { stdio: 'ignore' },
      );
      mounted = true;
    } catch {
      execFileSync('mount', ['-t', 'tmpfs', 'none', queue]);
      mounted = true;
    }
    try {
      execFileSync('cp', ['-a', `${queue}.old/.`, queue]);
      const { id } = queueMessage(root);
      const found = await survey(root, () => {});
      expect(found).toMatchObject({ messages: 1, suspects: [], strays: [] });
      expect(existsSync(`${queue}/mess/${id % 23}/${id}`)).toBe(true);
    } finally {
      if (mounted) execFileSync('umount', [queue]);
    }
  });
});

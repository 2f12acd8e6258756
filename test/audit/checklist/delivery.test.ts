import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Image } from '../../../src/host/image.ts';
import { listed, type Report, reportOn } from '../../support/checklist.ts';
import { soundImage } from '../../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const RC = '/var/qmail/rc';

/** A sound machine that is started by `rc` alone, with that argument; null: by nothing. */
function startedWith(delivery: string | null): Image {
  const { defaultDelivery: _, ...sound } = soundImage();
  const files = sound.files.filter(
    ({ path }) => path !== RC && !/^\/(service|etc\/(service|init\.d|systemd))\b/.test(path),
  );
  if (delivery === null) return { ...sound, files };
  const content = `#!/bin/sh\nexec env - PATH="/var/qmail/bin:$PATH" \\\nqmail-start ${delivery} splogger qmail\n`;
  return {
    ...sound,
    files: [...files, { path: RC, type: 'file', owner: 'root', group: 'root', mode: '0755', content }],
  };
}

async function moved(from: string | null, to: string | null): Promise<Report> {
  const old = join(dir, 'old.json');
  writeFileSync(old, JSON.stringify(startedWith(from)));
  return reportOn(startedWith(to), '--from', 'qmail', '--old', old);
}

const ITEM = 'machine:default-delivery';

test('another default delivery is an item, and each address whose mail lies elsewhere is counted', async () => {
  const report = await moved('./Maildir/', './Mailbox');
  expect(listed(report, ITEM)).toMatchObject({ state: 'different', left: true, file: RC });
  const alice = report.differences.find(({ address }) => address === 'alice@one.test');
  expect(alice).toMatchObject({ old: ['mailbox alice ./Maildir/'], now: ['mailbox alice ./Mailbox'] });
  const item = listed(report, 'addresses-place');
  expect(item).toMatchObject({ state: 'different', left: true });
  expect(item?.title).toContain(`${report.differences.length} addresses`);
});

test('the same default delivery is done, and no address is told of', async () => {
  const report = await moved('./Maildir/', './Maildir/');
  expect(listed(report, ITEM)).toMatchObject({ state: 'done' });
  expect(report.differences).toEqual([]);
  expect(listed(report, 'addresses-place')).toBeUndefined();
});

test('where nothing starts qmail on the new machine, it is left to do', async () => {
  const report = await moved('./Maildir/', null);
  expect(listed(report, ITEM)).toMatchObject({ state: 'by-hand', left: true });
  expect(report.differences).toEqual([]);
});

test('where the old machine does not tell, that is said', async () => {
  const report = await moved(null, './Mailbox');
  expect(listed(report, ITEM)).toMatchObject({ state: 'could-not', left: true });
  expect(report.differences).toEqual([]);
});

test('what starts qmail-send and what takes mail by SMTP is left to do until it is found', async () => {
  const nothing = await moved('./Maildir/', null);
  for (const id of ['machine:start-send', 'machine:start-smtp'])
    expect(listed(nothing, id), id).toMatchObject({ state: 'by-hand', left: true });
  const started = await moved('./Maildir/', './Maildir/');
  // Nobody runs a script that merely is there.
  expect(listed(started, 'machine:start-send')).toMatchObject({
    what: 'start-send-boot',
    state: 'by-hand',
    left: true,
  });
  expect(listed(started, 'machine:start-smtp')).toMatchObject({ state: 'by-hand', left: true });
});

test('a service for SMTP is found; a script that cannot be read may be one', async () => {
  const image = startedWith('./Maildir/');
  const run = { path: '/service/qmail-smtpd/run', type: 'file', owner: 'root', group: 'root', mode: '0755' } as const;
  const old = join(dir, 'old.json');
  writeFileSync(old, JSON.stringify(image));
  const dirs = ['/service', '/service/qmail-smtpd'].map(
    (path) => ({ path, type: 'dir', owner: 'root', group: 'root', mode: '0755' }) as const,
  );
  const on = async (more: { content: string } | { unread: string }) =>
    listed(
      await reportOn(
        { ...image, files: [...image.files, ...dirs, { ...run, ...more }] },
        ...['--from', 'qmail', '--old', old],
      ),
      'machine:start-smtp',
    );
  const content = '#!/bin/sh\nexec tcpserver -x /etc/tcp.smtp.cdb -u 7791 -g 2108 0 smtp /var/qmail/bin/qmail-smtpd\n';
  expect(await on({ content })).toMatchObject({ what: 'start-smtp-boot', state: 'by-hand' });
  expect(await on({ unread: 'permission denied' })).toMatchObject({ state: 'could-not', left: true });
});

const boots: readonly (readonly [string, readonly [path: string, content: string, mode?: string][], boolean])[] = [
  ['rc.local that runs rc', [['/etc/rc.local', '#!/bin/sh\n/var/qmail/rc &\n', '0755']], true],
  ['rc.local with that in a comment', [['/etc/rc.local', '#!/bin/sh\n# /var/qmail/rc &\n', '0755']], false],
  ['a line of cron', [['/etc/cron.d/qmail', '@reboot root /var/qmail/rc\n']], true],
  ['a line of cron at midnight', [['/etc/cron.d/qmail', '0 0 * * * root /var/qmail/rc\n']], false],
  [
    'an init script with a link',
    [
      ['/etc/init.d/qmail', '#!/bin/sh\ncase $1 in start) /var/qmail/rc & ;; esac\n', '0755'],
      ['/etc/rc2.d/S20qmail', ''],
    ],
    true,
  ],
  [
    'an init script without one',
    [['/etc/init.d/qmail', '#!/bin/sh\ncase $1 in start) /var/qmail/rc & ;; esac\n', '0755']],
    false,
  ],
  [
    'a unit that is wanted',
    [
      ['/etc/systemd/system/qmail.service', '[Service]\nExecStart=/var/qmail/rc\n'],
      ['/etc/systemd/system/multi-user.target.wants/qmail.service', ''],
    ],
    true,
  ],
  ['a unit that nothing wants', [['/etc/systemd/system/qmail.service', '[Service]\nExecStart=/var/qmail/rc\n']], false],
  [
    'svscan of init',
    [
      ['/service/qmail-send/run', '#!/bin/sh\nexec /var/qmail/rc\n', '0755'],
      ['/etc/inittab', 'SV:123456:respawn:/command/svscanboot\n'],
    ],
    true,
  ],
  ['a service that nothing scans', [['/service/qmail-send/run', '#!/bin/sh\nexec /var/qmail/rc\n', '0755']], false],
];

test.each(boots)('whether qmail starts with the machine: %s', async (_, more, starts) => {
  const image = startedWith('./Maildir/');
  const files = more.map(
    ([path, content, mode = '0644']) => ({ path, type: 'file', owner: 'root', group: 'root', mode, content }) as const,
  );
  const old = join(dir, 'old.json');
  writeFileSync(old, JSON.stringify(image));
  const report = await reportOn({ ...image, files: [...image.files, ...files] }, '--from', 'qmail', '--old', old);
  expect(listed(report, 'machine:start-send')).toMatchObject(
    starts ? { what: 'start-send', state: 'done' } : { what: 'start-send-boot', state: 'by-hand' },
  );
});

import { expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { moveReport } from '../support/checklist.ts';
import { soundImage } from '../support/setup.ts';

test('a name in all that is below a virtual domain is followed', async () => {
  const sound = soundImage();
  const extra = (path: string, content: string) =>
    ({ path, type: 'file', owner: 'root', group: 'qmail', mode: '0644', content }) as const;
  const old: Image = {
    ...sound,
    files: [
      ...sound.files.filter(({ path }) => path !== '/var/qmail/control/virtualdomains'),
      extra('/var/qmail/control/virtualdomains', '.sub.test:alice-sub\n'),
      extra('/home/alice/.qmail-sub-info', '&bob@one.test\n'),
    ],
  };
  const now: Image = {
    ...old,
    files: [
      ...old.files.filter(({ path }) => path !== '/home/alice/.qmail-sub-info'),
      extra('/home/alice/.qmail-sub-info', '&alice@one.test\n'),
    ],
  };
  const report = await moveReport(old, now, '--from', 'qmail');
  expect(report.differences).toContainEqual(
    expect.objectContaining({ address: 'info@host.sub.test', old: ['mailbox bob'], now: ['mailbox alice'] }),
  );
});

test('rules of the new machine are looked at where the old one has none that can be read', async () => {
  const sound = soundImage();
  const put = (path: string, content: string) =>
    ({ path, type: 'file', owner: 'root', group: 'root', mode: '0644', content }) as const;
  const bare: Image = { ...sound, files: sound.files.filter(({ path }) => !/tcp\.smtp|rules\.smtpd/.test(path)) };
  const now: Image = {
    ...bare,
    files: [...bare.files, put('/etc/tcp.smtp.cdb', 'x'), put('/etc/tcp.smtp', ':allow,RELAYCLIENT=""\n')],
  };
  expect((await moveReport(bare, now, '--from', 'qmail')).items.find(({ what }) => what === 'rules-own')).toMatchObject(
    {
      id: 'rules:/etc/tcp.smtp.cdb',
      state: 'by-hand',
    },
  );
  const compiled: Image = { ...bare, files: [...bare.files, put('/etc/tcp.smtp.cdb', 'x')] };
  const report = await moveReport(compiled, now, '--from', 'qmail');
  expect(report.items.find(({ what }) => what === 'binary-only')).toMatchObject({ state: 'could-not' });
  expect((await moveReport(now, now, '--from', 'qmail')).items.filter(({ what }) => what === 'rules-own')).toEqual([]);
});

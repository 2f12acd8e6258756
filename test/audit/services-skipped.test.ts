/** What starts qmail: what was found, and what could not be told of it. */
import { expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import { auditImage } from '../support/audit.ts';
import { setUp } from '../support/setup.ts';

const RUN = '/var/qmail/supervise/qmail-smtpd/run';
const CONTROL = '/var/qmail/control/defaultdelivery';

type File = Omit<Image['files'][number], 'path' | 'owner' | 'group' | 'mode' | 'type'> & { type?: 'fifo' | 'file' };

function machine(files: Record<string, string | File>, delivery?: string): Image {
  const { defaultDelivery: _, ...sound } = setUp({});
  const added = Object.entries(files).map(([path, file]) => ({
    path,
    type: 'file' as const,
    owner: 'root',
    group: 'root',
    mode: '0755',
    ...(typeof file === 'string' ? { content: file } : file),
  }));
  const kept = sound.files.filter(({ path }) => files[path] === undefined);
  return { ...sound, ...(delivery === undefined ? {} : { defaultDelivery: delivery }), files: [...kept, ...added] };
}

async function couldNot(files: Record<string, string | File>, delivery?: string): Promise<(string | undefined)[][]> {
  const { skipped } = await auditImage(machine(files, delivery));
  return skipped.filter(({ rule }) => rule === 'services').map(({ kind, path, reason }) => [kind, path, reason]);
}

test.each([
  ['perl', 'exec "tcpserver", "0", "25", "qmail-smtpd";'],
  ['execlineb', 'ifelse -n { test -f x } { tcpserver 0 25 qmail-smtpd }'],
])('a %s script could not be checked', async (language, line) => {
  expect(await couldNot({ [RUN]: `#!/usr/bin/${language}\n${line}\n` })).toEqual([
    ['could-not', RUN, `is a script for ${language}, which is not read: how qmail-smtpd is started is not known`],
  ]);
});

test.each([
  ['rules named by a variable', 'exec tcpserver -x "$RULES" 0 25 qmail-smtpd', /rules file of tcpserver/],
  ['rules in another format', 'exec tcpsvd -x rules.cdb 0 25 qmail-smtpd', /format of its own/],
  ['variables from a directory that is not known', 'exec envdir "$E" tcpserver 0 25 qmail-smtpd', /directory of var/],
  ['a service in an unknown text', 'exec tcpserver 0 25 sh -c "$SMTPD"', /shell is given a text/],
])('%s could not be checked', async (_, line, reason) => {
  expect(await couldNot({ [RUN]: `#!/bin/sh\n${line}\n` })).toEqual([
    ['could-not', RUN, expect.stringMatching(reason)],
  ]);
});

test('a script whose content the image lacks could not be checked', async () => {
  expect(await couldNot({ [RUN]: {} })).toEqual([['could-not', RUN, 'its content is not recorded in the image']]);
});

test('what nothing depends on is not told', async () => {
  expect(
    await couldNot({
      [RUN]: '#!/bin/sh\nsh -c "$HOOK"\nexec tcpserver -x /etc/tcp.smtp.cdb 0 25 qmail-smtpd\n',
      '/service/clock/run': '#!/usr/bin/perl\nsleep 1;\n',
      '/service/pipe/run': { type: 'fifo' },
    }),
  ).toEqual([]);
});

test('an unknown default delivery is told, unless it was given', async () => {
  const files = { '/var/qmail/rc': '#!/bin/sh\nexec qmail-start "$DELIVERY"\n' };
  expect(await couldNot(files)).toEqual([
    ['could-not', '/var/qmail/rc', 'line 2: the first argument of qmail-start is not known'],
  ]);
  expect(await couldNot(files, './Maildir/')).toEqual([]);
});

test.each([
  ['no script', {}],
  ['a script that does not tell', { '/var/qmail/rc': '#!/usr/bin/perl\nexec "qmail-start", $x;\n' }],
])('%s: the default delivery of control/defaultdelivery', (_, files) => {
  const target = openTarget(imageHost(machine({ ...files, [CONTROL]: './Maildir/\n\n' })), {});
  expect(target.installation.defaultDelivery).toEqual({ text: './Maildir/', file: CONTROL, how: 'found' });
});

test('a script that tells goes before control/defaultdelivery, and an empty file says nothing', () => {
  const told = { '/var/qmail/rc': '#!/bin/sh\nexec qmail-start ./Mailbox\n', [CONTROL]: './Maildir/\n' };
  const delivery = (files: Record<string, string>) =>
    openTarget(imageHost(machine(files)), {}).installation.defaultDelivery;
  expect(delivery(told)).toMatchObject({ text: './Mailbox', file: '/var/qmail/rc' });
  expect(delivery({ [CONTROL]: '\n' })).toMatchObject({ text: './Mailbox', how: 'assumed' });
});

test('a control/defaultdelivery that cannot be read is told where it would be asked', async () => {
  expect(await couldNot({ [CONTROL]: {} })).toEqual([
    ['could-not', CONTROL, 'its content is not recorded in the image'],
  ]);
  expect(await couldNot({ [CONTROL]: {} }, './Maildir/')).toEqual([]);
  const read = { '/var/qmail/rc': `exec qmail-start "$(cat ${CONTROL})"\n`, [CONTROL]: {} };
  expect(await couldNot(read, './Maildir/')).toEqual([]);
});

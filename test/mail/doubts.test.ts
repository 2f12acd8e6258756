/** When this qmail is not trusted with the mail that speaks of it. */
import { expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import { tracer } from '../../src/audit/trace.ts';
import { imageHost } from '../../src/host/image.ts';
import { doubts } from '../../src/mail/doubts.ts';
import { auditImage } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';

async function doubtsOf(setup: Setup, ...to: string[]): Promise<string[]> {
  const image = setUp(setup);
  const { defaultDelivery } = image;
  const trace = await tracer(openTarget(imageHost(image), { defaultDelivery }), {
    sender: 'root@one.test',
    smtp: null,
  });
  const ways = [];
  for (const address of to) ways.push(await trace(address));
  return doubts(await auditImage(image), ways).map(({ rule, says }) => rule ?? says);
}

test('a sound qmail is trusted, for people here and elsewhere', async () => {
  expect(await doubtsOf({}, 'alice@one.test', 'admin@remote.test')).toEqual([]);
});

test.each([
  ['queue-missing', { '/var/qmail/queue/todo': null }],
  ['queue-closed', { '/var/qmail/queue/pid': { mode: '0000' } }],
  ['qmail-queue', { '/var/qmail/bin/qmail-queue': { mode: '0711' } }],
  ['room-low', { '/var/qmail/queue': { mounted: 'no free blocks' } }],
])('not where %s says that nothing passes', async (rule, setup) => {
  expect(await doubtsOf(setup as Setup, 'admin@remote.test')).toContain(rule);
});

test('trouble of one mailbox is none of another, and one message none of the next', async () => {
  const setup = { '/home/bob/Maildir': null, '/var/qmail/control/queuelifetime': '7d\n' };
  expect(await doubtsOf(setup, 'alice@one.test', 'admin@remote.test')).toEqual([]);
  expect(await doubtsOf(setup, 'bob@one.test')).toEqual([
    'bob@one.test: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/',
  ]);
  expect(await doubtsOf(setup, 'nobody-here@one.test')).toEqual([
    'nobody-here@one.test: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/',
  ]);
});

test('a forward is followed to its end', async () => {
  const setup = { '/home/alice/.qmail': '&bob@one.test\n', '/home/bob/Maildir': null };
  expect(await doubtsOf(setup, 'alice@one.test')).toEqual([
    'alice@one.test: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/',
  ]);
});

test('nor is mail for elsewhere given to a qmail-remote that does not know its own name', async () => {
  const setup = { '/var/qmail/control/me': null };
  expect(await doubtsOf(setup, 'admin@remote.test')).toEqual([
    expect.stringContaining('admin@remote.test: deferral: '),
  ]);
});

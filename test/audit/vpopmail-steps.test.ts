/** A trace through vdelivermail says what `addresses` says. */
import { expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import { tracer } from '../../src/audit/trace.ts';
import { arrives } from '../../src/audit/traced.ts';
import { imageHost } from '../../src/host/image.ts';
import { setUp } from '../support/setup.ts';
import { TWO_DOMAINS, vpopmailSetup } from '../support/vpopmail.ts';

const TWO = '/home/vpopmail/domains/two.test';
const line = (last: string) => ({
  content: `| /home/vpopmail/bin/vdelivermail '' ${last}\n`,
  mode: '0600',
  owner: 89,
  group: 89,
});

test.each([
  ['joe@two.test', {}, 'vdelivermail-maildir', `${TWO}/joe/Maildir/`, true],
  ['JOE@two.test', {}, 'vdelivermail-maildir', `${TWO}/joe/Maildir/`, true],
  ['zoe@large.test', {}, 'vdelivermail-maildir', '/home/vpopmail/domains/0/big.test/0/zoe/Maildir/', true],
  ['nobody.here@two.test', {}, 'vdelivermail-bounce', undefined, false],
  [
    'nobody.here@two.test',
    { [`${TWO}/.qmail-default`]: line('delete') },
    'vdelivermail-drops',
    'two.test-nobody.here@two.test',
    false,
  ],
  [
    'nobody.here@two.test',
    { [`${TWO}/.qmail-default`]: line('alice@one.test') },
    'vdelivermail-forward',
    'alice@one.test',
    true,
  ],
  [
    'joe@two.test',
    { [`${TWO}/joe/Maildir/tmp`]: { type: 'dir', mode: '0700', owner: 'root', group: 'root' } },
    'vdelivermail-waits',
    `${TWO}/joe/Maildir/`,
    false,
  ],
] as const)('%s %j: %s %s', async (address, change, decision, place, isFine) => {
  const target = openTarget(imageHost(setUp({ ...vpopmailSetup({ domains: TWO_DOMAINS }), ...change })), {
    domains: [],
  });
  const trace = await tracer(target, { sender: 'someone@elsewhere.invalid', smtp: null });
  const found = await trace(address);
  const told = found.steps.filter((step) => step.decision.startsWith('vdelivermail-'));
  expect(told.map((step) => [step.decision, step.data['target']])).toEqual([[decision, place]]);
  expect(found.steps.map((step) => step.decision)).not.toContain('program-decides');
  expect(found.outcome?.status).toBe('unknown');
  expect(arrives(found)).toBe(isFine);
});

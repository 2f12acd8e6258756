/** A trace where qmail-send does not start: a real one says `alert: cannot start: unable to read controls` for each of these (qmail-send.c:1443). */
import { expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import { tracer } from '../../src/audit/trace.ts';
import { arrives } from '../../src/audit/traced.ts';
import { imageHost } from '../../src/host/image.ts';
import { type Setup, setUp } from '../support/setup.ts';

async function trace(setup: Setup) {
  const follow = await tracer(openTarget(imageHost(setUp(setup)), {}), { sender: 'x@y.test', smtp: null });
  return follow('alice@one.test');
}

test.each([
  'me',
  'queuelifetime',
  'concurrencylocal',
  'concurrencyremote',
  'envnoathost',
  'bouncefrom',
  'bouncehost',
  'doublebouncehost',
  'doublebounceto',
  'locals',
  'percenthack',
  'virtualdomains',
])('control/%s is closed to qmails', async (name) => {
  const closed = { type: 'file', mode: '0600', owner: 'root:qmail', content: 'one.test\n' };
  const found = await trace({ [`/var/qmail/control/${name}`]: closed });
  expect(found.steps).toMatchObject([{ decision: 'cannot-start', file: `control/${name}` }]);
  expect(found.outcome?.status).toBe('unknown');
  expect(arrives(found)).toBe(false);
});

test.each(['smtproutes', 'rcpthosts', 'databytes', 'helohost'])('control/%s is not of qmail-send', async (name) => {
  const closed = { type: 'file', mode: '0600', owner: 'root:qmail', content: 'one.test\n' };
  const found = await trace({ [`/var/qmail/control/${name}`]: closed });
  expect(found.outcome?.status).toBe('success');
  expect(arrives(found)).toBe(true);
});

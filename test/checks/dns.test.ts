/** What the DNS does not answer now is told, never dropped. */
import { expect, test } from 'vitest';
import { audit, LISTED } from '../../src/audit/audit.ts';
import { openTarget } from '../../src/audit/target.ts';
import type { Answer } from '../../src/host/host.ts';
import { imageHost } from '../../src/host/image.ts';
import { compileRules, setUp } from '../support/setup.ts';

const SOFT = async (): Promise<Answer<never>> => ({ kind: 'soft', reason: 'ETIMEOUT' });

async function couldNot(rule: string): Promise<string[]> {
  const image = compileRules(setUp({ '/var/qmail/control/rcpthosts': 'one.test\nfar.test\n' }));
  const host = { ...imageHost(image), publicAddresses: ['203.0.113.7'], dns: { mx: SOFT, a: SOFT, ptr: SOFT } };
  const target = openTarget(host, {});
  const wording = { language: 'en', variant: target.installation.variant.name } as const;
  const { skipped } = await audit(target, { wording, most: LISTED, workerFile: null });
  return skipped.filter((each) => each.rule === rule && each.kind === 'could-not').map(({ reason }) => reason);
}

test.each([
  ['no-records', 'one.test'],
  ['mail-goes-elsewhere', 'one.test'],
  ['accepted-but-nowhere', 'far.test'],
  ['not-treated-as-local', 'far.test'],
  ['not-treated-as-local', 'PTR 203.0.113.7'],
])('%s says that %s was not answered', async (rule, name) => {
  expect((await couldNot(rule)).some((reason) => reason.startsWith(`the DNS gave no answer for ${name}`))).toBe(true);
});

import { describe, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { readCases } from '../support/cases.ts';
import { faultTests } from '../support/faults.ts';

interface Fault {
  readonly name: string;
  readonly image: Image;
  readonly expect: { readonly texts: readonly string[] };
}

/** Each with the one rule that tells of it: one cause, one finding. */
const TOLD: Readonly<Record<string, string>> = {
  'queue-missing': 'queue-missing',
  'info-root': 'queue-closed',
  'local-split-missing': 'queue-split',
  'remote-split-root': 'queue-closed',
  'mess-root': 'queue-closed',
  'todo-root': 'queue-closed',
  'intd-root': 'queue-closed',
  'pid-missing': 'queue-missing',
  'bounce-root': 'queue-closed',
  'lock-closed': 'queue-closed',
  'trigger-missing': 'trigger',
  'trigger-closed': 'trigger',
  'trigger-is-file': 'trigger',
  'sendmutex-missing': 'sendmutex',
  'tcpto-missing': 'tcpto',
  'tcpto-short': 'tcpto',
  'qmail-queue-root-owned': 'qmail-queue',
  'qmail-queue-missing': 'qmail-queue',
  'qmail-local-missing': 'program-missing',
  'qmail-local-no-exec': 'program-missing',
  'qmail-remote-missing': 'program-missing',
  'qmail-lspawn-missing': 'program-missing',
  'qmail-clean-missing': 'program-missing',
  'qmail-send-missing': 'program-missing',
  'var-qmail-closed': 'qmail-home-closed',
  'qmails-missing': 'account-missing',
  'qmailq-missing': 'account-missing',
  'nofiles-group-missing': 'account-missing',
};

faultTests(Object.keys(TOLD));

const faults = readCases<Fault>('faults');

/** The zone of these cases lacks the own domain, which is a fault of its own. */
function withoutZone({ dns: _, ...image }: Image): Image {
  return image;
}

describe('one cause, one finding', () => {
  test.each(Object.entries(TOLD))('%s: %s', async (name, rule) => {
    const fault = faults.find((each) => each.name === name) as Fault;
    expect(troubles(await auditImage(withoutZone(fault.image))).map((finding) => finding.rule)).toEqual([rule]);
  });
});

describe('every text is told', () => {
  test.each(Object.keys(TOLD))('%s', async (name) => {
    const fault = faults.find((each) => each.name === name) as Fault;
    const shown = troubles(await auditImage(fault.image)).flatMap(({ prevents }) => prevents.map(({ text }) => text));
    expect(fault.expect.texts.filter((text) => !shown.includes(text))).toEqual([]);
  });
});

/** netqmail has its numbers compiled in: a missing account is told of, and nothing that qmail would say is claimed. */
describe('faults of netqmail', () => {
  test.each(['qmaild-missing', 'qmails-missing', 'qmailq-missing', 'qmail-group-missing', 'nofiles-group-missing'])(
    '%s',
    async (name) => {
      const fault = readCases<Fault>('faults-netqmail').find((each) => each.name === name) as Fault;
      const outcome = await auditImage(withoutZone(fault.image));
      const told = outcome.findings.filter(({ rule }) => rule === 'account-missing');
      expect(told.map(({ severity }) => severity)).toEqual(['info']);
      expect(told.flatMap(({ prevents }) => prevents.map(({ text }) => text))).toEqual([null]);
      expect(troubles(outcome)).toEqual([]);
    },
  );
});

/** The recorded experiments on broken queues, of which `setup` speaks of a message N in directory S. */
import { expect, test } from 'vitest';
import { auditImage } from '../support/audit.ts';
import { readCases } from '../support/cases.ts';
import { type Setup, setUp } from '../support/setup.ts';

interface Experiment {
  readonly id: string;
  readonly claim: string;
  readonly observed: readonly string[];
  readonly setup: Setup;
}

const ID = 2884366;
const Q = '/var/qmail/queue';
const queued: Setup = {
  [`${Q}/mess/S/N`]: { type: 'file', owner: 'qmailq:root', mode: '0644', content: 'x\n', inode: ID },
  [`${Q}/info/S/N`]: { type: 'file', owner: 'qmails:qmail', mode: '0600', content: 'Fs@remote.test\0' },
  [`${Q}/local/S/N`]: { type: 'file', owner: 'qmails:qmail', mode: '0600', content: 'Tbob@one.test\0' },
};

function placed(setup: Record<string, unknown>): Setup {
  return Object.fromEntries(
    Object.entries(setup).map(([path, value]) => [
      path.replace('/S/', `/${ID % 23}/`).replace(/\/N$/, `/${ID}`),
      typeof value === 'string' ? { ...attributesOf(path), content: value } : value,
    ]),
  );
}

function attributesOf(path: string) {
  return /\/(info|local|remote|bounce)\//.test(path)
    ? { type: 'file', owner: 'qmails:qmail', mode: '0600' }
    : { type: 'file', owner: 'qmailq:root', mode: '0644' };
}

/** Experiments whose setup can be taken as it stands; in todo/ the message was not preprocessed. */
const TAKEN = readCases<Experiment>('invariants').filter(
  ({ id, claim }) =>
    (['L12', 'L13', 'L14'].includes(id) || (id === 'L04' && !/symlink/.test(claim)) || /^(L03|L09)$/.test(id)) &&
    !/used again|group \(harmless\)/.test(claim),
);

test.each(TAKEN.map((each) => [`${each.id} ${each.claim}`, each] as const))(
  '%s',
  async (_, { id, claim, setup, observed }) => {
    const base: Setup =
      id === 'L14' ? { [`${Q}/mess/S/N`]: queued[`${Q}/mess/S/N`] } : id === 'L09' || id === 'L03' ? {} : queued;
    const remote =
      id === 'L04' && /0600|root/.test(JSON.stringify(setup)) ? { [`${Q}/remote/S/N`]: 'Tu@remote.test\0' } : {};
    const image = setUp(placed({ ...base, ...remote, ...withOwner(setup, base) }));
    const { findings, failed } = await auditImage(image);
    expect(failed).toEqual([]);
    const found = findings.filter(({ area }) => area === 'queue');
    if (/\(reference\)|no recipient/.test(claim)) {
      expect(found).toEqual([]);
      return;
    }
    expect(found).not.toEqual([]);
    const seen = observed.flatMap((line) => {
      const text = /^delivery \d+: deferral: (.*)$/.exec(line)?.[1] ?? (/^warning: /.test(line) ? line : null);
      return text === null ? [] : [text.replace('/S/N', `/${ID % 23}/${ID}`).replace(/\/N$/, `/${ID}`)];
    });
    const told = found.flatMap(({ prevents }) => prevents.map(({ text }) => text));
    for (const text of seen) expect(told).toContain(text);
  },
);

/** Attributes alone change the file that is there. */
function withOwner(setup: Setup, base: Setup): Setup {
  return Object.fromEntries(
    Object.entries(setup).map(([path, value]) => {
      const before = base[path];
      const merged =
        typeof value === 'object' && value !== null && typeof before === 'object' ? { ...before, ...value } : value;
      return [path, merged];
    }),
  );
}

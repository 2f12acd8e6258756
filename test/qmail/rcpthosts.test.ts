/** Holds the model of rcpthosts against what a real qmail-smtpd answered. */
import { describe, expect, test } from 'vitest';
import { type Credentials, ROOT } from '../../src/host/access.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import type { Installation } from '../../src/qmail/installation.ts';
import { accepts, readRcpthosts } from '../../src/qmail/rcpthosts.ts';
import { readCases } from '../support/cases.ts';
import { type Setup, setUp } from '../support/setup.ts';

interface Probe {
  readonly kind: string;
  readonly relayclient: string | null;
  readonly sender: string;
  readonly recipient: string;
  readonly replies: readonly string[];
}

interface Case {
  readonly name: string;
  readonly image: Image;
  readonly probes: readonly Probe[];
}

const QMAILD: Credentials = { uid: 7791, gid: 2108 };
const REFUSED = "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)";

/** These senders are in badmailfrom here and there, which has the last word on a recipient. */
const BAD_SENDERS = /@(evil|spam)\.test$/i;
/** An address literal of the host itself becomes localiphost before rcpthosts is asked. */
const LITERAL = /@\[[0-9.]+\]$/;

function installationOf(image: Image): Installation {
  return { host: imageHost(image), home: '/var/qmail' } as Installation;
}

function answer(setup: Setup, address: string, who = QMAILD): ReturnType<typeof accepts> {
  return accepts(readRcpthosts(installationOf(setUp(setup)), who), address);
}

function asked(probe: Probe): boolean {
  return (
    probe.kind === 'smtp' &&
    probe.relayclient === null &&
    !BAD_SENDERS.test(probe.sender) &&
    !LITERAL.test(probe.recipient)
  );
}

describe.each(['installations', 'installations-netqmail'])('%s', (cases) => {
  test('the reply to every recipient is foreseen', () => {
    let held = 0;
    for (const { name, image, probes } of readCases<Case>(cases)) {
      const rcpthosts = readRcpthosts(installationOf(image), QMAILD);
      for (const { recipient, replies } of probes.filter(asked)) {
        const answered = accepts(rcpthosts, recipient);
        expect(answered === 'trouble' ? answered : answered.accepted, `${name} ${recipient}`).toBe(
          { '250 ok': true, [REFUSED]: false }[replies[3] ?? ''],
        );
        held += 1;
      }
    }
    expect(held).toBeGreaterThan(20);
  });
});

describe('rcpthosts', () => {
  const FILE = '/var/qmail/control/rcpthosts';
  const CDB = '/var/qmail/control/morercpthosts.cdb';

  test('absent or a dangling link: everything is accepted, morercpthosts.cdb is not opened', () => {
    const more = { [CDB]: { type: 'file', mode: '0600', owner: 'root', content: '' } };
    for (const setup of [{ [FILE]: null }, { [FILE]: { symlink: '/nowhere' } }, { [FILE]: null, ...more }])
      expect(answer(setup, 'x@elsewhere.test')).toEqual({ accepted: true, by: null });
  });

  test('empty: every domain is refused, a recipient without one is accepted', () => {
    for (const content of ['', '# ours\n\n \t\n']) {
      expect(answer({ [FILE]: content }, 'bob@one.test')).toEqual({ accepted: false, by: null });
      expect(answer({ [FILE]: content }, 'bob')).toEqual({ accepted: true, by: null });
    }
  });

  test('says which line took it', () => {
    const setup = { [FILE]: '# ours\none.test\n.One.test\n' };
    expect(answer(setup, 'x@ONE.test')).toEqual({ accepted: true, by: { file: 'control/rcpthosts', line: 2 } });
    expect(answer(setup, 'x@a.b.one.test')).toEqual({ accepted: true, by: { file: 'control/rcpthosts', line: 3 } });
    expect(answer(setup, 'x@xone.test')).toEqual({ accepted: false, by: null });
  });

  test('an entry of a dot takes domains that end in one, and no empty domain', () => {
    expect(answer({ [FILE]: '.\n' }, 'user@victim.com.')).toMatchObject({ accepted: true });
    expect(answer({ [FILE]: '.\n' }, 'user@victim.com')).toMatchObject({ accepted: false });
    expect(answer({ [FILE]: '.\n' }, 'user@')).toMatchObject({ accepted: false });
  });

  test('unreadable for the SMTP user, though not for root', () => {
    const setup = { [FILE]: { mode: '0600', owner: 'root', group: 'root' } };
    expect(answer(setup, 'x@one.test')).toBe('trouble');
    expect(answer(setup, 'x@one.test', ROOT)).toMatchObject({ accepted: true });
    expect(answer({ [FILE]: { dir: true } }, 'x@one.test')).toBe('trouble');
  });

  test('a morercpthosts.cdb that cannot be opened ends every connection', () => {
    const setup = { [CDB]: { type: 'file', mode: '0600', owner: 'root', group: 'root', content: '' } };
    expect(answer(setup, 'x@one.test')).toBe('trouble');
  });

  test('a morercpthosts.cdb that cannot be read ends the talk only at a name that is looked up in it', () => {
    for (const cdb of [{ dir: true }, { type: 'file', content: '' }, { fifo: true }]) {
      expect(answer({ [CDB]: cdb }, 'x@one.test')).toMatchObject({ accepted: true });
      expect(answer({ [CDB]: cdb }, 'x@elsewhere.test')).toBe('trouble');
    }
  });
});

test('an entry or a domain that is longer than any address takes no time', () => {
  const dots = '.'.repeat(1_000_000);
  expect(answer({ '/var/qmail/control/rcpthosts': `${dots}\none.test\n` }, 'x@one.test')).toMatchObject({
    accepted: true,
  });
  const before = performance.now();
  expect(answer({ '/var/qmail/control/rcpthosts': 'one.test\n' }, `x@${dots}one.test`)).toMatchObject({
    accepted: false,
  });
  expect(performance.now() - before).toBeLessThan(1000);
});

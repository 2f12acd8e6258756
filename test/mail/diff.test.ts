/** What counts as new, worse and gone from one run to the next. */
import { expect, test } from 'vitest';
import { audit, LISTED } from '../../src/audit/audit.ts';
import type { AuditOutcome, Finding } from '../../src/audit/outcome.ts';
import { openTarget } from '../../src/audit/target.ts';
import { RULES } from '../../src/checks/index.ts';
import { imageHost } from '../../src/host/image.ts';
import { asksDns } from '../../src/mail/asks-dns.ts';
import { type Changes, changesSince, isQuiet } from '../../src/mail/diff.ts';
import type { Entry } from '../../src/mail/state.ts';
import { type Setup, setUp } from '../support/setup.ts';

const AT = '2026-11-24T10:00:00.000Z';

function finding(fingerprint: string, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'maildir-missing',
    area: 'maildir',
    severity: 'error',
    class: 'breaks',
    message: `Mail for ${fingerprint} is deferred`,
    subject: { path: `/home/${fingerprint}/Maildir`, user: fingerprint },
    prevents: [],
    remedy: { text: '', command: null },
    fix: null,
    fingerprint,
    fold: 'maildir-missing default ',
    ...more,
  };
}

function outcome(findings: readonly Finding[], more: Partial<AuditOutcome> = {}): AuditOutcome {
  return {
    target: {
      home: '/var/qmail',
      root: null,
      host: 'h.test',
      variant: 'notqmail',
      variantEvidence: null,
      defaultDelivery: './Maildir/',
      assumed: [],
    },
    findings,
    folded: [],
    skipped: [],
    failed: [],
    suppressed: [],
    summary: { error: findings.length, warning: 0, info: 0, mailboxes: 1, suppressed: 0 },
    ...more,
  };
}

/** What each run in turn tells; each was mailed. */
function runs(...outcomes: readonly AuditOutcome[]): Changes[] {
  let before: readonly Entry[] = [];
  return outcomes.map((each) => {
    const changes = changesSince(before, each, AT);
    before = changes.told;
    return changes;
  });
}

function said({ fresh, worse, gone, unchecked }: Changes): string {
  return [
    ...fresh.map((item) => `new ${item.finding.fingerprint}${item.count > 1 ? ` x${item.count}` : ''}`),
    ...worse.map(
      ({ finding: { fingerprint }, was }) => `worse ${fingerprint} than ${was.severity} ${was.count} ${was.waiting}`,
    ),
    ...gone.map(({ key }) => `gone ${key.startsWith('many') ? 'many' : key}`),
    ...unchecked.map(({ rule, count }) => `unchecked ${rule} ${count}`),
  ].join(', ');
}

const told = (...outcomes: readonly AuditOutcome[]) => runs(...outcomes).map(said);
const waiting = (messages: number) => ({ waiting: { messages, firstToExpire: null } });
const dns = (name: string) => finding(name, { rule: 'mail-goes-elsewhere', fold: 'mail-goes-elsewhere default ' });

test('new once, gone once, and new again when it comes back', () => {
  const all = [outcome([finding('a')]), outcome([finding('a')]), outcome([]), outcome([]), outcome([finding('a')])];
  expect(told(...all)).toEqual(['new a', '', 'gone a', '', 'new a']);
});

test('worse: a higher severity; better is not told, and worse again is', () => {
  const as = (severity: Finding['severity']) => outcome([finding('a', { severity })]);
  expect(told(as('info'), as('error'), as('warning'), as('error'))).toEqual([
    'new a',
    'worse a than info 1 0',
    '',
    'worse a than warning 1 0',
  ]);
});

test('worse: more messages wait, in bands of ten; a number that wavers is not', () => {
  const as = (messages: number) => outcome([finding('a', messages === 0 ? {} : waiting(messages))]);
  expect(told(as(0), as(1), as(2), as(9), as(5), as(10), as(99), as(9), as(100), as(99), as(101))).toEqual([
    'new a',
    'worse a than error 1 0',
    'worse a than error 1 1',
    '',
    '',
    'worse a than error 1 2',
    '',
    '',
    'worse a than error 1 10',
    '',
    '',
  ]);
  expect(told(as(500), as(1), as(500))).toEqual(['new a', '', 'worse a than error 1 1']);
});

const names = Array.from({ length: 20 }, (_, index) => finding(`u${index}`));
const many = (count: number, shift = 0) =>
  outcome([...names.slice(shift), ...names.slice(0, shift)], {
    folded: [{ rule: 'maildir-missing', fold: 'maildir-missing default ', count, listed: 20 }],
  });

test('a kind that is not listed whole is counted, whichever of it are listed', () => {
  expect(told(many(45), many(99, 3), many(21), many(450), outcome([]))).toEqual([
    'new u0 x45',
    '',
    '',
    'worse u0 than error 45 0',
    'gone many',
  ]);
});

test('a kind that grows too large to list, and shrinks again', () => {
  expect(told(outcome(names.slice(0, 3)), many(30), many(30), outcome(names.slice(0, 2)), outcome([]))).toEqual([
    'new u0, new u1, new u2',
    'worse u0 than error 3 0',
    '',
    '',
    'gone u0, gone u1',
  ]);
});

test('what the DNS says is told when it was seen twice, and gone when it was missed twice', () => {
  const all = [[dns('d')], [], [dns('d')], [dns('d')], [dns('d')], [], [dns('d')], [], [], []].map((each) =>
    outcome(each),
  );
  expect(told(...all)).toEqual(['', '', '', 'new d', '', '', '', '', 'gone d', '']);
  expect([...(runs(outcome([dns('d')]))[0]?.pending ?? [])]).toEqual(['d']);
});

test('what could not be checked is not gone', () => {
  const skip = (path?: string, rule = 'maildir-missing', kind: 'could-not' | 'not-asked' = 'could-not') =>
    outcome([], { skipped: [{ rule, kind, reason: 'permission denied', ...(path === undefined ? {} : { path }) }] });
  const broken = outcome([], { failed: [{ rule: 'maildir-missing', error: 'oops' }] });
  const open = outcome([finding('a')]);
  for (const held of [
    skip(),
    skip('/home/a'),
    skip('/home/a/Maildir/new'),
    skip(undefined, 'mailboxes'),
    skip(undefined, 'maildir-missing', 'not-asked'),
    broken,
  ])
    expect(runs(open, held, outcome([])).map(({ gone }) => gone.length)).toEqual([0, 0, 1]);
  for (const other of [skip('/home/ab'), skip('/home/b'), skip(undefined, 'home-closed')])
    expect(runs(open, other).map(({ gone }) => gone.length)).toEqual([0, 1]);
});

test('what cannot be checked twice is told once, by reason', () => {
  const skips = ['/home/a', '/home/b'].map((path) => ({
    rule: 'r',
    kind: 'could-not' as const,
    reason: 'denied',
    path,
  }));
  const closed = outcome([], { skipped: [...skips, { rule: 'x', kind: 'not-asked', reason: '--no-dns' }] });
  expect(told(closed, outcome([]), closed, closed, closed)).toEqual(['', '', '', 'unchecked r 2', '']);
});

test('what was accepted on purpose is not gone', () => {
  const accepted = outcome([], { suppressed: [{ ...finding('a'), reason: 'known' }] });
  expect(told(outcome([finding('a')]), accepted, outcome([finding('a')]))).toEqual(['new a', '', 'new a']);
});

test('what could not be sent is told again, all of it', () => {
  const before = runs(outcome([finding('a'), finding('b', waiting(1))]))[0]?.told ?? [];
  const next = outcome([finding('b', waiting(20)), finding('c')]);
  const first = changesSince(before, next, AT);
  const second = changesSince(first.untold, next, AT);
  const all = 'new c, worse b than error 1 1, gone a';
  expect([said(first), said(second), isQuiet(changesSince(second.told, next, AT))]).toEqual([all, all, true]);
});

test('the rules that ask the DNS are those that are said to', async () => {
  const asked = new Set<string>();
  for (const { rule } of RULES.filter((each) => each.rule.scope === 'installation'))
    for (const { setup } of [...rule.examples.bad, ...rule.examples.good] as { setup: Setup }[]) {
      const host = imageHost(setUp(setup));
      const dns = new Proxy(host.dns, {
        get: (resolver, question, receiver) => {
          asked.add(rule.id);
          return Reflect.get(resolver, question, receiver);
        },
      });
      const target = openTarget({ ...host, dns }, {});
      const wording = { language: 'en', variant: target.installation.variant.name } as const;
      await audit(target, { wording, most: LISTED, workerFile: null, rules: new Set([rule.id]) });
    }
  expect([...asked].filter((rule) => !asksDns(rule))).toEqual([]);
});

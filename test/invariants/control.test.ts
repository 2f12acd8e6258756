import { expect, test } from 'vitest';
import { auditImage } from '../support/audit.ts';
import { testExperiments, type Verdict } from '../support/experiments.ts';
import { faultTests } from '../support/faults.ts';
import { newmrh } from '../support/morercpthosts.ts';
import { type Setup, setUp } from '../support/setup.ts';

const CONTROL = '/var/qmail/control';
const REFUSED = "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)";
const TOO_LARGE = '552 sorry, that message size exceeds my databytes limit (#5.3.4)';
const NO_SMTP = '421 unable to read controls (#4.3.0)';
const NO_START = 'alert: cannot start: unable to read controls';
const NO_REMOTE = 'Unable_to_read_control_files._(#4.3.0)/';
const NO_INJECT = 'qmail-inject: fatal: read error';
const NO_GREETING = '220  ESMTP';
const noHost = (host: string) => `Sorry,_I_couldn't_find_any_host_named_${host}._(#5.1.2)/`;
const BEST_MX =
  "Sorry._Although_I'm_listed_as_a_best-preference_MX_or_A_for_that_host,/it_isn't_in_my_control/locals_file,_so_I_don't_treat_it_as_local._(#5.4.6)/";

/** The DNS of the experiments, as their `dns` tells it. */
const zone = {
  mx: [['remote.test', 10, 'mx.remote.test']],
  a: [
    ['mx.remote.test', '127.0.0.10'],
    ['mail.one.test', '127.0.0.1'],
    ['relay.test', '127.0.0.10'],
  ],
  otherwise: [['', 'none']],
};
const dns: Setup = { zone };
/** With the records that a domain of ours needs, where an installation without any trouble is meant. */
const ours: Setup = {
  zone: {
    ...zone,
    mx: [
      ...zone.mx,
      ['one.test', 10, 'mail.one.test'],
      ['v.test', 10, 'mail.one.test'],
      ['x.test', 10, 'mx.remote.test'],
    ],
  },
};

const harmless: Verdict = { harmless: true };
const times = (count: number, verdict: Verdict) => Array.from({ length: count }, () => verdict);
const error = (rule: string, sees?: string): Verdict => ({
  rule,
  severity: 'error',
  also: dns,
  ...(sees === undefined ? {} : { sees }),
});

testExperiments({
  A01: [
    error('control-dir-closed', NO_START),
    error('control-dir-closed', NO_INJECT),
    error('control-dir-closed', NO_SMTP),
  ],
  A02: [error('me-missing', NO_START)],
  // Where me is missing, SMTP may work and the words of A05 stay; below it is tested that SMTP is not said to be refused.
  A03: [error('me-missing', NO_SMTP), error('me-missing')],
  A04: [error('me-missing', NO_REMOTE), error('me-missing')],
  A05: [error('me-missing')],
  A06: [
    error('value-empty', NO_GREETING),
    error('value-empty', NO_GREETING),
    error('value-empty', REFUSED),
    error('value-empty', REFUSED),
    harmless,
    { rule: 'value-empty', severity: 'warning' },
    error('value-empty', noHost('')),
    error('value-empty', noHost('')),
    { rule: 'integer-not-number', severity: 'warning' },
  ],
  A07: [error('value-comment', '220 # our greeting ESMTP'), error('value-comment', '220 # me ESMTP')],
  A08: [{ rule: 'value-extra-lines', severity: 'warning' }],
  A09: [
    ...times(5, error('value-odd-bytes')),
    error('value-odd-bytes', '220 mäil.one.test ESMTP'),
    ...times(6, harmless),
    error('value-odd-bytes'),
    error('value-odd-bytes'),
    error('value-odd-bytes', BEST_MX),
  ],
  A10: [
    error('entry-cr', noHost('one.test')),
    error('entry-cr', REFUSED),
    error('entry-cr'),
    error('entry-cr'),
    error('entry-cr', REFUSED),
    error('entry-cr', noHost('relay.test?')),
    { harmless: true, also: ours },
    harmless,
    error('entry-cr'),
  ],
  A11: [
    error('list-bom', noHost('one.test')),
    error('list-bom', REFUSED),
    error('list-bom'),
    error('list-bom', noHost('v.test')),
    error('list-bom'),
    harmless,
    // That v.test is not accepted and u unknown there has nothing to do with the BOM.
    {
      harmless: true,
      also: {
        [`${CONTROL}/rcpthosts`]: 'one.test\nmail.one.test\nv.test\n',
        '/home/alice/.qmail-default': './Maildir/\n',
        ...ours,
      },
    },
  ],
  A12: [
    error('entry-leading-blank', REFUSED),
    error('entry-leading-blank', noHost('v.test')),
    { rule: 'entry-leading-blank', severity: 'info' },
  ],
  A13: [error('entry-trailing-comment', noHost('relay.test?#?hub'))],
  A14: [{ rule: 'list-nul', severity: 'warning', sees: REFUSED }],
  A15: [
    ...times(5, error('integer-not-number')),
    { rule: 'integer-not-number', severity: 'warning' },
    ...times(4, error('integer-not-number')),
  ],
  A16: [
    ...times(3, error('integer-trailing-text', TOO_LARGE)),
    error('integer-trailing-text'),
    ...times(2, error('integer-trailing-text', TOO_LARGE)),
    // The digits are what was meant, and what counts.
    ...times(2, { rule: 'integer-trailing-text', severity: 'info' }),
    ...times(3, harmless),
  ],
  A17: [
    // Nothing overflows; that the limit of 120 holds is D03.
    { rule: 'concurrency-capped', severity: 'warning' },
    error('integer-overflow'),
    error('integer-overflow'),
    error('integer-overflow'),
    error('integer-overflow', TOO_LARGE),
    error('integer-overflow'),
    error('integer-overflow'),
    error('integer-overflow', TOO_LARGE),
  ],
  A18: [
    ...times(7, error('control-not-a-file', NO_SMTP)),
    ...times(7, error('control-not-a-file', NO_START)),
    ...times(3, error('control-not-a-file', NO_REMOTE)),
    ...times(4, error('control-not-a-file', NO_INJECT)),
    error('control-not-a-file', NO_SMTP),
  ],
  A19: [
    error('control-not-a-file', REFUSED),
    error('control-not-a-file'),
    error('control-not-a-file', NO_GREETING),
    error('control-not-a-file', NO_SMTP),
    error('control-not-a-file', REFUSED),
  ],
  A20: [error('rcpthosts-missing'), ...times(2, error('control-dangling')), error('control-dangling', NO_SMTP)],
  A21: [
    ...times(8, error('control-unreadable', NO_SMTP)),
    { rule: 'control-unreadable', severity: 'warning', sees: NO_SMTP },
    ...times(12, error('control-unreadable', NO_START)),
    // Open to qmail-send, which was looked at; below it is tested that nothing is said of it. me is closed to others.
    error('control-unreadable'),
    ...times(4, error('control-unreadable', NO_REMOTE)),
    error('control-unreadable'),
    ...times(6, error('control-unreadable', NO_INJECT)),
    error('control-unreadable', 'qmail-inject: fatal: qq unable to read configuration (#4.3.0)'),
  ],
  A22: times(2, error('control-writable')),
  A23: [{ rule: 'control-foreign-owner', severity: 'warning' }],
  A24: [{ rule: 'control-misspelt', severity: 'warning', sees: 'rcpthost: I have no idea what this file does.' }],
  A25: [{ rule: 'control-backup-file', severity: 'info' }],
  A26: [
    { rule: 'compile-leftover', severity: 'info', also: { '/var/qmail/users/cdb.tmp': '' } },
    { rule: 'compile-leftover', severity: 'info', also: { [`${CONTROL}/morercpthosts.tmp`]: '' } },
    { harmless: true, also: { [`${CONTROL}/morercpthosts.cdb`]: { base64: newmrh('x.test\n') }, ...ours } },
  ],
  A29: [{ rule: 'control-other-variant', severity: 'warning', sees: 'badrcptto: I have no idea what this file does.' }],
});

/** Every text that an audit of the sound installation with `setup` shows. */
async function shown(setup: Setup): Promise<(string | null)[]> {
  const { findings } = await auditImage(setUp(setup));
  return findings.flatMap(({ prevents }) => prevents.map(({ text }) => text));
}

const forQmail = (names: readonly string[], content: string) =>
  Object.fromEntries(
    names.map((name) => [`${CONTROL}/${name}`, { mode: '0640', owner: 'root', group: 'qmail', content }]),
  );

test.each([
  [
    'SMTP has a greeting of its own',
    { [`${CONTROL}/me`]: null, [`${CONTROL}/smtpgreeting`]: 'mail.one.test\n' },
    NO_SMTP,
  ],
  [
    'qmail-remote has a name of its own',
    { [`${CONTROL}/me`]: null, [`${CONTROL}/helohost`]: 'mail.one.test\n' },
    NO_REMOTE,
  ],
  ['qmail-send has its group', forQmail(['me', 'locals', 'queuelifetime', 'virtualdomains'], '1000000\n'), NO_START],
  ['qmail-remote has its group', forQmail(['me', 'helohost', 'smtproutes', 'timeoutremote'], '600\n'), NO_REMOTE],
] as const)('does not speak of what works: %s', async (_, setup, text) => {
  expect(await shown(setup)).not.toContain(text);
});

faultTests([
  'me-missing',
  'me-unreadable',
  'control-dir-closed',
  'locals-unreadable',
  'locals-is-dir',
  'rcpthosts-unreadable',
  'virtualdomains-unreadable',
  'badmailfrom-unreadable',
  'helohost-unreadable',
  'smtproutes-unreadable',
  'databytes-garbage',
  'concurrencylocal-garbage',
  'queuelifetime-garbage',
]);

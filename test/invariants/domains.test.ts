/** Rows B01 to B26 and B49 to B54 of the invariants: what is local, what is virtual, what is accepted. */
import { describe, expect, test } from 'vitest';
import { type CdbEntry, cdbMake } from '../../src/qmail/cdb.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { testExperiments, type Verdict } from '../support/experiments.ts';
import { type Setup, setUp } from '../support/setup.ts';
import { compileUsers } from '../support/users.ts';

const REFUSED = "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)";
const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';
const BEST_MX =
  "Sorry._Although_I'm_listed_as_a_best-preference_MX_or_A_for_that_host,/it_isn't_in_my_control/locals_file,_so_I_don't_treat_it_as_local._(#5.4.6)/";

/** The entry in rcpthosts got 553, the one in locals left the domain remote. */
const NEVER: Verdict = { rule: 'entry-never-matches', sees: REFUSED, severity: 'error' };

testExperiments({
  B01: [{ rule: 'rcpthosts-missing', severity: 'error' }],
  B02: [
    { rule: 'rcpthosts-empty', sees: REFUSED, severity: 'error' },
    // Accepted only by RELAYCLIENT in the environment of that one talk.
    { rule: 'rcpthosts-empty' },
    { rule: 'rcpthosts-empty', sees: REFUSED, severity: 'error' },
    { rule: 'rcpthosts-empty' },
    { out: 'morercpthosts.cdb, which the experiment made, is not in its setup' },
  ],
  B03: Array.from({ length: 4 }, () => ({ rule: 'rcpthosts-dot', severity: 'error' }) as const),
  B04: Array.from({ length: 2 }, () => ({ rule: 'rcpthosts-public-suffix', severity: 'error' }) as const),
  B05: [
    ...Array.from({ length: 14 }, () => NEVER),
    // Only addresses with that very text as their domain were accepted.
    { rule: 'entry-never-matches', severity: 'error' },
  ],
  B06: [{ rule: 'entry-never-matches', severity: 'error' }],
  B07: [{ rule: 'entry-never-matches', sees: REFUSED, severity: 'warning' }],
  B08: [
    { rule: 'local-and-virtual', severity: 'error' },
    { rule: 'local-and-virtual', severity: 'info' },
  ],
  B09: [{ rule: 'virtual-user-of-local', severity: 'error' }],
  // The domain is not in rcpthosts: only that is reported.
  B10: [{ rule: 'virtual-not-accepted', severity: 'warning' }],
  B11: [{ rule: 'virtual-no-colon', severity: 'error' }],
  B12: [{ rule: 'virtual-key-blank', severity: 'error' }],
  B13: [
    { rule: 'virtual-value-blank', sees: NO_MAILBOX, severity: 'error' },
    { rule: 'virtual-value-blank', severity: 'error' },
  ],
  B14: [{ rule: 'virtual-value-at', sees: NO_MAILBOX, severity: 'error' }],
  B15: [
    { rule: 'virtual-value-dash', sees: NO_MAILBOX },
    { rule: 'virtual-not-accepted', severity: 'warning' },
  ],
  B16: [{ rule: 'virtual-key-pattern', severity: 'error' }],
  B17: [{ rule: 'virtual-duplicate', severity: 'error' }],
  B18: [{ rule: 'entry-duplicate', severity: 'info' }],
  B19: [
    { rule: 'virtual-exception-idle', severity: 'info' },
    // The exception works; what bounced is the rest of the domain.
    { rule: 'virtual-dead-end', sees: NO_MAILBOX },
    { rule: 'virtual-dead-end', sees: NO_MAILBOX },
  ],
  // The account has no file for extensions: what the empty key takes bounces, which is told in one finding.
  B20: [{ rule: 'virtual-dead-end', severity: 'error', sees: NO_MAILBOX }],
  B21: [{ rule: 'virtual-not-accepted', sees: REFUSED }],
  B22: [{ rule: 'local-not-accepted', sees: REFUSED }],
  B23: [{ rule: 'me-not-local', sees: BEST_MX }],
  B24: Array.from({ length: 4 }, () => ({ rule: 'me-odd', severity: 'warning' }) as const),
  B25: Array.from({ length: 2 }, () => ({ rule: 'locals-empty', sees: BEST_MX }) as const),
  B26: [{ rule: 'backup-mx', severity: 'info' }],
  B49: [
    { rule: 'implicit-virtual-user', severity: 'info' },
    { out: 'the home of the new account, which the experiment made, is not in its setup' },
  ],
  B50: [
    { rule: 'virtual-dead-end', sees: NO_MAILBOX, severity: 'error' },
    { rule: 'virtual-not-accepted', severity: 'warning' },
    { rule: 'virtual-not-accepted', severity: 'warning' },
    { rule: 'virtual-not-accepted', severity: 'warning' },
    { rule: 'virtual-dead-end', sees: NO_MAILBOX, severity: 'error' },
    { rule: 'virtual-not-accepted', severity: 'warning' },
  ],
  B51: [
    { rule: 'virtual-not-accepted', severity: 'warning' },
    { rule: 'alias-not-owned', severity: 'error' },
    { out: 'users/cdb, which the experiment made, is not in its setup' },
  ],
  B52: [{ rule: 'non-ascii-domain', sees: REFUSED, severity: 'warning' }],
  B53: [{ rule: 'virtual-second-colon', sees: NO_MAILBOX, severity: 'error' }],
  B54: [{ rule: 'address-literal-entry', severity: 'info' }],
});

const CONTROL = '/var/qmail/control';
const ZONE = {
  mx: ['one.test', 'v.test', 'remote.test', 'x.v.test'].map((name) => [
    name,
    10,
    /^(remote|x)/.test(name) ? 'other.test' : 'mail.one.test',
  ]),
  a: [
    ['mail.one.test', '127.0.0.1'],
    ['other.test', '127.0.0.9'],
    ['hub.one.test', '127.0.0.9'],
  ],
  otherwise: [['test', 'none']],
};
const ACCEPTED = { [`${CONTROL}/rcpthosts`]: 'one.test\nmail.one.test\nv.test\n', zone: ZONE };
const RELAYED = { [`${CONTROL}/smtproutes`]: ':hub.one.test\n', zone: ZONE };
const file = (owner: string, content: string, mode = '0644') => ({
  owner,
  group: owner === 'alias' ? 'qmail' : 'users',
  mode,
  content,
});
const virtual = (lines: string) => ({ ...ACCEPTED, [`${CONTROL}/virtualdomains`]: lines });
const cdbOf = (...keys: string[]) => {
  const entries: CdbEntry[] = keys.map((key) => ({ key, value: '' }));
  return { type: 'file', owner: 'root', group: 'qmail', mode: '0644', base64: cdbMake(entries).toString('base64') };
};

/** The sound forms of the same experiments, their domains accepted by SMTP as well, and what looks wrong but is normal. */
const SOUND: Readonly<Record<string, Setup>> = {
  'B02 rcpthosts empty beside a morercpthosts.cdb': {
    [`${CONTROL}/rcpthosts`]: '',
    [`${CONTROL}/morercpthosts`]: 'one.test\nmail.one.test\n',
    [`${CONTROL}/morercpthosts.cdb`]: cdbOf('one.test', 'mail.one.test'),
  },
  'B10 a user and the bare domain': {
    ...virtual('v.test:alice\nsales@v.test:bob\n'),
    '/home/alice/.qmail-default': file('alice', './Maildir/\n'),
    '/home/bob/.qmail-default': file('bob', './Maildir/\n'),
  },
  'B15 files with two dashes': {
    ...virtual('v.test:alice-\n'),
    '/home/alice/.qmail--user': file('alice', './Maildir/\n'),
  },
  'B19 exceptions that except': {
    ...virtual('.v.test:alice\nx.v.test:\nv.test:alice\nu@v.test:\n'),
    [`${CONTROL}/rcpthosts`]: 'one.test\nmail.one.test\nv.test\n.v.test\n',
    '/home/alice/.qmail-default': file('alice', './Maildir/\n'),
  },
  'B25 a null client': { [`${CONTROL}/locals`]: '', [`${CONTROL}/rcpthosts`]: 'localhost\n', ...RELAYED },
  'B49 without an account': {
    ...virtual('v.test:info\n'),
    '/var/qmail/alias/.qmail-info-default': file('alias', '&alice@one.test\n'),
  },
  'B50 a default file': {
    ...virtual('v.test:alice\n'),
    '/home/alice/.qmail-default': file('alice', './Maildir/\n', '0600'),
  },
  'B50 a default file below the prefix': {
    ...virtual('v.test:alice-shop\n'),
    '/home/alice/.qmail-shop-default': file('alice', './Maildir/\n'),
  },
  'B50 a file for some addresses': {
    ...virtual('v.test:alice\n'),
    '/home/alice/.qmail-sales': file('alice', './Maildir/\n'),
  },
  'B51 alias by its name': {
    ...virtual('v.test:alias-info\n'),
    '/var/qmail/alias/.qmail-info-default': file('alias', '&alice@one.test\n'),
  },
  'capitals, blanks at the end, no final newline': {
    [`${CONTROL}/locals`]: 'ONE.test \n\nMail.One.Test\t\nlocalhost',
    [`${CONTROL}/rcpthosts`]: '# ours\nOne.TEST\nMAIL.one.test',
    [`${CONTROL}/virtualdomains`]: 'PC.lan:alice \n',
    '/home/alice/.qmail-default': file('alice', './Maildir/\n'),
  },
  'no locals': { [`${CONTROL}/locals`]: null, [`${CONTROL}/me`]: 'one.test\n', [`${CONTROL}/rcpthosts`]: 'one.test\n' },
  'a backup MX': { [`${CONTROL}/rcpthosts`]: 'one.test\nmail.one.test\nremote.test\n' },
  'names of the local network': {
    [`${CONTROL}/locals`]: 'one.test\nmail.one.test\nlocalhost.localdomain\nmail.internal\n',
  },
};

describe('sound forms', () => {
  test.each(Object.entries(SOUND))('%s', async (_, setup) => {
    expect(troubles(await auditImage(setUp(setup))).map(({ rule, message }) => ({ rule, message }))).toEqual([]);
  });

  test('B51 alias by an assignment', async () => {
    const image = compileUsers(
      setUp({
        ...virtual('v.test:alias-info\n'),
        '/var/qmail/alias/.qmail-info-default': file('alias', '&alice@one.test\n'),
        '/var/qmail/alias': { mode: '2755', owner: 'root', group: 'root' },
        '/var/qmail/users/assign':
          '=alias:alias:7790:2108:/var/qmail/alias:::\n+alias-:alias:7790:2108:/var/qmail/alias:-::\n.\n',
      }),
    );
    const { findings, failed } = await auditImage(image);
    expect(failed).toEqual([]);
    expect(findings.filter(({ area }) => area === 'domains')).toEqual([]);
  });
});

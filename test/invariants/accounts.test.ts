import { testExperiments } from '../support/experiments.ts';

const account = (name: string, uid: number, gid: number): string => `${name}:x:${uid}:${gid}::/var/qmail:/bin/false`;

const QMAIL = 2107;
const NOFILES = 2108;

testExperiments({
  K01: [
    { rule: 'alias-user-missing', sees: '451 qq temporary problem (#4.3.0)' },
    { rule: 'account-missing', sees: 'fatal: unable to find user qmaild' },
    { rule: 'account-missing', sees: 'fatal: unable to find user qmaill' },
    { rule: 'account-missing', sees: 'alert: cannot start: hath the daemon spawn no fire?' },
    { rule: 'account-missing', sees: 'fatal: unable to find user qmailq' },
    { rule: 'account-missing', sees: 'fatal: unable to find user qmailr' },
    { rule: 'account-missing', sees: '451 qq temporary problem (#4.3.0)' },
    { rule: 'account-missing', sees: 'fatal: unable to find group qmail' },
    { rule: 'account-missing', sees: 'fatal: unable to find group nofiles' },
  ],
  K02: [
    { harmless: true },
    { rule: 'ids-shared', also: { passwd: [account('qmaild', 7796, NOFILES)] } },
    { rule: 'ids-shared', also: { passwd: [account('qmaild', 7790, NOFILES)] } },
    { rule: 'ids-shared', also: { passwd: [account('qmaild', 0, NOFILES)] } },
    { rule: 'ids-shared', also: { passwd: [account('qmailr', 0, QMAIL)] } },
    {
      rule: 'ids-changed',
      sees: 'warning: qmail-clean unable to clean up todo/{id}',
      also: { passwd: [account('qmailq', 7796, QMAIL)] },
    },
  ],
  K03: [{ harmless: true }, { rule: 'ids-shared' }, { rule: 'ids-shared' }],
  K04: [
    {
      rule: 'primary-group',
      severity: 'info',
      also: {
        passwd: [
          account('qmaild', 7791, 100),
          account('qmaill', 7792, 100),
          account('qmailp', 7793, 100),
          account('qmailq', 7794, 100),
          account('qmailr', 7795, 100),
          account('qmails', 7796, 100),
        ],
      },
    },
  ],
  K05: [
    {
      harmless: true,
      also: {
        '/var/qmail/queue/mess/15/4707': { type: 'file', content: 'x\n', mode: '0644', owner: 'qmailq:nofiles' },
        '/var/qmail/queue/info/15/4707': {
          type: 'file',
          content: 'Fbob@one.test\0',
          mode: '0600',
          owner: 'qmails:qmail',
        },
      },
    },
  ],
  K06: [{ harmless: true }],
  K07: [
    {
      rule: 'ids-changed',
      sees: 'warning: qmail-clean unable to clean up todo/{id}',
      also: { passwd: [account('qmailq', 8800, QMAIL)] },
    },
    {
      rule: 'ids-changed',
      sees: 'alert: cannot start: unable to open mutex',
      also: { passwd: [account('qmails', 8800, QMAIL)] },
    },
    // Mail flows; the table of slow hosts is off, as J10 has it.
    { rule: 'tcpto', severity: 'warning', also: { passwd: [account('qmailr', 8800, QMAIL)] } },
    { harmless: true, also: { passwd: [account('qmailp', 8800, NOFILES)] } },
    { harmless: true, also: { passwd: [account('qmaill', 8800, NOFILES)] } },
    // What was sent went through; mail for alias-NAME, which was not sent, is alias-home-foreign's.
    { rule: 'alias-home-foreign', also: { passwd: [`alias:x:8800:${NOFILES}::/var/qmail/alias:/bin/false`] } },
    { rule: 'ids-changed', sees: 'alert: cannot start: unable to switch to queue directory' },
  ],
});

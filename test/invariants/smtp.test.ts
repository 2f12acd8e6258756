import { testExperiments, type Verdict } from '../support/experiments.ts';
import { faultTests } from '../support/faults.ts';

const REFUSED = "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)";
const NO_CONTROLS = '421 unable to read controls (#4.3.0)';
const BAD_SENDER = '553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)';
const TOO_LARGE = '552 sorry, that message size exceeds my databytes limit (#5.3.4)';
const NO_SERVER = '451 qq unable to read configuration (#4.3.0)';
const CDB = '/var/qmail/control/morercpthosts.cdb';

const broken: Verdict = { rule: 'morercpthosts-cdb-broken', severity: 'error', sees: NO_CONTROLS };
const literal: Verdict = { rule: 'badmailfrom-entry', severity: 'error' };
const environment: Verdict = { out: 'the trouble is in $DATABYTES, which the set-up does not say where to set' };
const hangsUp: Verdict = { rule: 'timeoutsmtpd-odd', severity: 'warning', sees: '451 timeout (#4.4.2)' };

testExperiments({
  B27: [{ rule: 'morercpthosts-not-compiled', severity: 'error', sees: REFUSED }],
  B28: [
    { rule: 'morercpthosts-stale', severity: 'error', sees: REFUSED, also: { [CDB]: { newmrh: 'more.test\n' } } },
    { rule: 'morercpthosts-stale', severity: 'error', sees: REFUSED, also: { [CDB]: { newmrh: 'more.test\n' } } },
  ],
  B29: [
    {
      rule: 'morercpthosts-no-source',
      severity: 'warning',
      sees: 'qmail-newmrh: fatal: unable to read control/morercpthosts: file does not exist',
      also: { [CDB]: { newmrh: 'more.test\n' } },
    },
  ],
  B30: [
    { rule: 'rcpthosts-missing', severity: 'error' },
    { rule: 'rcpthosts-missing', severity: 'error' },
  ],
  B31: [
    broken,
    broken,
    broken,
    broken,
    broken,
    broken,
    // The missing byte is not in the way of the names that were asked for.
    { rule: 'morercpthosts-cdb-broken', severity: 'error' },
    broken,
    broken,
    { harmless: true },
    broken,
  ],
  B32: [{ rule: 'morercpthosts-entry', severity: 'error', sees: REFUSED }],
  // Nothing was said of the DNS: the second domain has another host there.
  B33: [
    {
      harmless: true,
      also: { zone: { mx: [['more.test', 10, 'other.host.test']], a: [['other.host.test', '127.0.0.9']] } },
    },
  ],
  B34: [
    { rule: 'percenthack-relay', severity: 'error' },
    { rule: 'percenthack-relay', severity: 'error' },
    { harmless: true },
  ],
  B35: [{ rule: 'percenthack-entry', severity: 'warning' }],
  B36: [
    { rule: 'localiphost-refused', severity: 'info', sees: REFUSED },
    { harmless: true },
    { rule: 'localiphost-refused', severity: 'info', sees: REFUSED },
  ],
  B37: [{ rule: 'envnoathost-not-local', severity: 'warning' }],
  B38: [{ rule: 'badmailfrom-entry', severity: 'error' }],
  B39: [literal, literal, literal, literal, literal, literal, literal, literal, { harmless: true }],
  B40: [{ rule: 'badmailfrom-entry', severity: 'warning' }],
  B41: [{ rule: 'badmailfrom-own-domain', severity: 'warning', sees: BAD_SENDER }],
  B42: [{ rule: 'badmailfrom-entry', severity: 'error' }],
  B43: [{ rule: 'integer-trailing-text', severity: 'error', sees: TOO_LARGE }],
  B44: [
    { rule: 'integer-overflow', severity: 'error' },
    environment,
    environment,
    environment,
    environment,
    environment,
  ],
  B45: [hangsUp, hangsUp, { ...hangsUp, rule: 'integer-overflow', severity: 'error' }, hangsUp],
  B46: [{ rule: 'greeting-odd', severity: 'info' }],
  B47: [
    { rule: 'qmqpservers-entry', severity: 'error', sees: NO_SERVER },
    { rule: 'qmqpservers-entry', severity: 'error' },
    { harmless: true },
  ],
  B48: [
    { rule: 'qmqpc-without-servers', severity: 'error', sees: NO_SERVER },
    { rule: 'qmqpc-without-servers', severity: 'error', sees: NO_SERVER },
  ],
});

faultTests(['morercpthosts-cdb-garbage', 'morercpthosts-cdb-unreadable', 'databytes-garbage']);

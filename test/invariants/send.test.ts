import { testExperiments, type Verdict } from '../support/experiments.ts';
import { faultTests } from '../support/faults.ts';

const DYING = "{text}I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./";

const capped: Verdict = { rule: 'concurrency-capped', severity: 'warning' };
/** The attempt that was seen was the first, which is not the last. */
const short: Verdict = { rule: 'queuelifetime', severity: 'error' };
const dying: Verdict = { rule: 'queuelifetime', severity: 'error', sees: DYING };
const overflow: Verdict = { rule: 'integer-overflow', severity: 'error', sees: DYING };
const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';
const NOT_LOCAL =
  "Sorry._Although_I'm_listed_as_a_best-preference_MX_or_A_for_that_host,/it_isn't_in_my_control/locals_file,_so_I_don't_treat_it_as_local._(#5.4.6)/";
const TRIPLE = 'triple bounce: discarding bounce/{id}';
const zone = {
  mx: [
    ['remote.test', 10, 'mx.remote.test'],
    ['dbl.test', 10, 'mail.one.test'],
  ],
  a: [
    ['mx.remote.test', '127.0.0.10'],
    ['mail.one.test', '127.0.0.1'],
  ],
  otherwise: [['', 'none']],
};

testExperiments({
  D01: [{ rule: 'concurrency-zero', severity: 'warning' }],
  D02: [{ rule: 'concurrency-zero', severity: 'warning' }],
  D03: [capped, { harmless: true }],
  D04: [capped, capped, capped],
  D05: [short, short, short, dying, short, dying],
  // The route in it leads to a port where nobody listens, which is not for the configuration to know.
  D06: [{ harmless: true }],
  D07: [overflow, overflow, overflow, overflow],
  D08: [
    { rule: 'doublebounceto-at', severity: 'error', sees: TRIPLE },
    { rule: 'doublebounceto-at', severity: 'error', sees: NO_MAILBOX },
  ],
  D09: [{ rule: 'double-bounces-lost', severity: 'error', sees: TRIPLE }],
  D10: [
    { rule: 'double-bounces-leave', severity: 'warning', also: { zone } },
    { rule: 'double-bounces-leave', severity: 'warning', sees: NOT_LOCAL, also: { zone } },
  ],
  D11: [{ harmless: true }, { rule: 'double-bounces-leave', severity: 'warning', also: { zone } }],
  D12: [
    { rule: 'bouncefrom-odd', severity: 'info' },
    { rule: 'bouncefrom-odd', severity: 'info' },
    { rule: 'value-empty', severity: 'warning' },
  ],
  D13: [{ rule: 'bouncehost-odd', severity: 'warning' }],
  D14: [{ rule: 'bounces-unanswerable', severity: 'info', sees: NO_MAILBOX }],
  D15: [{ rule: 'postmaster-missing', sees: TRIPLE }],
});

faultTests(['concurrencylocal-zero', 'concurrencyremote-zero', 'queuelifetime-garbage']);

import { testExperiments, type Verdict } from '../support/experiments.ts';
import { faultTests } from '../support/faults.ts';

const DYING = "{text}I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./";

const capped: Verdict = { rule: 'concurrency-capped', severity: 'warning' };
/** The attempt that was seen was the first, which is not the last. */
const short: Verdict = { rule: 'queuelifetime', severity: 'error' };
const dying: Verdict = { rule: 'queuelifetime', severity: 'error', sees: DYING };

testExperiments({
  D01: [{ rule: 'concurrency-zero', severity: 'warning' }],
  D02: [{ rule: 'concurrency-zero', severity: 'warning' }],
  D03: [capped, { harmless: true }],
  D04: [capped, capped, capped],
  D05: [short, short, short, dying, short, dying],
  // The route in it leads to a port where nobody listens, which is not for the configuration to know.
  D06: [{ harmless: true }],
  D07: [dying, dying, dying, dying],
});

faultTests(['concurrencylocal-zero', 'concurrencyremote-zero', 'queuelifetime-garbage']);

import { testExperiments, type Verdict } from '../support/experiments.ts';

const LOST = "Sorry,_I_couldn't_find_any_host_named_one).test._(#5.1.2)/";
const NOBODY = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';

const unclosed = (line: string): Verdict => ({
  rule: 'default-name-unclosed',
  severity: 'error',
  sees: `qmail-inject: fatal: unable to parse this line:\n${line}`,
});
const stray: Verdict = { rule: 'default-name-odd', severity: 'error' };
const harmless: Verdict = { harmless: true };
const idhost: Verdict = { rule: 'idhost-odd', severity: 'warning' };

testExperiments({
  E01: [
    unclosed('@one(.test'),
    unclosed('@one".test'),
    unclosed('@one[.test'),
    stray,
    stray,
    // The dot counts as a letter, so mail goes to one.test.mail.one.test.
    { rule: 'bare-names-leave', severity: 'warning' },
    stray,
    stray,
    stray,
    stray,
    stray,
    unclosed('.one(.test'),
    unclosed('.one".test'),
    unclosed('.one[.test'),
    stray,
    stray,
    // The address is right.
    harmless,
    stray,
    stray,
    stray,
    stray,
    stray,
    unclosed('.one(.test'),
    unclosed('.one".test'),
    unclosed('.one[.test'),
    stray,
    stray,
    harmless,
    stray,
    stray,
    stray,
    stray,
    stray,
    harmless,
    harmless,
    idhost,
    unclosed('.one(.test'),
    // The envelope is right, the header legible.
    harmless,
    unclosed('.mail(.one.test'),
    unclosed('.mail[.one.test'),
    unclosed('.mail".one.test'),
    { rule: 'me-odd', severity: 'warning' },
    harmless,
    harmless,
    harmless,
    { ...stray, sees: LOST },
  ],
  E02: [stray],
  E03: [stray, stray, { ...stray, sees: NOBODY }],
  E04: [{ rule: 'value-empty' }, { rule: 'value-empty' }, { rule: 'value-empty' }, { rule: 'value-empty' }],
  E05: [
    { rule: 'bare-names-leave', severity: 'warning' },
    { rule: 'bare-names-leave', severity: 'warning' },
  ],
  E06: [{ rule: 'value-odd-bytes' }, { rule: 'value-odd-bytes' }, idhost, idhost, idhost],
  E07: [{ rule: 'defaultdomain-no-dot', severity: 'info' }],
  E08: [{ harmless: true }],
});

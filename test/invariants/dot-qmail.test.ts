import { testExperiments } from '../support/experiments.ts';

const WRITABLE = 'Uh-oh:_.qmail_file_is_writable._(#4.7.0)/';
const FILE_X = 'Uh-oh:_.qmail_has_file_delivery_but_has_x_bit_set._(#4.7.0)/';
const PROGRAM_X = 'Uh-oh:_.qmail_has_prog_delivery_but_has_x_bit_set._(#4.7.0)/';
const BLANK = 'Uh-oh:_first_line_of_.qmail_file_is_blank._(#4.2.1)/';
const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';
const LATER = 'a later rule: not the file that answers for the account itself';

testExperiments({
  H10: [
    { rule: 'dot-qmail-writable', sees: WRITABLE },
    { rule: 'dot-qmail-writable', sees: WRITABLE },
    { out: LATER },
    { harmless: true },
    { rule: 'dot-qmail-writable', sees: WRITABLE },
  ],
  H11: [
    { rule: 'dot-qmail-executable', sees: FILE_X },
    { rule: 'dot-qmail-executable', sees: FILE_X },
    { rule: 'dot-qmail-executable', sees: PROGRAM_X },
    { harmless: true },
    { harmless: true },
    { harmless: true },
  ],
  H12: [{ rule: 'dot-qmail-unreadable', sees: 'Unable_to_open_.qmail:_access_denied._(#4.3.0)/' }, { harmless: true }],
  H14: [{ out: LATER }, { out: LATER }, { out: LATER }, { out: LATER }, { out: LATER }, { harmless: true }],
  H15: [
    { rule: 'dot-qmail-blank-line', sees: BLANK },
    { rule: 'dot-qmail-blank-line', sees: BLANK },
    { harmless: true },
    { rule: 'dot-qmail-blank-line', sees: BLANK },
  ],
  H16: [
    { rule: 'dot-qmail-cr', sees: NO_MAILBOX },
    { rule: 'dot-qmail-cr', severity: 'error' },
    { rule: 'dot-qmail-cr', severity: 'error' },
    { rule: 'dot-qmail-cr', sees: "Sorry,_I_couldn't_find_any_host_named_one.test?._(#5.1.2)/" },
    { rule: 'dot-qmail-cr', sees: '/bin/sh:_1:_true_:_not_found/' },
    { rule: 'dot-qmail-cr', severity: 'error' },
    { harmless: true },
  ],
  H22: [
    { rule: 'dot-qmail-path-forward', sees: NO_MAILBOX },
    { rule: 'dot-qmail-path-forward', sees: NO_MAILBOX },
    { rule: 'dot-qmail-path-forward', sees: NO_MAILBOX },
  ],
  H23: [
    { rule: 'dot-qmail-comment-only', severity: 'warning' },
    { harmless: true },
    { rule: 'dot-qmail-comment-only', severity: 'warning' },
  ],
  H38: [
    { rule: 'default-delivery', sees: 'Unable_to_open_./Maildir:_is_a_directory._(#4.2.1)/' },
    { rule: 'default-delivery', sees: NO_MAILBOX },
    { rule: 'default-delivery', severity: 'error' },
    { harmless: true },
    { harmless: true },
    { rule: 'default-delivery', sees: BLANK },
    { rule: 'default-delivery', sees: BLANK },
  ],
});

import { expect, test } from 'vitest';
import { auditImage } from '../support/audit.ts';
import { testExperiments } from '../support/experiments.ts';
import { setUp } from '../support/setup.ts';

const CHDIR = 'Unable_to_chdir_to_maildir._(#4.2.1)/';
const TEMPORARY = 'Temporary_error_on_maildir_delivery._(#4.3.0)/';
const LOCKED = 'File_has_been_locked_for_30_seconds_straight._(#4.3.0)/';

testExperiments({
  I01: [
    { rule: 'maildir-part-missing', sees: TEMPORARY },
    { rule: 'maildir-part-missing', sees: TEMPORARY },
    { rule: 'maildir-foreign-owner', sees: TEMPORARY },
    { rule: 'maildir-foreign-owner', sees: TEMPORARY },
    { rule: 'maildir-not-writable', sees: TEMPORARY },
    { rule: 'maildir-part-missing', sees: TEMPORARY },
    { out: 'the record leaves out what the Maildir holds; see below' },
  ],
  I02: [
    { rule: 'maildir-no-cur', sees: '-ERR unable to scan $HOME/Maildir', severity: 'warning' },
    { rule: 'maildir-part-missing', sees: TEMPORARY },
    { rule: 'maildir-missing', sees: CHDIR },
  ],
  I03: [
    { out: 'the record does not say that /srv is another file system' },
    { harmless: true },
    { rule: 'maildir-two-filesystems', sees: TEMPORARY },
  ],
  I04: [
    { rule: 'maildir-not-enterable', sees: CHDIR },
    { rule: 'maildir-foreign-owner', sees: CHDIR },
    { rule: 'maildir-foreign-owner', sees: TEMPORARY },
  ],
  I06: [
    { harmless: true },
    { rule: 'maildir-open', severity: 'warning' },
    { harmless: true },
    { rule: 'mbox-open', sees: LOCKED, severity: 'warning' },
    { rule: 'mbox-open', sees: LOCKED, severity: 'warning' },
    { harmless: true },
  ],
  I05: [{ out: 'tmp is not listed: that would cost more than the rest of a mailbox' }],
  I07: [{ out: 'new and cur are never listed' }],
  I08: [{ rule: 'maildir-part-missing', sees: TEMPORARY }, { harmless: true }],
  I09: [
    { rule: 'maildir-slash-missing', sees: 'Unable_to_open_./mbox:_is_a_directory._(#4.2.1)/' },
    { rule: 'mbox-cannot-open', sees: 'Unable_to_open_./no/mbox:_file_does_not_exist._(#4.2.1)/' },
    { rule: 'mbox-cannot-open', sees: 'Unable_to_open_./mbox:_access_denied._(#4.2.1)/' },
    { rule: 'mbox-cannot-open', sees: 'Unable_to_open_./mbox:_file_does_not_exist._(#4.2.1)/' },
  ],
  I10: [{ rule: 'maildir-quota-ignored', severity: 'info' }],
  H20: [
    { rule: 'maildir-slash-missing', sees: 'Unable_to_open_./Maildir:_is_a_directory._(#4.2.1)/' },
    { rule: 'maildir-slash-missing', sees: 'Unable_to_open_/home/bob:_is_a_directory._(#4.2.1)/' },
    { rule: 'maildir-slash-missing', sees: 'Unable_to_open_/home/u49/Maildir:_is_a_directory._(#4.2.1)/' },
  ],
  H21: [
    { rule: 'maildir-missing', sees: CHDIR },
    { rule: 'maildir-not-directory', sees: CHDIR },
  ],
});

test('I01: a Maildir of root whose tmp and new are the user’s takes mail, so nothing but its openness is told', async () => {
  const { findings } = await auditImage(
    setUp({ '/home/alice/Maildir': { mode: '0755', owner: 'root', group: 'users' } }),
  );
  const told = findings.filter(({ severity }) => severity !== 'info').map(({ rule, severity }) => [rule, severity]);
  expect(told).toEqual([['maildir-open', 'warning']]);
});

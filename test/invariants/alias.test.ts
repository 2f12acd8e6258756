import { testExperiments } from '../support/experiments.ts';

const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';

testExperiments({
  H01: [{ rule: 'postmaster-missing', sees: NO_MAILBOX, severity: 'error' }, { harmless: true }],
  H02: [{ rule: 'mailer-daemon-missing', sees: NO_MAILBOX, severity: 'warning' }],
  H03: [{ rule: 'root-missing', sees: NO_MAILBOX, severity: 'warning' }],
  H05: [{ rule: 'alias-user-missing', sees: '451 qq temporary problem (#4.3.0)' }],
  H06: [
    {
      rule: 'alias-home-missing',
      sees: 'Unable_to_switch_to_/var/qmail/nowhere:_file_does_not_exist._(#4.3.0)/',
    },
    { rule: 'alias-home-missing', sees: 'Unable_to_switch_to_/var/qmail/afile:_not_a_directory._(#4.3.0)/' },
  ],
  H07: [
    { rule: 'alias-home-foreign', sees: NO_MAILBOX, severity: 'warning' },
    // Where alias owns its home, .qmail-alias-bar is what nobody reaches.
    { rule: 'alias-file-unusable', sees: NO_MAILBOX, severity: 'warning' },
  ],
  H08: [{ rule: 'alias-home-writable', sees: 'Uh-oh:_home_directory_is_writable._(#4.7.0)/' }],
  H09: [
    { rule: 'alias-home-sticky', sees: 'Home_directory_is_sticky:_user_is_editing_his_.qmail_file._(#4.2.1)/' },
    { harmless: true },
  ],
  H13: [
    { rule: 'dot-qmail-unused', sees: NO_MAILBOX, severity: 'error' },
    { rule: 'alias-file-unusable', sees: NO_MAILBOX, severity: 'error' },
  ],
  H29: [
    { rule: 'list-owner', severity: 'info' },
    // Two of its members do not exist, which is told; that their bounces go to the owner is as it should be.
    { rule: 'forward-dead-end' },
  ],
  H30: [{ rule: 'list-owner', severity: 'info' }, { harmless: true }],
  H28: [{ rule: 'alias-file-unusable', sees: NO_MAILBOX, severity: 'warning' }],
});

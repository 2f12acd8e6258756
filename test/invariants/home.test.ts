import { testExperiments } from '../support/experiments.ts';

const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';

testExperiments({
  H32: [
    { rule: 'name-never-found', sees: NO_MAILBOX, severity: 'warning' },
    { rule: 'name-never-found', sees: NO_MAILBOX, severity: 'warning' },
  ],
  H33: [{ rule: 'user-skipped', sees: NO_MAILBOX, severity: 'error' }, { harmless: true }],
  H34: [
    { rule: 'user-skipped', sees: NO_MAILBOX, severity: 'error' },
    { rule: 'user-skipped', sees: NO_MAILBOX, severity: 'info' },
    { harmless: true },
  ],
  H35: [
    { rule: 'home-writable', sees: 'Uh-oh:_home_directory_is_writable._(#4.7.0)/' },
    { rule: 'home-sticky', sees: 'Home_directory_is_sticky:_user_is_editing_his_.qmail_file._(#4.2.1)/' },
    { harmless: true },
  ],
});

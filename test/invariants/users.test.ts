import { testExperiments } from '../support/experiments.ts';

const AS_ROOT = 'Not_allowed_to_perform_deliveries_as_root./';
const USAGE = 'qmail-local:_usage:_qmail-local_[_-nN_]_user_homedir_local_dash_ext_domain_sender_aliasempty/';
const TROUBLE = 'Trouble_reading_users/cdb_in_qmail-lspawn./';
const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';

testExperiments({
  F08: [
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { out: 'mail flows; that the uid is followed by a letter is another rule’s matter' },
  ],
  F11: [
    { rule: 'assign-dead-end', sees: USAGE },
    { rule: 'assign-dead-end', sees: USAGE },
  ],
  F12: [{ rule: 'assign-dead-end', sees: 'Unable_to_switch_to_/home/nowhere:_file_does_not_exist._(#4.3.0)/' }],
  F13: [
    { rule: 'assign-dead-end', sees: 'Uh-oh:_home_directory_is_writable._(#4.7.0)/' },
    {
      rule: 'assign-dead-end',
      sees: 'Home_directory_is_sticky:_user_is_editing_his_.qmail_file._(#4.2.1)/',
    },
    { harmless: true },
  ],
  F14: [
    { rule: 'assign-dead-end', sees: 'Unable_to_switch_to_/home/f14a:_access_denied._(#4.3.0)/' },
    { rule: 'assign-dead-end', sees: 'Unable_to_switch_to_/home/f14p/f14b:_access_denied._(#4.3.0)/' },
  ],
  F19: [{ rule: 'assign-stale', sees: NO_MAILBOX, severity: 'error' }],
  F20: [{ rule: 'assign-not-compiled', sees: NO_MAILBOX }],
  F22: [
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { out: 'a cdb without users/assign, which row F21 is about; the rule’s own good example has it' },
    { rule: 'users-cdb-broken', sees: 'Internal_qmail-lspawn_bug./' },
    { out: 'the record does not hold the file' },
  ],
});

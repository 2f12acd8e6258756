import { testExperiments } from '../support/experiments.ts';

const AS_ROOT = 'Not_allowed_to_perform_deliveries_as_root./';
const USAGE = 'qmail-local:_usage:_qmail-local_[_-nN_]_user_homedir_local_dash_ext_domain_sender_aliasempty/';
const TROUBLE = 'Trouble_reading_users/cdb_in_qmail-lspawn./';
const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';
const BAD_FORMAT = 'qmail-newu: fatal: bad format in users/assign';
const NO_ALIAS = 'qmail-pw2u: fatal: unable to find alias user';

/** Of `ran qmail-newu` the record shows what was compiled before; of a run that went well, the result. */
const COMPILED = { '/var/qmail/users/cdb': 'compiled' };

testExperiments({
  F01: [
    { rule: 'assign-refused', sees: BAD_FORMAT },
    { harmless: true, also: COMPILED },
  ],
  F02: [{ rule: 'assign-after-dot', also: COMPILED }],
  F03: [
    { rule: 'assign-refused', sees: BAD_FORMAT },
    { rule: 'assign-refused', sees: BAD_FORMAT },
    { harmless: true, also: COMPILED },
    { rule: 'assign-first-letter', severity: 'info' },
  ],
  F04: [{ rule: 'assign-refused', sees: BAD_FORMAT }],
  F05: [{ rule: 'assign-refused', sees: BAD_FORMAT }],
  F06: [{ rule: 'assign-first-letter' }, { rule: 'assign-first-letter', sees: NO_MAILBOX }],
  F07: [{ rule: 'assign-extra-text' }, { rule: 'assign-extra-text' }, { rule: 'assign-extra-text' }],
  F08: [
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { rule: 'assign-dead-end', sees: AS_ROOT },
    { rule: 'assign-id-odd', severity: 'warning' },
  ],
  F09: [
    { rule: 'assign-id-odd', severity: 'error' },
    { rule: 'assign-id-odd', severity: 'error' },
    { rule: 'assign-id-odd', severity: 'warning' },
  ],
  F10: [{ rule: 'assign-id-odd', severity: 'warning' }],
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
  F15: [{ rule: 'assign-wildcard-capital' }, { rule: 'assign-wildcard-capital', sees: NO_MAILBOX }],
  F16: [{ rule: 'assign-duplicate' }, { rule: 'assign-duplicate' }, { rule: 'assign-duplicate' }, { harmless: true }],
  F17: [{ rule: 'assign-empty-dash', severity: 'warning' }],
  F18: [{ rule: 'assign-wildcard-broad' }],
  F19: [{ rule: 'assign-stale', sees: NO_MAILBOX, severity: 'error' }],
  F20: [{ rule: 'assign-not-compiled', sees: NO_MAILBOX }],
  F21: [{ rule: 'assign-missing', severity: 'warning' }],
  F22: [
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { rule: 'users-cdb-broken', sees: TROUBLE },
    { harmless: true },
    { rule: 'users-cdb-broken', sees: 'Internal_qmail-lspawn_bug./' },
    { out: 'the record does not hold the file' },
  ],
  F23: [{ harmless: true }],
  F24: [
    { rule: 'account-not-assigned', sees: NO_MAILBOX, also: COMPILED },
    { harmless: true },
    { rule: 'account-not-assigned', sees: NO_MAILBOX, also: COMPILED },
  ],
  F25: [{ rule: 'assign-account-differs', sees: 'Unable_to_chdir_to_maildir._(#4.2.1)/' }],
  F26: [
    { harmless: true },
    { rule: 'pw2u-stops', sees: NO_ALIAS },
    { rule: 'pw2u-stops', sees: NO_ALIAS },
    { rule: 'pw2u-stops', sees: NO_ALIAS },
    { harmless: true },
    { rule: 'pw2u-line-ignored' },
    { rule: 'pw2u-stops', sees: NO_ALIAS },
  ],
  F27: [{ rule: 'pw2u-line-ignored' }, { harmless: true }],
  F28: [
    { rule: 'pw2u-stops', sees: 'qmail-pw2u: fatal: unable to find nosuch user for subuser' },
    { rule: 'pw2u-stops', sees: 'qmail-pw2u: fatal: unable to find bob user for subuser' },
    { rule: 'pw2u-stops', sees: 'qmail-pw2u: fatal: unable to find root user for subuser' },
  ],
  F29: [{ rule: 'pw2u-append', sees: BAD_FORMAT }, { harmless: true }],
  F30: [{ rule: 'pw2u-append', sees: BAD_FORMAT }, { rule: 'pw2u-append', sees: BAD_FORMAT }, { rule: 'pw2u-append' }],
  F31: [
    { rule: 'pw2u-line-ignored' },
    { rule: 'mailnames-own-name' },
    { harmless: true },
    { rule: 'mailnames-own-name', sees: NO_MAILBOX },
  ],
  F32: [{ rule: 'users-writable', severity: 'error' }],
  F33: [
    { rule: 'virtual-dead-end', sees: NO_MAILBOX },
    { rule: 'assign-domain-idle', sees: "Sorry,_I_couldn't_find_any_host_named_w33.test._(#5.1.2)/" },
  ],
});

import { describe, expect, test } from 'vitest';
import { auditImage, troubles } from '../support/audit.ts';
import { testExperiments } from '../support/experiments.ts';
import { type Setup, setUp } from '../support/setup.ts';

const WRITABLE = 'Uh-oh:_.qmail_file_is_writable._(#4.7.0)/';
const FILE_X = 'Uh-oh:_.qmail_has_file_delivery_but_has_x_bit_set._(#4.7.0)/';
const PROGRAM_X = 'Uh-oh:_.qmail_has_prog_delivery_but_has_x_bit_set._(#4.7.0)/';
const BLANK = 'Uh-oh:_first_line_of_.qmail_file_is_blank._(#4.2.1)/';
const NO_MAILBOX = 'Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';
const IMPOSSIBLE = "Sorry,_I_couldn't_find_any_host_named_one.test";
/** A disk has that directory; the record does not list it. */
const CLOSED_ROOT = { '/root': { type: 'dir', mode: '0700', owner: 'root', group: 'root' } };

testExperiments({
  H10: [
    { rule: 'dot-qmail-writable', sees: WRITABLE },
    { rule: 'dot-qmail-writable', sees: WRITABLE },
    { rule: 'dot-qmail-writable', sees: WRITABLE },
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
  H14: [
    // The files of both addresses go to another file without a word.
    { rule: 'dot-qmail-unused', severity: 'error' },
    { rule: 'dot-qmail-unused', sees: NO_MAILBOX },
    { rule: 'dot-qmail-unused', sees: NO_MAILBOX },
    { rule: 'dot-qmail-unused', sees: NO_MAILBOX },
    { rule: 'dot-qmail-unused', sees: NO_MAILBOX },
    { harmless: true },
  ],
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
  H17: [
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
  ],
  H18: [
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
    { rule: 'dot-qmail-address', sees: `${IMPOSSIBLE}>._(#5.1.2)/` },
    { rule: 'dot-qmail-address', sees: `${IMPOSSIBLE}>._(#5.1.2)/` },
    { rule: 'dot-qmail-address', sees: `${IMPOSSIBLE}?(Bob)._(#5.1.2)/` },
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
    { rule: 'dot-qmail-address', sees: `${IMPOSSIBLE}?#?note._(#5.1.2)/` },
    { harmless: true },
    { rule: 'dot-qmail-address', sees: NO_MAILBOX },
    { harmless: true },
  ],
  H19: [{ rule: 'dot-qmail-address', severity: 'warning' }],
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
  H24: [
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_/no/such/prog:_not_found/' },
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_./prog:_Permission_denied/' },
    { out: 'a name without a path is looked for where qmail-start was told to' },
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_./prog:_not_found/' },
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_/root/prog:_Permission_denied/', also: CLOSED_ROOT },
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_/no/such/prog:_not_found/' },
  ],
  H25: [
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_Syntax_error:_"|"_unexpected/' },
    { harmless: true },
    // What a command does with one more argument is its own affair.
    { rule: 'dot-qmail-program', severity: 'info' },
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_Syntax_error:_Unterminated_quoted_string/' },
    { rule: 'dot-qmail-program', sees: '/bin/sh:_1:_Syntax_error:_"|"_unexpected/' },
    { harmless: true },
  ],
  H26: [
    { rule: 'dot-qmail-executable', sees: FILE_X },
    { rule: 'dot-qmail-executable', sees: PROGRAM_X },
    { harmless: true },
    { harmless: true },
    { rule: 'dot-qmail-plus-line', severity: 'info' },
    { rule: 'dot-qmail-plus-line', severity: 'info' },
  ],
  H31: [
    { rule: 'dot-qmail-no-hyphen', severity: 'warning' },
    { rule: 'dot-qmail-no-hyphen', severity: 'info' },
    { harmless: true },
  ],
  // qmail-newu was run, so there is a users/cdb.
  H37: [{ rule: 'runs-as-qmail', severity: 'error', also: { '/var/qmail/users/cdb': 'compiled' } }],
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

const told = async (setup: Setup) =>
  troubles(await auditImage(setUp(setup))).map(({ rule, subject }) => [rule, subject.path, subject.user]);

const ALICES = { owner: 'alice', group: 'users' };

describe('files for extensions', () => {
  test.each<[string, Setup, string]>([
    ['H11', { '/home/alice/.qmail-x': { content: './Maildir/\n', mode: '0744', ...ALICES } }, 'dot-qmail-executable'],
    ['H12', { '/home/alice/.qmail-x': { content: './Maildir/\n', mode: '0000', ...ALICES } }, 'dot-qmail-unreadable'],
    ['H15', { '/home/alice/.qmail-x': '\n./Maildir/\n' }, 'dot-qmail-blank-line'],
    ['H16', { '/home/alice/.qmail-x': './Maildir/\r\n' }, 'dot-qmail-cr'],
    ['H20', { '/home/alice/.qmail-x': './Maildir\n' }, 'maildir-slash-missing'],
    ['H22', { '/home/alice/.qmail-x': '~/Maildir/\n' }, 'dot-qmail-path-forward'],
    ['H23', { '/home/alice/.qmail-x': '# nothing\n' }, 'dot-qmail-comment-only'],
    ['H26', { '/home/alice/.qmail-x': '+list\n./Maildir/\n' }, 'dot-qmail-executable'],
    ['a default', { '/home/alice/.qmail-list-default': '|./accept\n' }, 'dot-qmail-program'],
  ])('%s', async (_, setup, rule) => {
    expect(await told(setup)).toEqual([[rule, Object.keys(setup)[0], 'alice']]);
  });

  test('a Maildir that is missing is told of once', async () => {
    const setup = {
      '/home/alice/.qmail-x': './no/\n',
      '/home/alice/.qmail-y': './no/\n',
      '/home/alice/.qmail': './no/\n',
    };
    expect(await told(setup)).toEqual([['maildir-missing', '/home/alice/no', 'alice']]);
  });

  test('what follows a program is looked at', async () => {
    const setup = { '/home/alice/.qmail': '|/usr/bin/vacation alice\n./Mail/\n' };
    expect(await told(setup)).toEqual([['maildir-missing', '/home/alice/Mail', 'alice']]);
  });

  test('sound ones are let be', async () => {
    const setup = {
      '/home/alice/.qmail-x': './Maildir/\n',
      '/home/alice/.qmail-list': '&bob@one.test\n&alice\n',
      '/home/alice/.qmail-list-default': '|/usr/bin/ezmlm-manage /home/alice/list\n',
      '/home/alice/.qmail-default': '',
      '/home/alice/.qmail-no': '|exit 100\n',
      '/home/bob/.qmail': '# mine\n./Maildir/\n|/usr/bin/procmail\n',
    };
    expect(await told(setup)).toEqual([]);
  });
});

describe('files of ~alias', () => {
  test.each<[string, Setup, string]>([
    ['H16', { '/var/qmail/alias/.qmail-x': '&bob@one.test\r\n' }, 'dot-qmail-cr'],
    ['H22', { '/var/qmail/alias/.qmail-x': '~/Maildir/\n' }, 'dot-qmail-path-forward'],
    ['H25', { '/var/qmail/alias/.qmail-x': '| |cat\n' }, 'dot-qmail-program'],
  ])('%s', async (_, setup, rule) => {
    expect(await told(setup)).toEqual([[rule, Object.keys(setup)[0], 'alias']]);
  });
});

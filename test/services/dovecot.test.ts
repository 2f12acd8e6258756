import { describe, expect, test } from 'vitest';
import { imageHost } from '../../src/host/image.ts';
import {
  type DovecotSetting,
  dovecotInbox,
  dovecotSettings,
  dovecotTop,
  usesAccounts,
} from '../../src/services/dovecot.ts';
import { soundImage } from '../support/setup.ts';

const MAIN = '/etc/dovecot/dovecot.conf';

function settings(files: Readonly<Record<string, string>>): DovecotSetting[] {
  const made = Object.entries(files).map(([path, content]) => {
    return { path, type: 'file', owner: 'root', group: 'root', mode: '0644', content } as const;
  });
  const image = soundImage();
  return dovecotSettings(imageHost({ ...image, files: [...image.files, ...made] })) ?? [];
}

const inboxOf = (text: string) => {
  const found = dovecotInbox(settings({ [MAIN]: text }));
  return found === null ? null : `${found.kind} ${found.path}`;
};

test('without Dovecot there is nothing', () => {
  expect(dovecotSettings(imageHost(soundImage()))).toBeNull();
});

describe('settings', () => {
  test('the last counts, of included files too, with its place', () => {
    const found = settings({
      [MAIN]: 'first_valid_uid = 1000 # of people\n!include conf.d/*.conf\n!include_try none.conf\n',
      '/etc/dovecot/conf.d/10-mail.conf': '\nfirst_valid_uid = "89"\n',
      '/etc/dovecot/conf.d/10-mail.conf.dpkg-old': 'first_valid_uid = 1\n',
    });
    expect(dovecotTop(found, 'first_valid_uid')).toEqual({
      blocks: [],
      key: 'first_valid_uid',
      value: '89',
      file: '/etc/dovecot/conf.d/10-mail.conf',
      line: 2,
    });
  });

  test('those in blocks are not those of all', () => {
    const found = settings({ [MAIN]: 'protocol pop3 {\n  namespace inbox {\n    a = 1\n  }\n}\nb = 2\n' });
    expect(found.filter(({ key }) => key !== '').map(({ blocks, key }) => [...blocks, key].join('/'))).toEqual([
      'protocol pop3/namespace inbox/a',
      'b',
    ]);
    expect(dovecotTop(found, 'a')).toBeNull();
  });

  test('a file that includes itself ends', () => {
    expect(settings({ [MAIN]: `a = 1\n!include ${MAIN}\n` }).length).toBeLessThan(1000);
  });
});

test.each([
  ['mail_location = maildir:~/Maildir\n', 'maildir Maildir'],
  ['mail_location = maildir:%h/Maildir/:LAYOUT=fs\n', 'maildir Maildir'],
  ['mail_location = maildir:~/mail:INBOX=~/Maildir\n', 'maildir Maildir'],
  ['mail_location = mbox:~/mail:INBOX=/var/mail/%u\n', 'mbox /var/mail/%u'],
  ['mail_location = mbox:~/mail\n', 'mbox mail/inbox'],
  ['mail_driver = maildir\nmail_path = %{home}/Maildir\n', 'maildir Maildir'],
  ['mail_driver = mbox\nmail_path = ~/mail\nmail_inbox_path = ~/Mailbox\n', 'mbox Mailbox'],
  ['mail_location = sdbox:~/sdbox\n', null],
  ['mail_location =\n', null],
  ['mail_location = maildir:~/Maildir\nnamespace inbox {\n  location = mbox:~/mail\n}\n', null],
  ['', null],
])('the inbox of %j', (text, inbox) => {
  expect(inboxOf(text)).toBe(inbox);
});

test.each([
  ['userdb {\n  driver = passwd\n}\n', true],
  ['userdb passwd {\n}\n', true],
  ['userdb passwd {}\n', true],
  ['userdb {\n  driver = passwd\n  args = blocking=no\n}\n', true],
  ['userdb {\n  driver = passwd\n  override_fields = home=/srv/%u\n}\n', false],
  ['userdb {\n  driver = passwd\n}\nuserdb {\n  driver = sql\n  args = /etc/dovecot/sql.conf\n}\n', false],
  ['userdb static {\n  fields {\n    uid = vmail\n  }\n}\n', false],
  ['passdb {\n  driver = pam\n}\n', false],
])('the users of %j are accounts: %j', (text, expected) => {
  expect(usesAccounts(settings({ [MAIN]: text }))).toBe(expected);
});

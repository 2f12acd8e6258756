import { expect, test } from 'vitest';
import { listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX } from '../support/old-tree.ts';

const CHECK = 'check_client_access hash:/etc/postfix/clients';
const rules = async (restrictions: string) => {
  const files = {
    ...POSTFIX,
    '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}${restrictions}`,
    '/etc/postfix/clients': '198.51.100.7 OK\n198.51.100.8 REJECT\n',
  };
  const report = await reportOn(oldTree(files));
  return { report, text: listed(report, 'file:/etc/tcp.smtp')?.content ?? '' };
};

test.each([
  [
    'behind reject_unauth_destination',
    `smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, ${CHECK}, permit\n`,
  ],
  [
    'where smtpd_relay_restrictions stands before',
    `compatibility_level = 3.6\nsmtpd_recipient_restrictions = permit_mynetworks, ${CHECK}, reject_rbl_client zen.example\n`,
  ],
  ['in a list that never lets relay', `smtpd_client_restrictions = permit_mynetworks, ${CHECK}\n`],
  [
    'behind defer_unauth_destination',
    `smtpd_relay_restrictions = permit_mynetworks defer_unauth_destination ${CHECK}\n`,
  ],
])('who is let in past the block lists may not relay: %s', async (_, restrictions) => {
  const { text } = await rules(restrictions);
  expect(text).not.toContain('198.51.100.7');
  expect(text).toContain('198.51.100.8:deny\n');
});

test.each([
  ['smtpd_relay_restrictions', `smtpd_relay_restrictions = permit_mynetworks, ${CHECK}, reject_unauth_destination\n`],
  [
    'smtpd_recipient_restrictions, where it decides alone',
    `smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, ${CHECK}, reject_unauth_destination\n`,
  ],
])('who might relay still may: %s', async (_, restrictions) => {
  expect((await rules(restrictions)).text).toContain('198.51.100.7:allow,RELAYCLIENT=""\n');
});

test('an old system that was an open relay is no reason for another', async () => {
  const { report, text } = await rules('mynetworks = 0.0.0.0/0\n');
  expect(text).not.toMatch(/^:allow,RELAYCLIENT/m);
  expect(report.items.find(({ what }) => what === 'client-everybody')).toMatchObject({ state: 'by-hand' });
});

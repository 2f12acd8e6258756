import { expect, test } from 'vitest';
import { listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX, SENDMAIL } from '../support/old-tree.ts';

test('lists in the DNS and ports of submission are not forgotten', async () => {
  const report = await reportOn(
    oldTree({
      ...POSTFIX,
      '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}smtpd_client_restrictions = permit_mynetworks, reject_rbl_client zen.example=127.0.0.[2..11]\n`,
      '/etc/postfix/master.cf':
        'smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n#smtps inet n - y - - smtpd\n',
    }),
  );
  expect(report.items.filter(({ what }) => what === 'feature-block-list').map(({ title }) => title)).toEqual([
    expect.stringContaining('rblsmtpd -r zen.example stands'),
  ]);
  expect(report.items.filter(({ what }) => what === 'feature-submission').map(({ id }) => id)).toEqual([
    'feature:submission:submission',
  ]);
});

test('sendmail.cf names its lists in the DNS', async () => {
  const cf = `${SENDMAIL['/etc/mail/sendmail.cf']}\n# DNS based IP address spam list zen.example\n`;
  const report = await reportOn(oldTree({ ...SENDMAIL, '/etc/mail/sendmail.cf': cf }), '--from', 'sendmail');
  expect(listed(report, 'feature:block-list:dnsbl zen.example')).toMatchObject({ state: 'by-hand' });
});

import { expect, test } from 'vitest';
import { listed, reportOn } from '../support/checklist.ts';
import { oldTree, SENDMAIL } from '../support/old-tree.ts';

const told = (texts: Readonly<Record<string, string>>) =>
  reportOn(oldTree({ ...SENDMAIL, ...texts }), '--from', 'sendmail');

test('networks of IPv6 are told as such, and the machine itself needs no rule', async () => {
  const access =
    'Connect:IPv6:2001:db8\tRELAY\nConnect:[IPv6:2001:db8::1]\tRELAY\nConnect:localhost\tRELAY\nlocalhost.localdomain\tRELAY\n';
  const report = await told({ '/etc/mail/access': access });
  expect(report.items.filter(({ what }) => what === 'client-ipv6')).toHaveLength(2);
  expect(report.items.filter(({ id }) => id.includes('access') && id.includes('client-name'))).toEqual([]);
  expect(listed(report, 'file:/etc/tcp.smtp')?.content).toMatch(/^127\.:allow,RELAYCLIENT=""\n/);
});

test('a domain with a dot before it in class VirtHost is nobody', async () => {
  const report = await told({ '/etc/mail/virtuser-domains': 'two.example\n.dorm.example\n' });
  expect(listed(report, 'file:/var/qmail/control/virtualdomains')?.content).not.toContain('dorm');
  expect(report.differences.map(({ address }) => address).filter((address) => address.includes('dorm'))).toEqual([]);
});

test('a name behind a + in virtusertable takes the rest along', async () => {
  const report = await told({
    '/etc/mail/virtusertable': '@four.example\tuser03+%1\nhelp@four.example\terror:nouser gone\n',
  });
  expect(listed(report, 'file:/var/qmail/alias/.qmail-four:example-default')?.content).toContain(
    'exec forward user03+"$DEFAULT"@mail.example.org;; esac',
  );
  expect(report.differences.map(({ address }) => address)).toEqual(['archive@mail.example.org']);
});

test('an alias to /dev/null is no defect of the proposal', async () => {
  const report = await told({});
  expect(listed(report, 'file:/var/qmail/alias/.qmail-nobody')?.content).toBe('# discarded\n');
  expect(report.items.filter(({ what, file }) => what === 'audit-finding' && file?.includes('nobody'))).toEqual([]);
});

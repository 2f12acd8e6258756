import { expect, test } from 'vitest';
import { listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX, SENDMAIL } from '../support/old-tree.ts';

const sendmail = (texts: Readonly<Record<string, string>>) =>
  reportOn(oldTree({ ...SENDMAIL, ...texts }), '--from', 'sendmail');
const astray = ({ differences }: Awaited<ReturnType<typeof sendmail>>) =>
  differences.map(({ address }) => address).filter((address) => !address.startsWith('archive@'));
const content = (report: Awaited<ReturnType<typeof sendmail>>, name: string) =>
  listed(report, `file:/var/qmail/alias/.qmail-${name}`)?.content;

test('an alias that is an error refuses, and is no forward', async () => {
  const aliases = `${SENDMAIL['/etc/mail/aliases']}gone: error:nouser they left\nhalf: user01, error:5.1.1 gone\n`;
  const report = await sendmail({ '/etc/mail/aliases': aliases });
  expect(content(report, 'gone')).toBe("|bouncesaying 'they left'\n");
  // The others get it all the same; that the sender no longer hears of the rest is told.
  expect(content(report, 'half')).toBe('&user01@mail.example.org\n');
  expect(astray(report)).toEqual(['half@mail.example.org']);
});

test('what the sender hears stays the same', async () => {
  const report = await sendmail({
    '/etc/mail/mailertable': 'closed.example\terror:5.7.0:550 closed for good\n.closed.example\terror:nohost No way\n',
  });
  expect(content(report, 'closed:example-default')).toBe("|bouncesaying 'closed for good'\n");
  expect(content(report, '_closed:example-default')).toBe("|bouncesaying 'No way'\n");
  expect(astray(report)).toEqual([]);
  const transport = {
    ...POSTFIX,
    '/etc/postfix/transport': 'closed.example error:5.1.2 moved away\nlater.example retry:\n',
  };
  const postfix = await reportOn(oldTree(transport));
  expect(content(postfix, 'closed:example-default')).toBe("|bouncesaying '5.1.2 moved away'\n");
  // Mail that waited is not thrown back.
  expect(content(postfix, 'later:example-default')).toBeUndefined();
  expect(postfix.items.filter(({ what }) => what === 'transport-other')).toHaveLength(1);
});

test('a mailer that qmail does not have is not taken for a way by MX', async () => {
  const report = await sendmail({
    '/etc/mail/mailertable': 'filter.example\tprocmail:/etc/procmailrcs/x\n.hosts.example\tlocal:user02\n',
  });
  const filtered = report.differences.find(({ address }) => address === '*@filter.example');
  expect(filtered?.old).toEqual(['unknown procmail:/etc/procmailrcs/x']);
  // One user has all that is below a domain.
  expect(content(report, '_hosts:example-default')).toBe('&user02@mail.example.org\n');
  expect(report.differences.map(({ address }) => address)).not.toContain('*@host.hosts.example');
});

test('the name of a whole domain may become a part of another', async () => {
  const virtusers =
    '@two.example\tuser03+%1@elsewhere.example\nx@one.example\t%1.y@elsewhere.example\n@four.example\t%1-old@elsewhere.example\n';
  const report = await sendmail({ '/etc/mail/virtusertable': virtusers });
  expect(content(report, 'two:example-default')).toBe('|forward user03+"$DEFAULT"@elsewhere.example\n');
  expect(content(report, 'four:example-default')).toBe('|forward "$DEFAULT"-old@elsewhere.example\n');
  expect(content(report, 'one:example-x')).toBe('&x.y@elsewhere.example\n');
  // What follows a + goes along into %1, and a dot-qmail file has no way to do that: it is told.
  expect(astray(report)).toEqual(['x+qx7@one.example']);
});

import { expect, test } from 'vitest';
import type { Image, ImageFile } from '../../../src/host/image.ts';
import { type Report, reportOn } from '../../support/checklist.ts';
import { oldTree, POSTFIX } from '../../support/old-tree.ts';

const main = (more: string) => ({ '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}${more}` });
const machine = (files: Readonly<Record<string, string>>, more: readonly ImageFile[] = []): Image => {
  const tree = oldTree({ ...POSTFIX, ...files });
  return { ...tree, files: [...tree.files, ...more] };
};
const difference = ({ differences }: Report, address: string) => differences.find((each) => each.address === address);

test('an address to which strangers may not write is told where qmail would let them', async () => {
  const report = await reportOn(
    machine({
      ...main(
        'smtpd_recipient_restrictions = permit_mynetworks, check_recipient_access hash:/etc/postfix/closed, reject_unauth_destination\n',
      ),
      '/etc/postfix/closed': 'user05@example.org REJECT internal only\nuser06@ 550 no\n',
    }),
  );
  expect(difference(report, 'user05@example.org')).toMatchObject({
    old: ['inside', 'mailbox user05'],
    proposed: ['mailbox user05'],
  });
  expect(difference(report, 'user06@example.org')).toBeDefined();
  expect(difference(report, 'user07@example.org')).toBeUndefined();
});

test('of a relayed domain, whoever is not in its list was refused', async () => {
  const image = machine({
    ...main('relay_recipient_maps = hash:/etc/postfix/known\n'),
    '/etc/postfix/known': 'ann@partner.example OK\n@backup.example OK\n',
  });
  const report = await reportOn(image);
  expect(difference(report, '*@partner.example')?.old).toContain('inside');
  expect(difference(report, '*@backup.example')).toBeUndefined();
  expect(difference(report, 'ann@partner.example')).toBeUndefined();
});

test('a qmail that delivers an address and takes it from nobody outside is not like the old system', async () => {
  const control = (name: string, content: string): ImageFile => ({
    path: `/var/qmail/control/${name}`,
    type: 'file',
    owner: 'root',
    group: 'root',
    mode: '0644',
    content,
  });
  const locals = 'example.org\nmail.example.org\nlocalhost.example.org\nlocalhost\n';
  const report = await reportOn(
    machine({}, [
      control('me', 'mail.example.org\n'),
      control('locals', locals),
      control('rcpthosts', 'elsewhere.example\n'),
    ]),
  );
  const user = report.differences.find(({ address }) => address === 'user02@example.org') as
    | { now?: string[] }
    | undefined;
  expect(user?.now).toContain('inside');
});

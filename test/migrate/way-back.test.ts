import { expect, test } from 'vitest';
import { endsIn, listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX } from '../support/old-tree.ts';

const astray = (report: Awaited<ReturnType<typeof reportOn>>) =>
  report.differences.map(({ address }) => address).filter((address) => !address.startsWith('archive'));

function postfixWith(aliases: string, canonical: string, more = '') {
  return oldTree({
    ...POSTFIX,
    '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}canonical_maps = hash:/etc/postfix/canonical\n${more}`,
    '/etc/postfix/canonical': canonical,
    '/etc/aliases': `${POSTFIX['/etc/aliases']}${aliases}`,
  });
}

test('a canonical name whose alias is the login again is no circle of dot-qmail files', async () => {
  const image = postfixWith('uwe.meier: user17\n', 'user17 uwe.meier@example.org\n', 'recipient_delimiter = +\n');
  expect(await endsIn(image, 'user17@example.org')).toEqual(['mailbox user17']);
  const report = await reportOn(image);
  expect(astray(report)).toEqual([]);
  expect(listed(report, 'file:/var/qmail/alias/.qmail-uwe:meier')?.content).toBe('&user17@example.org\n');
  expect(listed(report, 'file:/var/qmail/alias/.qmail-user17')).toBeUndefined();
});

test('nor is one whose alias has others beside the login, or leads to it by a second alias', async () => {
  const image = postfixWith(
    'uwe.meier: user17, friend@elsewhere.example\nolaf.meier: om\nom: user18, user19\n',
    'user17 uwe.meier@example.org\nuser18@example.org olaf.meier@example.org\n',
  );
  expect(await endsIn(image, 'user18@example.org')).toEqual(['mailbox user18', 'mailbox user19']);
  const report = await reportOn(image);
  expect(report.differences.filter(({ proposed }) => proposed.includes('loop'))).toEqual([]);
  // Other names of the two were not written into these.
  for (const name of ['user17', 'uwe.meier', 'user18', 'olaf.meier'])
    expect(astray(report)).not.toContain(`${name}@example.org`);
});

test('nor one that virtual(5) writes back', async () => {
  const tree = postfixWith('', 'user17@example.org uwe.meier@example.org\n');
  const files = tree.files.map((file) =>
    file.path === '/etc/postfix/virtual' && file.type === 'file'
      ? { ...file, content: `${file.content}uwe.meier@example.org user17\n` }
      : file,
  );
  const image = { ...tree, files };
  expect(await endsIn(image, 'user17@example.org')).toEqual(['mailbox user17']);
  expect(astray(await reportOn(image))).toEqual([]);
});

import { expect, test } from 'vitest';
import { listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX } from '../support/old-tree.ts';

test('an alias called default does not take the mail for every unknown name', async () => {
  const files = {
    ...POSTFIX,
    '/etc/aliases': `${POSTFIX['/etc/aliases']}default: user01\nshop-default: user02\n`,
    '/etc/postfix/virtual': `${POSTFIX['/etc/postfix/virtual']}default@four.example user03\n`,
  };
  const report = await reportOn(oldTree(files));
  for (const name of ['default', 'shop-default', 'four:example-default'])
    expect(listed(report, `file:/var/qmail/alias/.qmail-${name}`), name).toBeUndefined();
  expect(report.items.filter(({ what }) => what === 'alias-default')).toHaveLength(3);
  const astray = report.differences.map(({ address }) => address);
  expect(astray).toEqual(expect.arrayContaining(['default@example.org', 'default@four.example']));
  expect(astray.filter((address) => address.startsWith('*'))).toEqual([]);
});

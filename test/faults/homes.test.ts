import { expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { readCases } from '../support/cases.ts';
import { faultTests } from '../support/faults.ts';

faultTests([
  'alias-user-missing',
  'alias-dir-missing',
  'alias-dir-world-writable',
  'alias-default-writable',
  'users-cdb-empty',
  'users-cdb-unreadable',
  'maildir-0700-root',
  'postmaster-missing',
]);

test('alias-user-missing of netqmail, which takes mail all the same', async () => {
  const faults = readCases<{ name: string; image: Image }>('faults-netqmail');
  const fault = faults.find(({ name }) => name === 'alias-user-missing');
  const found = troubles(await auditImage(fault?.image as Image));
  const told = found.filter(({ rule }) => rule === 'alias-user-missing').flatMap(({ prevents }) => prevents);
  expect(told.map(({ text }) => text)).toEqual(['Unable_to_find_alias_user!/']);
});

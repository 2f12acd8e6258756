import { expect, test } from 'vitest';
import { accountsFrom, parsePasswd } from '../../src/host/accounts.ts';
import { accountsIn, shareAccounts, sharedAccounts } from '../../src/host/shared-accounts.ts';

const all = parsePasswd(
  'root:x:0:0::/root:\njoe:x:3001:100::/home/joe:\njoe-list:x:3002:100::/home/l:\ntwin:x:3001:100::/home/twin:\n\xe9t\xe9:x:3003:100::/home/\xe9:\n',
);

test('a part of the accounts answers for all of them', () => {
  const whole = accountsFrom(all, []);
  const part = sharedAccounts(shareAccounts(all, [], 2), all.slice(2, 3), []);
  for (const name of ['root', 'joe', 'joe-list', 'twin', '\xe9t\xe9', 'oe', 'nobody', '']) {
    expect(part.byName(name)).toEqual(whole.byName(name));
  }
  for (const uid of [0, 3001, 3002, 3003, 9]) expect(part.userName(uid)).toBe(whole.userName(uid));
});

test('the parts are the accounts', () => {
  const shared = shareAccounts(all.slice(0, 3), all.slice(3), 2);
  expect(shared.parts.flatMap((part) => accountsIn(shared.text, part))).toEqual(all.slice(0, 3));
});

import { describe, expect, it } from 'vitest';
import {
  appendFault,
  hasName,
  leftOut,
  type Pw2uFiles,
  readMailNames,
  readSubusers,
  wantedOf,
} from '../../src/qmail/pw2u.ts';

const NONE: Pw2uFiles = { include: null, exclude: null, mailnames: null, subusers: null, append: null };
const ALICE = { name: 'alice', uid: 3001, gid: 100, home: '/home/alice' };

describe('leftOut', () => {
  const of = (files: Partial<Pw2uFiles>, account = ALICE, owner: number | null = account.uid) =>
    leftOut(account, wantedOf({ ...NONE, ...files }), () => owner);

  it('takes everybody without include and exclude', () => {
    expect(of({})).toBeNull();
  });

  it('compares without regard to case, and an empty include lists nobody', () => {
    expect(of({ include: '# all\nALICE\n' })).toBeNull();
    expect(of({ include: '' })).toBe('not-included');
    expect(of({ exclude: 'ALICE' })).toBe('excluded');
  });

  it('passes over root, capitals, and homes that are missing or not their own', () => {
    expect(of({}, { ...ALICE, uid: 0 })).toBe('uid-0');
    expect(of({}, { ...ALICE, name: 'Alice' })).toBe('capitals');
    expect(of({}, ALICE, null)).toBe('home-missing');
    expect(of({}, ALICE, 0)).toBe('home-foreign');
  });
});

it('of several lines of mailnames for a user the last counts', () => {
  const [names, ...others] = readMailNames('alice:al\nALICE::ally:Alice:\n');
  expect(others).toEqual([]);
  expect(names).toEqual({ line: 2, user: 'ALICE', names: ['ally', 'Alice'] });
  expect(names !== undefined && hasName(names, 'alice')).toBe(true);
});

it('a line of subusers with two colons looks for its user all the same', () => {
  const { subusers, short } = readSubusers('# list\n\nsub:alice:pre:\nsub:nosuch:pre\nsub\n');
  expect(subusers).toEqual([
    { line: 3, sub: 'sub', user: 'alice', pre: 'pre' },
    { line: 4, sub: 'sub', user: 'nosuch', pre: null },
  ]);
  expect(short.map(({ line }) => line)).toEqual([4, 5]);
});

describe('appendFault', () => {
  const good = '=x:alice:3001:100:/home/alice:::\n';
  it.each<[string, ReturnType<typeof appendFault>]>([
    ['', null],
    [good, null],
    [`${good}${good}.`, null],
    [good.trimEnd(), { kind: 'glued', line: 1 }],
    [`${good}\n`, { kind: 'blank', line: 2 }],
    [`# mine\n${good}`, { kind: 'no-colon', line: 1 }],
    [`.x\n${good}`, { kind: 'early', line: 1 }],
  ])('%j', (text, fault) => expect(appendFault(text)).toEqual(fault));
});

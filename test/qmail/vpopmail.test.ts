import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliverLines, readVpasswd, unknownUsers } from '../../src/qmail/vpopmail.ts';

const PROGRAM = '/home/vpopmail/bin/vdelivermail';

describe('deliverLines', () => {
  it.each<[string, string[] | null]>([
    [`| ${PROGRAM} '' bounce-no-mailbox\n`, ['', 'bounce-no-mailbox']],
    [`|${PROGRAM} "" delete`, ['', 'delete']],
    [
      `# by vadddomain\n| ${PROGRAM} '' /home/vpopmail/domains/two.test/joe\n`,
      ['', '/home/vpopmail/domains/two.test/joe'],
    ],
    [`| ${PROGRAM} bounce-no-mailbox\n`, ['bounce-no-mailbox']],
    [`| ${PROGRAM}\n`, []],
    [`| ${PROGRAM} '' bounce-no-mailbox\r\n`, ['', 'bounce-no-mailbox\r']],
    [`| /usr/bin/preline ${PROGRAM} '' delete\n`, null],
    [`| ${PROGRAM} '' "$DEFAULT"\n`, null],
    [`| ${PROGRAM} '' delete || exit 0\n`, null],
    ['| vdelivermail "" delete\n', null],
    ['&joe@two.test\n', null],
  ])('%j', (text, words) => {
    expect(deliverLines(text).map((line) => line.words)).toEqual(words === null ? [] : [words]);
  });
});

describe('unknownUsers', () => {
  const of = (...words: string[]) => unknownUsers({ line: 1, program: PROGRAM, words });

  it('tells what becomes of mail for names that the domain does not have', () => {
    expect(of('', 'bounce-no-mailbox')).toEqual({ kind: 'bounce' });
    expect(of('', 'delete')).toEqual({ kind: 'delete' });
    expect(of('', '/d/two.test/joe/')).toEqual({ kind: 'directory', path: '/d/two.test/joe' });
    expect(of('', '&joe@two.test')).toEqual({ kind: 'address', address: 'joe@two.test' });
    expect(of('', 'bounce')).toEqual({ kind: 'word', word: 'bounce' });
    expect(of('', '|cat')).toEqual({ kind: 'command' });
  });

  it('wants two arguments', () => {
    for (const words of [[], ['delete'], ['', 'delete', 'x']]) expect(of(...words)).toBeNull();
  });
});

describe('readVpasswd', () => {
  it('takes users apart and tells lines that give none', () => {
    const text =
      'joe:$1$x:0:0:Joe:/d/joe:NOQUOTA:clear\n\nAnn:x:0:0::/d/ann:NOQUOTA\nshort:x\nlast:x:0:0::/d/last:NOQUOTA';
    expect([...readVpasswd(text)]).toEqual([
      { line: 1, name: 'joe', dir: '/d/joe', rest: '$1$x:0:0:Joe:/d/joe:NOQUOTA:clear' },
      { line: 3, name: 'Ann', fault: 'capital' },
      { line: 4, name: 'short', fault: 'few-fields' },
      { line: 5, name: 'last', fault: 'unterminated' },
    ]);
  });

  it('never throws', () => {
    const token = fc.constantFrom(':', '\n', '\0', '\r', 'Joe', 'x', "'", '|', '/vdelivermail', ' ');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        const text = tokens.join('');
        for (const each of readVpasswd(text)) expect(each.line).toBeGreaterThan(0);
        for (const line of deliverLines(text)) unknownUsers(line);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssignErrorKind, assignRecords, leadingNumber, parseAssign } from '../../src/qmail/assign.ts';
import { cdbEntries, cdbFind, cdbMake } from '../../src/qmail/cdb.ts';
import { byteString, readCases } from '../support/cases.ts';

const REFUSAL = 'qmail-newu: fatal: bad format in users/assign';

interface Installation {
  name: string;
  image: { files: { path: string; content?: string; base64?: string }[] };
  notes: { 'qmail-newu'?: { exit: number; says: string } };
}

/** users/assign, what qmail-newu said to it, and the users/cdb that stood there afterwards. */
const compiled = [...readCases<Installation>('installations'), ...readCases<Installation>('installations-netqmail')]
  .filter(({ notes }) => notes['qmail-newu'] !== undefined)
  .map(({ name, image, notes }) => {
    const file = (path: string) => image.files.find((candidate) => candidate.path === `/var/qmail/users/${path}`);
    const cdb = file('cdb')?.base64;
    return {
      name,
      newu: notes['qmail-newu'],
      source: byteString(file('assign')?.content ?? ''),
      cdb: cdb === undefined ? null : Buffer.from(cdb, 'base64'),
    };
  });

describe('recorded installations', () => {
  const accepted = compiled.filter(({ newu }) => newu?.exit === 0);
  const refused = compiled.filter(({ newu }) => newu?.exit !== 0);

  it('are there in numbers', () => {
    expect(accepted.length).toBe(98);
    expect(refused.length).toBe(7);
  });

  it.each(accepted)('$name: the users/cdb of qmail-newu, byte for byte', ({ source, cdb }) => {
    const { entries, error } = parseAssign(source);
    expect(error).toBeNull();
    expect(cdb).not.toBeNull();
    expect(cdbEntries(cdb ?? Buffer.alloc(0))).toEqual(assignRecords(entries));
    expect(cdb?.equals(cdbMake(assignRecords(entries)))).toBe(true);
  });

  it.each(refused)('$name: refused as qmail-newu did', ({ source, newu }) => {
    const { error } = parseAssign(source);
    expect(newu).toEqual({ exit: 111, says: `${error?.says}\n` });
  });
});

describe('recorded experiments with qmail-newu', () => {
  interface Experiment {
    id: string;
    claim: string;
    did: string;
    setup: Record<string, string>;
    observed: string[];
  }
  const experiments = readCases<Experiment>('invariants').filter(({ did }) => did.startsWith('ran qmail-newu'));

  /** A text as Python's repr wrote it. */
  const plain = (quoted: string) =>
    quoted.slice(1, -1).replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

  it('are there', () => {
    expect(experiments.length).toBe(13);
  });

  it.each(experiments)('$id $claim', ({ setup, observed }) => {
    const source = setup['/var/qmail/users/assign'] ?? '';
    const { entries, error } = parseAssign(byteString(source));
    const exit = error === null ? "exit 0: ''" : `exit 111: '${error.says}'`;
    expect(observed[0]).toBe(`qmail-newu ${exit}`);
    const listed = observed.find((line) => line.startsWith('users/cdb: '));
    if (listed === undefined) return;
    const records = listed.slice('users/cdb: '.length).split('; ');
    expect(assignRecords(entries)).toEqual(
      records.map((record) => {
        const [key = '', value = ''] = record.split(' -> ');
        return { key: plain(key), value: plain(value) };
      }),
    );
  });
});

describe('parseAssign', () => {
  it('takes a line apart', () => {
    expect(parseAssign('+Joe-:joe:1001:100:/home/joe:-:list:junk:more\n.\n')).toEqual({
      entries: [
        {
          line: 1,
          wild: true,
          type: '+',
          local: 'Joe-',
          user: 'joe',
          uid: '1001',
          gid: '100',
          home: '/home/joe',
          dash: '-',
          ext: 'list',
          extra: 'junk:more',
        },
      ],
      error: null,
      dotLine: 2,
      trailing: [],
    });
  });

  it('drops any first character but +', () => {
    const { entries } = parseAssign('joe:x:1:1:/:::\n=joe:x:1:1:/:::\n#:x:1:1:/:::\n.');
    expect(entries.map(({ type, local, wild }) => ({ type, local, wild }))).toEqual([
      { type: 'j', local: 'oe', wild: false },
      { type: '=', local: 'joe', wild: false },
      { type: '#', local: '', wild: false },
    ]);
  });

  it('lists what stands after the dot, and takes no notice of it', () => {
    const { error, dotLine, trailing } = parseAssign('.end\n\n \t\n=late:x:1:1:/:::\nnonsense');
    expect({ error, dotLine, trailing }).toEqual({ error: null, dotLine: 1, trailing: [{ line: 4 }, { line: 5 }] });
  });

  const good = '=a:a:1:1:/:::\n';
  it.each<[AssignErrorKind, number, string]>([
    ['no-dot', 1, ''],
    ['no-dot', 2, good],
    ['unterminated', 2, `${good}=b:b:1:1:/:::`],
    ['unterminated', 1, ':'],
    ['nul', 2, `${good}=b\0:b:1:1:/:::\n.\n`],
    ['nul', 2, `${good}\0\n.\n`],
    ['blank', 2, `${good}\n.\n`],
    ['blank', 2, `${good} \t\r\n.\n`],
    ['no-colon', 2, `${good}# comment\n.\n`],
    ['no-colon', 2, `${good} .\n.\n`],
    ['starts-with-colon', 2, `${good}:b:1:1:/:::\n.\n`],
    ['few-colons', 2, `${good}=b:b:1:1:/::\n.\n`],
    ['few-colons', 2, `${good}=b:\n=c:\n.\n`],
  ])('%s in line %i of %j', (kind, line, source) => {
    const { entries, error, dotLine } = parseAssign(source);
    expect(error).toEqual({ line, kind, says: REFUSAL });
    expect(entries).toHaveLength(line - 1);
    expect(dotLine).toBeNull();
  });

  it('never throws, and makes records for whatever it takes', () => {
    const token = fc.constantFrom(':', ':::', '=', '+', '.', '\n', '\n.', '\0', ' ', '\r', 'Joe', '-', '3001', 'é');
    const structured = fc.array(token, { maxLength: 80 }).map((tokens) => tokens.join(''));
    const noise = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(
      fc.property(fc.oneof(structured, noise), (source) => {
        const { entries, error, dotLine } = parseAssign(source);
        expect(error === null).toBe(dotLine !== null);
        const records = assignRecords(entries);
        expect(cdbEntries(cdbMake(records))).toEqual(records);
        for (const { value } of records.slice(0, -1)) expect(value.split('\0')).toHaveLength(6);
      }),
      { numRuns: 500 },
    );
  });
});

describe('assignRecords', () => {
  const lines = (...names: string[]) =>
    parseAssign(`${names.map((name) => `${name}:u:1:2:/h:-:e:\n`).join('')}.\n`).entries;

  it('ends with the empty key, whose data are the last characters of the wildcards, each once, as written', () => {
    expect(assignRecords(lines('+b-', '+a.', '+c-', '+JOE', '=x+', '+')).at(-1)).toEqual({ key: '', value: '-.E' });
    expect(assignRecords([])).toEqual([{ key: '', value: '' }]);
  });

  it('lowers ASCII letters in keys, no others', () => {
    expect(assignRecords(lines('=Joe\xc0', '+JOE-')).map(({ key }) => key)).toEqual(['!joe\xc0\0', '!joe-', '']);
  });

  it('keeps duplicates, of which the first is found', () => {
    const { entries } = parseAssign('=a:first:1:1:/:::\n=A:second:1:1:/:::\n.\n');
    expect(cdbFind(cdbMake(assignRecords(entries)), '!a\0')).toBe('first\x001\x001\0/\0\0');
  });
});

describe('leadingNumber', () => {
  it.each<[string, number]>([
    ['', 0],
    ['abc', 0],
    ['-1', 0],
    [' 5', 0],
    ['3103', 3103],
    ['3103x', 3103],
    ['007', 7],
    ['4294967295', 4294967295],
    ['4294967296', 0],
    ['4294967297', 1],
    ['18446744073709551617', 1],
    ['1'.padEnd(100, '0'), 0],
    [`1${'0'.repeat(40)}42`, 42],
  ])('%j is %i', (text, number) => {
    expect(leadingNumber(text)).toBe(number);
  });

  it('agrees with adding digit by digit in 32 bits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{0,60}$/), (digits) => {
        let number = 0;
        for (const digit of digits) number = (Math.imul(number, 10) + Number(digit)) >>> 0;
        expect(leadingNumber(`${digits}:`)).toBe(number);
      }),
    );
  });
});

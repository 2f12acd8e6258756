import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CdbError, cdbEntries, cdbFind, cdbMake } from '../../src/qmail/cdb.ts';
import { compileTcprules, type TcpClient, tcprulescheckText, tcprulesRecords } from '../../src/qmail/tcprules.ts';

/** The model beside the programs of ucspi-tcp themselves, on files that nobody thought of. */

const missing = ['tcprules', 'tcprulescheck'].filter((program) => !isInstalled(program));

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const ranges = [
  '10.0.0.5-9',
  '172.16-31.',
  '1-3.',
  '10.0.0.-2',
  '10.0.0.9-',
  '10.0.0.9-3',
  '250-999.',
  '10.0.0.007-010',
];
const plain = [
  '',
  '10.',
  '10.0.',
  '10.0.0.7',
  '10.0.0',
  '=',
  '=a.test',
  '=.test',
  'joe@10.0.0.7',
  'joe@=a.test',
  '@',
  'x',
];
const piece = fc.constantFrom(
  '10',
  '0',
  '256',
  '1',
  '.',
  '.',
  '-',
  '-',
  '=',
  '@',
  ' ',
  'x',
  '\0',
  '\xff',
  '4294967297',
);
const oddAddress = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
const address = fc.oneof(fc.constantFrom(...ranges), fc.constantFrom(...plain), oddAddress);

const variable = fc
  .tuple(
    fc.constantFrom(',', ', ', ',,', ' ,', ';'),
    fc.constantFrom('RELAYCLIENT', 'A', '', 'a b'),
    fc.constantFrom('"', 'x', '/'),
  )
  .chain(([comma, name, quote]) =>
    fc.constantFrom('', 'v', '@x.test', 'a\0D\0', '\xe9').map((value) => `${comma}${name}=${quote}${value}${quote}`),
  );
const goodVariable = fc
  .tuple(fc.constantFrom('RELAYCLIENT', 'A', ''), fc.constantFrom('', 'v', '@x.test'))
  .map(([name, value]) => `,${name}="${value}"`);
const goodInstructions = fc
  .tuple(fc.constantFrom('allow', 'deny'), fc.array(goodVariable, { maxLength: 3 }))
  .map(([verdict, variables]) => verdict + variables.join(''));
const oddInstructions = fc
  .tuple(
    fc.constantFrom('allow', 'deny', 'Allow', '', ' allow'),
    fc.array(variable, { maxLength: 2 }),
    fc.constantFrom('', ' ', '\t', '\r', ','),
  )
  .map(([verdict, variables, end]) => verdict + variables.join('') + end);

const goodAddress = fc.oneof(fc.constantFrom(...ranges), fc.constantFrom(...plain));
const goodLine = fc.tuple(goodAddress, goodInstructions).map((parts) => parts.join(':'));
const oddLine = fc.oneof(
  fc.tuple(address, goodInstructions).map((parts) => parts.join(':')),
  fc.tuple(goodAddress, oddInstructions).map((parts) => parts.join(':')),
  fc.constantFrom('', ' ', '# :no', ' #', 'nothing', '\0', ':'),
);
const weighted = fc.oneof({ arbitrary: goodLine, weight: 4 }, { arbitrary: oddLine, weight: 1 });
const fileOf = (line: fc.Arbitrary<string>) =>
  fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n')).map(([lines, end]) => lines.join('\n') + end);

const client: fc.Arbitrary<TcpClient> = fc.record({
  ip: fc.constantFrom('10.0.0.7', '10.0.0.2', '10.9.9.9', '172.20.1.1', '255.1.1.1', '8.8.8.8', '', '.', '10.0.0'),
  host: fc.constantFrom(null, 'a.test', 'A.test', 'b.a.test', '', '..'),
  info: fc.constantFrom(null, 'joe', ''),
});

if (missing.length > 0) {
  const note = `${missing.join(' and ')} not installed (Debian: apt-get install ucspi-tcp): nothing compared with them`;
  it('the programs of ucspi-tcp', (context) => {
    if (process.env.CI) throw new Error(note);
    console.warn(note);
    context.skip(note);
  });
} else {
  describe('the programs of ucspi-tcp', () => {
    let directory = '';
    let cdb = '';
    beforeAll(() => {
      directory = mkdtempSync(join(tmpdir(), 'tcprules-'));
      cdb = join(directory, 'cdb');
    });
    afterAll(() => rmSync(directory, { recursive: true }));

    function run(program: string, args: string[], input: string, env: NodeJS.ProcessEnv) {
      const result = spawnSync(program, args, {
        input: Buffer.from(input, 'latin1'),
        env: { PATH: process.env.PATH, ...env },
        timeout: 20_000,
      });
      const { status, stdout, stderr, error } = result;
      if (error !== undefined) throw error;
      return { exit: status, out: stdout.toString('latin1'), err: stderr.toString('latin1') };
    }

    function tcprules(source: string) {
      rmSync(cdb, { force: true });
      return run('tcprules', [cdb, join(directory, 'tmp')], source, {});
    }

    function tcprulescheck({ ip, host, info }: TcpClient) {
      return run('tcprulescheck', [cdb], '', {
        TCPREMOTEIP: ip,
        ...(host === null ? {} : { TCPREMOTEHOST: host }),
        ...(info === null ? {} : { TCPREMOTEINFO: info }),
      });
    }

    /** As `tcprulescheck` above, but ours; a file that it cannot read has no text. */
    function modelled(file: Buffer, who: TcpClient): { exit: number; out: string } {
      try {
        return { exit: 0, out: tcprulescheckText((key) => cdbFind(file, key), who) };
      } catch (error) {
        if (error instanceof CdbError) return { exit: 111, out: '' };
        throw error;
      }
    }

    it('say and make the same of a source, and answer clients the same', () => {
      const told = { accepted: 0, refused: 0 };
      fc.assert(
        fc.property(fileOf(weighted), fc.array(client, { maxLength: 4 }), (source, clients) => {
          const result = compileTcprules(source);
          const real = tcprules(source);
          if (!result.ok) {
            told.refused++;
            expect(real).toEqual({ exit: 100, out: '', err: `${result.says}\n` });
            return;
          }
          told.accepted++;
          expect(real).toEqual({ exit: 0, out: '', err: '' });
          const file = readFileSync(cdb);
          const records = tcprulesRecords(result.rules);
          expect(cdbEntries(file)).toEqual(records);
          expect(cdbMake(records).equals(file)).toBe(true);
          for (const who of clients) {
            const { exit, out } = tcprulescheck(who);
            expect(modelled(file, who)).toEqual({ exit, out });
          }
        }),
        { numRuns: 60 },
      );
      expect(told.accepted).toBeGreaterThan(0);
      expect(told.refused).toBeGreaterThan(0);
    }, 60_000);

    it('fail to read a damaged cdb for the same clients', () => {
      const damage = fc.record({
        keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
        changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(255)), {
          maxLength: 60,
          size: 'max',
        }),
      });
      const told = { read: 0, unreadable: 0 };
      fc.assert(
        fc.property(
          fileOf(goodLine),
          damage,
          fc.array(client, { minLength: 1, maxLength: 2 }),
          (source, harm, clients) => {
            const result = compileTcprules(source);
            if (!result.ok) return;
            const whole = cdbMake(tcprulesRecords(result.rules));
            for (const [where, byte] of harm.changes) whole[Math.floor(where * whole.length)] = byte;
            const file = whole.subarray(0, Math.round(harm.keep * whole.length));
            writeFileSync(cdb, file);
            for (const who of clients) {
              const { exit, out } = tcprulescheck(who);
              expect(modelled(file, who)).toEqual({ exit, out });
              if (exit === 0) told.read++;
              else told.unreadable++;
            }
          },
        ),
        { numRuns: 60 },
      );
      expect(told.read).toBeGreaterThan(0);
      expect(told.unreadable).toBeGreaterThan(0);
    }, 60_000);
  });
}

/** Where addresses end, against what a real Postfix (`sendmail -bv`, its log) said of each on the same machine. */
import { describe, expect, test } from 'vitest';
import { type Image, imageHost } from '../../src/host/image.ts';
import { endTexts, oldOutcome } from '../../src/migrate/outcome.ts';
import { readPostfix } from '../../src/migrate/postfix/postfix.ts';
import { readCase } from '../support/cases.ts';

type Line = readonly [to: string, program: string, status: string, text: string];
const { image, said } = readCase<{ image: Image; said: Record<string, readonly Line[]> }>('postfix-bv');

const host = imageHost(image);
const mail = readPostfix(host, []);
if (mail === null) throw new Error('no Postfix there');
const outcome = oldOutcome(host, mail);

/** Parts that are told on purpose as what nobody can foresee: lists that are not there, programs of master.cf, paths of UUCP. */
const UNKNOWN = ['relative@acme.example', 'dangling@acme.example', 'exclaim@acme.example'];
const isForeseen = (address: string) =>
  !(UNKNOWN.includes(address) || address.endsWith('@ticket.acme.example') || address === 'frank+qx7@acme.example');

/** What the log says, as ends. A message that local(8) sent on to one of its own names ends where that does. */
function endsOf(address: string, above: readonly string[] = []): string[] {
  const lines = said[address];
  if (lines === undefined || above.includes(address)) throw new Error(`nothing was recorded of ${address}`);
  const ends = lines.flatMap(([to, program, status, text]): string[] => {
    const target = /^forwards to (.*)$/.exec(text)?.[1];
    if (target !== undefined && said[target] !== undefined) return endsOf(target, [...above, address]);
    if (target !== undefined) return [`remote ${target}`];
    if (program === 'discard') return ['discarded'];
    // Nothing was reached: the machine had no network.
    if (program === 'smtp' || text.includes('unable to look up host')) return [`remote ${to}`];
    const file = /^delivers to file: (.*)$/.exec(text)?.[1];
    if (file !== undefined) return [file === '/dev/null' ? 'discarded' : `file ${file}`];
    const command = /^delivers to command: (.*)$/.exec(text)?.[1];
    if (command !== undefined) return [`program ${command.trim()}`];
    if (status === 'deliverable') return [`mailbox ${to.replace(/[+@].*/, '')}`];
    // What a list may not name is left out, and told.
    return text === 'mail to command is restricted' ? [] : ['refused'];
  });
  return [...new Set(ends)].sort();
}

describe('an address ends where Postfix said', () => {
  const addresses = Object.keys(said).filter(isForeseen);
  test('many were asked', () => expect(addresses.length).toBeGreaterThan(150));
  test.each(addresses)('%s', (address) => {
    const mine = endTexts(outcome(address)).map((end) => end.replace(/ via .*/, '').replace('loop', 'refused'));
    expect([...new Set(mine)].sort()).toEqual(endsOf(address));
  });
  test.each(Object.keys(said).filter((address) => !isForeseen(address) && !address.startsWith('frank')))(
    '%s is said to be unknown',
    (address) => expect(outcome(address).map(({ kind }) => kind)).toEqual(['unknown']),
  );
});

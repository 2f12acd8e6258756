import { expect, test } from 'vitest';
import { tcprulesAddresses } from '../../src/migrate/networks.ts';
import { compileTcprules, tcprulesLookup } from '../../src/qmail/tcprules.ts';

test.each([
  ['192.0.2.7', ['192.0.2.7']],
  ['192.0.2.7/32', ['192.0.2.7']],
  ['10.0.0.0/8', ['10.']],
  ['10/8', ['10.']],
  ['172.16.0.0/12', ['172.16-31.']],
  ['192.168.16.0/22', ['192.168.16-19.']],
  ['192.0.2.64/26', ['192.0.2.64-127']],
  ['192.0.2.0/255.255.255.0', ['192.0.2.']],
  ['192.168', ['192.168.']],
  ['0.0.0.0/0', ['']],
  ['192.0.2.0/33', null],
  ['192.0.2.0/255.0.255.0', null],
  ['300.1', null],
  ['2001:db8::/32', null],
  ['relay.example', null],
])('%s', (network, rules) => {
  expect(tcprulesAddresses(network)).toEqual(rules);
});

/** Every address from `first` on, by what tcpserver would do with the rules of the network. */
function relays(network: string, addresses: readonly string[]): boolean[] {
  const source = (tcprulesAddresses(network) ?? []).map((address) => `${address}:allow,RELAYCLIENT=""\n`).join('');
  const compiled = compileTcprules(`${source}:allow\n`);
  if (!compiled.ok) throw new Error(compiled.says);
  const found = new Map(compiled.rules.toReversed().map(({ address, data }) => [address, data]));
  const find = (key: string) => found.get(key) ?? null;
  return addresses.map((ip) =>
    tcprulesLookup(find, { ip, host: null, info: null }).env.some(({ name }) => name === 'RELAYCLIENT'),
  );
}

test.each([
  ['192.168.16.0/22', (number: number) => number >= 16 && number <= 19, (number: number) => `192.168.${number}.9`],
  ['192.0.2.64/26', (number: number) => number >= 64 && number <= 127, (number: number) => `192.0.2.${number}`],
  ['172.16.0.0/12', (number: number) => number >= 16 && number <= 31, (number: number) => `172.${number}.3.4`],
] as const)('tcpserver lets exactly %s relay', (network, within, address) => {
  const numbers = Array.from({ length: 256 }, (_, number) => number);
  expect(relays(network, numbers.map(address))).toEqual(numbers.map(within));
});

/** tcp.smtp: who may relay, and whose connections are refused. */
import { isIpv6Network } from '../networks.ts';
import type { OldMail, RelayClient, Trouble } from '../old-mail.ts';
import type { NewMachine, PlannedFile } from './types.ts';

export function planRules(old: OldMail, machine: NewMachine, troubles: Trouble[]): PlannedFile {
  const lines = old.clients.flatMap((client) => linesOf(client, troubles));
  const own = lines.some((line) => line.startsWith('127.')) ? [] : [`127.:${RELAY}`];
  return {
    path: machine.rules,
    kind: 'rules',
    text: [...new Set([...own, ...lines, ':allow'])].map((line) => `${line}\n`).join(''),
    owner: 'root',
    mode: 0o644,
    from: old.clients.flatMap(({ at }) => (at === null ? [] : [at])).slice(0, 3),
    remarks: [],
  };
}

const RELAY = 'allow,RELAYCLIENT=""';

function linesOf({ rules, text, verdict, at }: RelayClient, troubles: Trouble[]): string[] {
  if (verdict === 'plain') return rules.map((rule) => `${rule}:allow`);
  // A name is looked up in the DNS, where whoever owns the address may write what he likes.
  if (rules.length === 0) {
    const what = isIpv6Network(text) ? 'client-ipv6' : 'client-name';
    if (!isLoopback(text))
      troubles.push({ kind: 'by-hand', what, at: at ?? { file: '' }, data: { client: text, verdict } });
    return [];
  }
  if (verdict === 'relay' && rules.includes('')) {
    troubles.push({ kind: 'by-hand', what: 'client-everybody', at: at ?? { file: '' }, data: { client: text } });
    return [];
  }
  return rules.map((rule) => `${rule}:${verdict === 'deny' ? 'deny' : RELAY}`);
}

function isLoopback(text: string): boolean {
  return /^\[?(::1|::ffff:127\.0\.0\.0)\]?(\/\d+)?$/i.test(text) || text === 'localhost';
}

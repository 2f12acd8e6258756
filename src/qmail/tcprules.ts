/**
 * The rules that tcpserver applies to a connection: what tcprules makes of their source, and which of them answers a
 * client. As ucspi-tcp 0.88 does it. Everything is a byte string.
 */

import type { CdbEntry } from './cdb.ts';

export interface EnvVariable {
  readonly name: string;
  readonly value: string;
}

/** What tcpserver does for a rule. Where a variable is named twice, the later value holds. */
export interface Instructions {
  readonly deny: boolean;
  readonly env: readonly EnvVariable[];
}

/** One record of the cdb. A line with a range has several. */
export interface TcpRule extends Instructions {
  /** The line of the source, from 1. */
  readonly line: number;
  /** The key: a range is expanded. */
  readonly address: string;
  /** The record's data as tcprules writes them. */
  readonly data: string;
}

/** A line of the source that tcprules took for a rule. */
export interface TcpRuleLine {
  readonly line: number;
  /** As it is written. */
  readonly address: string;
  /** How many records it makes: none for an empty range. */
  readonly keys: number;
}

export interface TcprulesCompiled {
  readonly ok: true;
  /** In the order of the cdb: of two for one address the first holds. */
  readonly rules: readonly TcpRule[];
  readonly lines: readonly TcpRuleLine[];
  /** Lines that are neither blank nor a comment and have no colon: tcprules passes over them in silence. */
  readonly ignored: readonly { readonly line: number; readonly text: string }[];
  /** The line whose rules, with all later ones, are missing from `rules` because of RULE_LIMIT; else null. */
  readonly cutAt: number | null;
}

export interface TcprulesRefused {
  readonly ok: false;
  readonly line: number;
  /** What tcprules writes to stderr, without the newline. It exits 100 and leaves the cdb as it was. */
  readonly says: string;
}

/** Who connects. The host name is lowercase already where tcpserver looked it up. */
export interface TcpClient {
  readonly ip: string;
  readonly host: string | null;
  /** What the client's ident server said. */
  readonly info: string | null;
}

export interface TcpRuleAnswer extends Instructions {
  /** The address of the rule that matched; null where none did, and the connection is allowed. */
  readonly address: string | null;
}

/** Looks a key up in the rules. May throw CdbError, which comes through. */
export type FindRule = (key: string) => string | null;

/** No rules file of a person comes near it, and a small hostile one of ranges would fill the memory. */
export const RULE_LIMIT = 1_000_000;

/**
 * Takes the source of a rules file as tcprules does, which stops at the first line that it cannot parse. Never throws.
 * Source: ucspi-tcp `tcprules.c:109-171`.
 */
export function compileTcprules(source: string): TcprulesCompiled | TcprulesRefused {
  const rules: TcpRule[] = [];
  const lines: TcpRuleLine[] = [];
  const ignored: { line: number; text: string }[] = [];
  let cutAt: number | null = null;

  for (const [index, whole] of source.split('\n').entries()) {
    const line = index + 1;
    if (whole.startsWith('#')) continue;
    const text = withoutTrailingBlanks(whole);
    const colon = text.indexOf(':');
    if (colon === -1) {
      if (text !== '') ignored.push({ line, text });
      continue;
    }
    const address = text.slice(0, colon);
    const data = instructionData(text.slice(colon + 1));
    const keys = data === null ? null : expandAddress(address);
    if (data === null || keys === null) return { ok: false, line, says: complaint(text) };

    lines.push({ line, address, keys: keys.length });
    if (rules.length + keys.length > RULE_LIMIT) cutAt ??= line;
    if (cutAt !== null) continue;
    const instructions = decodeTcprule(data);
    for (const key of keys) rules.push({ line, address: key, ...instructions, data });
  }
  return { ok: true, rules, lines, ignored, cutAt };
}

/** The records of the cdb: `cdbMake` of them is the file that tcprules writes. */
export function tcprulesRecords(rules: readonly TcpRule[]): CdbEntry[] {
  return rules.map(({ address, data }) => ({ key: address, value: data }));
}

/**
 * What tcpserver does with a record's data: strings that each end with a NUL, `D` to deny, `+NAME=VALUE` to set a
 * variable. Anything else is passed over. Source: ucspi-tcp `tcpserver.c:113-134`.
 */
export function decodeTcprule(data: string): Instructions {
  const env: EnvVariable[] = [];
  let deny = false;
  for (const item of items(data)) {
    const equals = item.indexOf('=');
    if (item.startsWith('D')) deny = true;
    else if (item.startsWith('+') && equals !== -1) {
      env.push({ name: item.slice(1, equals), value: item.slice(equals + 1) });
    }
  }
  return { deny, env };
}

/**
 * The rule that answers a client: of the addresses that fit, in tcpserver's order, the first that has a record. All
 * others count for nothing. Source: ucspi-tcp `rules.c:34-91`.
 */
export function tcprulesLookup(find: FindRule, client: TcpClient): TcpRuleAnswer {
  const found = findRule(find, client);
  if (found === null) return { address: null, deny: false, env: [] };
  return { address: found.address, ...decodeTcprule(found.data) };
}

/** What tcprulescheck prints for a client. Source: ucspi-tcp `tcprulescheck.c:7`. */
export function tcprulescheckText(find: FindRule, client: TcpClient): string {
  const found = findRule(find, client);
  if (found === null) return 'default:\nallow connection\n';
  let text = `rule ${found.address}:\n`;
  for (const item of items(found.data)) {
    // Here, unlike in tcpserver, nothing after it is looked at.
    if (item.startsWith('D')) return `${text}deny connection\n`;
    if (item.startsWith('+')) text += `set environment variable ${item.slice(1)}\n`;
  }
  return `${text}allow connection\n`;
}

function findRule(find: FindRule, client: TcpClient): { address: string; data: string } | null {
  for (const address of fittingAddresses(client)) {
    const data = find(address);
    if (data !== null) return { address, data };
  }
  return null;
}

function* fittingAddresses({ ip, host, info }: TcpClient): Generator<string> {
  if (info !== null) {
    yield `${info}@${ip}`;
    if (host !== null) yield `${info}@=${host}`;
  }
  yield ip;
  if (host !== null) yield `=${host}`;
  for (let length = ip.length; length > 0; length--) {
    if (ip[length - 1] === '.') yield ip.slice(0, length);
  }
  if (host !== null) {
    for (let at = 0; at < host.length; at++) {
      if (host[at] === '.') yield `=${host.slice(at)}`;
    }
    yield '=';
  }
  yield '';
}

/** What stands after the last NUL is no item. */
function items(data: string): string[] {
  return data.split('\0').slice(0, -1);
}

function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--;
  return line.slice(0, end);
}

/** The program prints the line as a C string: up to a NUL. */
function complaint(line: string): string {
  return `tcprules: fatal: unable to parse this line: ${line.split('\0', 1)[0]}`;
}

/** The data for what stands after the colon, or null where tcprules does not understand it. */
function instructionData(text: string): string | null {
  const verdict = ['deny', 'allow'].find((word) => text.startsWith(word));
  if (verdict === undefined) return null;
  let data = verdict === 'deny' ? 'D\0' : '';
  for (let at = verdict.length; at < text.length; ) {
    const equals = text.indexOf('=', at);
    const quote = text[equals + 1];
    if (text[at] !== ',' || equals === -1 || quote === undefined) return null;
    const end = text.indexOf(quote, equals + 2);
    if (end === -1) return null;
    data += `+${text.slice(at + 1, equals + 1)}${text.slice(equals + 2, end)}\0`;
    at = end + 1;
  }
  return data;
}

/**
 * The keys that an address stands for: itself, or one for each number of a range (`10.0.0.5-9`, `172.16-31.`), in the
 * component around its first dash. Null where an end of the range is not a number.
 */
function expandAddress(address: string): string[] | null {
  const dash = address.indexOf('-');
  if (dash === -1 || /[=@]/.test(address)) return [address];
  const start = address.slice(0, dash).lastIndexOf('.') + 1;
  const nextDot = address.indexOf('.', dash);
  const end = nextDot === -1 ? address.length : nextDot;
  const bottom = rangeEnd(address.slice(start, dash));
  const top = rangeEnd(address.slice(dash + 1, end));
  if (bottom === null || top === null) return null;

  const keys: string[] = [];
  for (let number = bottom; number <= top && number <= 255; number++) {
    keys.push(address.slice(0, start) + number + address.slice(end));
  }
  return keys;
}

/** Nothing counts as 0. The number wraps at 64 bits, of which the last 64 digits alone decide; 256 stands for more. */
function rangeEnd(text: string): number | null {
  const [digits = ''] = text.split('\0', 1);
  if (!/^[0-9]*$/.test(digits)) return null;
  const number = BigInt.asUintN(64, BigInt(digits.slice(-64)));
  return number > 255n ? 256 : Number(number);
}

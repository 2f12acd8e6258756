/** The names whose mail might be meant for this host, and where each is written. */
import type { Answer, Mx } from '../host/host.ts';
import { lowerCase, readLine, readList, splitEntries } from '../qmail/control.ts';
import type { ControlClass } from '../qmail/controls.ts';
import { controlOf } from '../qmail/controls.ts';
import type { SendControls } from '../qmail/send.ts';
import { route } from '../qmail/send.ts';
import type { Skipped, Subject, Target } from './check.ts';
import { controlPath, controlText } from './text.ts';
import { tried } from './tried.ts';

export interface Candidate {
  /** Lower case. */
  readonly name: string;
  readonly subject: Subject;
  /** `control/NAME`, `--own-domain`, or what the host itself is called. */
  readonly from: string;
  /** A person wrote it down; it is not merely what the host is called. */
  readonly written: boolean;
  /** `--own-domain`: said to be ours. */
  readonly declared: boolean;
}

/** Control files whose words are names of hosts or domains. */
const SOURCES = [
  'me',
  'locals',
  'virtualdomains',
  'rcpthosts',
  'morercpthosts',
  'smtproutes',
  'defaulthost',
  'bouncehost',
  'doublebouncehost',
  'envnoathost',
  'helohost',
  'localiphost',
] as const;

interface Candidates {
  /** Each name once, by the first place that has it. */
  readonly found: readonly Candidate[];
  /** What could not be read or asked. */
  readonly skipped: readonly Skipped[];
}

/** The names that a person wrote down or declared. */
export function writtenCandidates(target: Target): Candidates {
  const found: Candidate[] = target.domains.map((name) =>
    candidate(name, { domain: name }, '--own-domain', true, true),
  );
  const skipped: Skipped[] = [];
  for (const file of SOURCES) {
    const text = tried(() => controlText(target, file));
    if (text === null) continue;
    if (typeof text !== 'string') {
      skipped.push(text);
      continue;
    }
    const path = controlPath(target, file);
    for (const { name, line } of namesIn(text, controlOf(file)?.class ?? 'line'))
      found.push(candidate(name, { path, line, domain: name }, `control/${file}`, true, false));
  }
  return { found: eachOnce(found), skipped };
}

/** Those, and what the host itself is called. */
export async function candidates(target: Target): Promise<Candidates> {
  const [written, own] = [writtenCandidates(target), await ownNames(target)];
  const called = own.names.map(({ name, from }) => candidate(name, { domain: name }, from, false, false));
  return { found: eachOnce([...written.found, ...called]), skipped: [...written.skipped, ...own.skipped] };
}

function eachOnce(all: readonly Candidate[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const each of all) if (isDomain(each.name) && !found.has(each.name)) found.set(each.name, each);
  return [...found.values()];
}

function candidate(name: string, subject: Subject, from: string, written: boolean, declared: boolean): Candidate {
  return { name: lowerCase(name), subject, from, written, declared };
}

function namesIn(text: string, kind: ControlClass): { name: string; line: number }[] {
  if (kind === 'line') return [{ name: readLine(text), line: 1 }];
  const entries = readList(text);
  if (kind !== 'map') return entries.map((entry) => ({ name: entry.text, line: entry.line }));
  return splitEntries(entries).map(({ key, line }) => ({ name: key.slice(key.lastIndexOf('@') + 1), line }));
}

/** What the machine and the reverse DNS call this host. */
async function ownNames({ host }: Target): Promise<{ names: { name: string; from: string }[]; skipped: Skipped[] }> {
  const names = host.hostname === null ? [] : [{ name: host.hostname, from: 'hostname' }];
  const addresses = [...(host.addresses ?? []), ...host.publicAddresses].filter(
    (address) => !address.startsWith('127.'),
  );
  const answers: Answer<string>[] = await Promise.all(addresses.map((address) => host.dns.ptr(address)));
  const skipped: Skipped[] = [];
  for (const [index, answer] of answers.entries()) {
    const from = `PTR ${addresses[index]}`;
    if (answer.kind === 'soft') skipped.push(noAnswer(from, answer.reason));
    if (answer.kind === 'data') names.push(...answer.records.map((name) => ({ name, from })));
  }
  return { names, skipped };
}

/** What a check says where the DNS failed for now. */
export function noAnswer(question: string, reason?: string): Skipped {
  const why = reason === undefined ? '' : ` (${reason})`;
  return { skip: 'could-not', reason: `the DNS gave no answer for ${question}${why}` };
}

export const NOT_ASKED: Skipped = { skip: 'not-asked', reason: 'the DNS was not asked' };

/** A name with a dot that the DNS can be asked for; `.suffix` is none. */
function isDomain(name: string): boolean {
  return (
    /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+$/.test(name) &&
    name.length <= 253 &&
    !/^[0-9.]+$/.test(name)
  );
}

/** Whether qmail-send keeps mail for a domain here. */
export function isOurs(controls: SendControls, domain: string): boolean {
  return route(controls, `postmaster@${domain}`).channel === 'local';
}

/** Addresses that are ours by declaration (NAT): qmail does not know them. */
export function isPublicOwn(target: Target, address: string): boolean {
  return target.host.publicAddresses.includes(address);
}

/** Not routed on the Internet (RFC 1918, 5735, 6598). */
export function isPrivate(address: string): boolean {
  return /^(10\.|127\.|0\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    address,
  );
}

/** Where others bring mail for a domain: the addresses of its MX hosts, else its own; by preference. */
export type Reached =
  | {
      readonly kind: 'places';
      readonly byMx: boolean;
      readonly places: readonly { preference: number; name: string; address: string }[];
    }
  | { readonly kind: 'none' }
  /** MX hosts without an A record, by preference. */
  | { readonly kind: 'no-address'; readonly exchanges: readonly string[] }
  /** The null MX: no mail is wanted (RFC 7505). */
  | { readonly kind: 'refused' }
  | { readonly kind: 'soft'; readonly reason: string }
  | { readonly kind: 'not-asked' };

export async function reachedAt(target: Target, domain: string): Promise<Reached> {
  const { dns } = target.host;
  const mx = await dns.mx(domain);
  if (mx.kind === 'soft' || mx.kind === 'not-asked') return mx;
  if (mx.kind === 'data' && mx.records.every(({ exchange }) => exchange === '' || exchange === '.'))
    return { kind: 'refused' };
  const hosts = mx.kind === 'data' ? mx.records : [{ preference: 0, exchange: domain }];
  const answers = await Promise.all(
    hosts.map(async ({ preference, exchange }) => ({ preference, name: exchange, answer: await dns.a(exchange) })),
  );
  const soft = answers.find(({ answer }) => answer.kind === 'soft' || answer.kind === 'not-asked');
  if (soft !== undefined) return soft.answer.kind === 'soft' ? soft.answer : { kind: 'not-asked' };
  const places = answers.flatMap(({ preference, name, answer }) =>
    answer.kind === 'data' ? answer.records.map((address) => ({ preference, name, address })) : [],
  );
  if (places.length === 0)
    return mx.kind === 'none' ? { kind: 'none' } : { kind: 'no-address', exchanges: exchangesOf(hosts) };
  return {
    kind: 'places',
    byMx: mx.kind === 'data',
    places: places.sort((one, other) => one.preference - other.preference),
  };
}

function exchangesOf(hosts: readonly Mx[]): string[] {
  const sorted = [...hosts].sort((one, other) => one.preference - other.preference);
  return [...new Set(sorted.map(({ exchange }) => exchange))];
}

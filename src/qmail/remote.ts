/** Where qmail-remote would connect for a recipient's host, or why it would not (qmail-remote.c:316, dns.c:257). */
import type { Answer, Mx, Resolver } from '../host/host.ts';
import { type Constmap, type ControlFile, constmap, readInt, readList, splitEntries } from './control.ts';
import { isAskable } from './dns-name.ts';
import { bracketedIp, wholeIp } from './ip.ts';
import { outcomeOf, UNKNOWN } from './message.ts';
import type { Outcome, Step } from './trace.ts';

export interface RemoteControls {
  readonly smtproutes: Constmap;
  readonly timeoutconnect: number;
  readonly timeoutremote: number;
}

/** The control files of qmail-remote, in the order in which it reads them. */
export const REMOTE_CONTROLS = ['me', 'timeoutremote', 'timeoutconnect', 'helohost', 'smtproutes'] as const;

/** The controls as qmail-remote reads them for every delivery (qmail-remote.c:298), or null: `Unable to read control files.` */
export function readRemoteControls(open: (name: string) => ControlFile): RemoteControls | null {
  const files = Object.fromEntries(REMOTE_CONTROLS.map((name) => [name, open(name)])) as Record<
    (typeof REMOTE_CONTROLS)[number],
    ControlFile
  >;
  if (Object.values(files).some((file) => file.state === 'unreadable')) return null;
  if (files.me.state === 'absent' && files.helohost.state === 'absent') return null;
  const number = (file: ControlFile) => (file.state === 'present' ? readInt(file.text) : null);
  return {
    smtproutes: constmap(files.smtproutes.state === 'present' ? splitEntries(readList(files.smtproutes.text)) : []),
    timeoutconnect: number(files.timeoutconnect) ?? 60,
    timeoutremote: number(files.timeoutremote) ?? 1200,
  };
}

export interface Route {
  /** Null: by MX. */
  readonly relay: string | null;
  readonly port: number;
  /** The entry of smtproutes that matched, with an empty value too. */
  readonly entry: { readonly key: string; readonly value: string; readonly line: number } | null;
}

const SMTP_PORT = 25;

/** smtproutes for a host: the name, each suffix from a dot, the empty key; the first hit ends the search (qmail-remote.c:333). */
export function routeOf(smtproutes: Constmap, host: string): Route {
  for (const key of [host, ...suffixes(host), '']) {
    const entry = smtproutes.find(key);
    if (entry === null) continue;
    const { value } = entry;
    if (value === '') return { relay: null, port: SMTP_PORT, entry };
    const colon = value.indexOf(':');
    if (colon < 0) return { relay: value, port: SMTP_PORT, entry };
    return { relay: value.slice(0, colon), port: portOf(value.slice(colon + 1)), entry };
  }
  return { relay: null, port: SMTP_PORT, entry: null };
}

function suffixes(host: string): string[] {
  const found: string[] = [];
  for (let i = 1; i < host.length; i += 1) if (host[i] === '.') found.push(host.slice(i));
  return found;
}

/** Leading digits, of which the low 16 bits count (timeoutconn.c:29); none is 0. */
function portOf(text: string): number {
  const digits = /^[0-9]{1,400}/.exec(text)?.[0] ?? '0';
  return Number(BigInt(digits) & 0xffffn);
}

export interface RemoteResult {
  readonly outcome: Outcome;
  /** Hosts where it would connect, in order of preference; empty where it would not. */
  readonly relays: readonly string[];
  readonly steps: readonly Step[];
}

/** An address that qmail-remote found, by the name that led to it. */
interface Place {
  readonly address: string;
  readonly preference: number;
  readonly name: string;
}

const NO_BEST = 100_000;

/**
 * `own`: the host's interface addresses; null where they are not known. `cname`: qmail-1.03 and netqmail first ask whether
 * the name is an alias, and say so where that fails for now (qmail-remote.c:279@1.03). A dot at the end makes it one
 * (dns.c:196@1.03), and for an alias an own address is as good as any other.
 */
export async function remote(
  dns: Resolver,
  own: readonly string[] | null,
  controls: RemoteControls,
  host: string,
  cname = false,
): Promise<RemoteResult> {
  const route = routeOf(controls.smtproutes, host);
  const steps = routeSteps(route, host);
  const found = route.relay === null ? await byMx(dns, host) : await byAddress(dns, route.relay, 0);
  const end = (outcome: Outcome): RemoteResult => ({ outcome, relays: [], steps });
  const say = (decision: string, data: Step['data']) => steps.push({ program: 'qmail-remote', decision, data });
  if (found.kind !== 'places') {
    say(`dns-${found.kind}`, { host: named(route.relay ?? host) });
    if (found.kind === 'not-asked') return end(UNKNOWN);
    if (found.kind === 'hard') return end(outcomeOf('REMOTE-11', { host: printable(route.relay ?? host) }));
    return end(outcomeOf(cname && route.relay === null && host !== '' ? 'REMOTE-5' : 'REMOTE-6'));
  }
  if (found.places.length === 0) return end(outcomeOf(found.soft ? 'REMOTE-6' : 'REMOTE-12'));
  const isAlias = cname && host.endsWith('.');
  const best = route.relay === null && !isAlias ? bestOwn(found.places, own) : Number.POSITIVE_INFINITY;
  const better = found.places
    .filter((place) => place.preference < best)
    .sort((one, other) => one.preference - other.preference);
  if (route.relay === null && own === null) say('own-unknown', {});
  if (better.length === 0) {
    const mine = found.places.find(({ address }) => isOwn(own, address));
    say('own-best', { name: mine?.name ?? host, address: mine?.address ?? '' });
    return end(outcomeOf('REMOTE-13'));
  }
  const back = route.relay === null ? undefined : better.find(({ address }) => isOwn(own, address));
  if (back !== undefined) say('route-own', { relay: named(back.name), address: back.address });
  const relays = [...new Set(better.map(({ name }) => name))];
  if (route.port === 0 || controls.timeoutconnect < 0) return { outcome: outcomeOf('REMOTE-3'), relays, steps };
  return { outcome: UNKNOWN, relays, steps };
}

function bestOwn(places: readonly Place[], own: readonly string[] | null): number {
  return Math.min(NO_BEST, ...places.filter(({ address }) => isOwn(own, address)).map(({ preference }) => preference));
}

/** ipme.c: the addresses of the interfaces, and 0.0.0.0. */
export function isOwn(own: readonly string[] | null, address: string): boolean {
  return address === '0.0.0.0' || (own?.includes(address) ?? false);
}

type Found =
  | { readonly kind: 'places'; readonly places: readonly Place[]; readonly soft: boolean }
  | { readonly kind: 'soft' | 'hard' | 'not-asked' };

const NO_NAME = { kind: 'none' } as const;

async function byMx(dns: Resolver, host: string): Promise<Found> {
  const literal = addressLiteral(host);
  if (literal !== null)
    return { kind: 'places', places: [{ address: literal, preference: 0, name: literal }], soft: false };
  const answer: Answer<Mx> = isAskable(host) ? await dns.mx(host) : NO_NAME;
  if (answer.kind === 'soft' || answer.kind === 'not-asked') return { kind: answer.kind };
  if (answer.kind === 'none') return byAddress(dns, host, 0);
  const all = await Promise.all(answer.records.map((mx) => byAddress(dns, mx.exchange, mx.preference)));
  if (all.some(({ kind }) => kind === 'not-asked')) return { kind: 'not-asked' };
  return {
    kind: 'places',
    places: all.flatMap((each) => (each.kind === 'places' ? each.places : [])),
    soft: all.some(({ kind }) => kind === 'soft'),
  };
}

async function byAddress(dns: Resolver, name: string, preference: number): Promise<Found> {
  const literal = addressLiteral(name);
  if (literal !== null)
    return { kind: 'places', places: [{ address: literal, preference: 0, name: literal }], soft: false };
  const answer: Answer<string> = isAskable(name) ? await dns.a(name) : NO_NAME;
  if (answer.kind === 'none') return { kind: 'hard' };
  if (answer.kind !== 'data') return { kind: answer.kind };
  return { kind: 'places', places: answer.records.map((address) => ({ address, preference, name })), soft: false };
}

/** `1.2.3.4` and `[1.2.3.4]` need no DNS (dns.c:264). */
export function addressLiteral(host: string): string | null {
  return wholeIp(host) ?? bracketedIp(host);
}

/** So that an empty name is seen. */
function named(name: string): string {
  return name === '' ? '""' : name;
}

/** Bytes that are not printable ASCII become `?` (qmail-remote.c:55). */
function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '?');
}

function routeSteps(route: Route, host: string): Step[] {
  if (route.entry === null) return [];
  const decision = route.relay === null ? 'route-by-mx' : 'route';
  return [
    {
      program: 'qmail-remote',
      decision,
      data: { host, relay: named(route.relay ?? ''), port: String(route.port) },
      file: 'control/smtproutes',
      line: route.entry.line,
    },
  ];
}

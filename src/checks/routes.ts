import { constmap, lowerCase, type MapEntry, readLine, readList, splitEntries } from '../qmail/control.ts';
import { routeOf } from '../qmail/remote.ts';
import { route } from '../qmail/send.ts';
import { NOBODY } from '../qmail/trace.ts';
import type { Target } from './check.ts';
import { namedHost } from './entries.ts';
import { controlPath, controlText } from './text.ts';

export const ROUTES = 'smtproutes';

/** An entry that some host can match, that no later line of the same key replaces, and whose mail leaves this machine. */
export interface RouteEntry extends MapEntry {
  readonly path: string;
  /** What stands before the first colon of the value; null where the value is empty: by MX. */
  readonly relay: string | null;
  /** The port in use, 0 to 65535. */
  readonly port: number;
  /** What stands behind the first colon of the value; null without one. */
  readonly portText: string | null;
}

/** The entries that count, in their order. Throws CouldNotCheck. */
export function routeEntries(target: Target): readonly RouteEntry[] {
  const text = controlText(target, ROUTES);
  if (text === null) return [];
  const map = constmap(splitEntries(readList(text)));
  const path = controlPath(target, ROUTES);
  return map.entries
    .filter((entry) => keyTrouble(entry.key) === null && map.find(entry.key) === entry && !staysHere(target, entry.key))
    .map((entry) => {
      const { relay, port } = routeOf(constmap([entry]), entry.key);
      const colon = entry.value.indexOf(':');
      return { ...entry, path, relay, port, portText: colon < 0 ? null : entry.value.slice(colon + 1) };
    });
}

/** Whether mail for the host of a key is delivered here, so that no route is asked for. Throws CouldNotCheck. */
export function staysHere(target: Target, key: string): boolean {
  if (key === '' || key.startsWith('.')) return false;
  const controls = target.send();
  return !('refused' in controls) && route(controls, `${NOBODY}@${key}`).channel === 'local';
}

export type KeyTrouble = 'any' | 'wildcard' | 'at' | 'blank';

/** Why a key matches no host: keys are a host, `.domain`, or nothing (qmail-remote.c:334). */
export function keyTrouble(key: string): KeyTrouble | null {
  if (key === '*') return 'any';
  if (key.includes('*')) return 'wildcard';
  if (key.includes('@')) return 'at';
  return /[ \t]/.test(key) ? 'blank' : null;
}

/** An IPv6 address, in brackets or bare: the value is cut at its first colon all the same. */
export function isIpv6(value: string): boolean {
  if (/^\[[^\]]*:/.test(value)) return true;
  return (
    value.length < 64 &&
    /^[0-9a-f]{0,4}(:[0-9a-f]{0,4})*(:[0-9.]+)?$/i.test(value) &&
    (value.includes('::') || value.split(':').length === 8)
  );
}

/** What follows for a relay that has no address: for good, or where the resolver gives no answer for now (qmail-remote.c:78). */
export function noSuchHost(relay: string) {
  return [{ id: 'REMOTE-11', data: { host: namedHost(relay) } }, { id: 'REMOTE-6' }];
}

/** Whether a host is one by which this one calls itself. Throws CouldNotCheck. */
export function isOwnName(target: Target, name: string): boolean {
  const names = ['me', 'helohost'].flatMap((file) => {
    const control = target.control(file);
    return control.state === 'present' ? [lowerCase(readLine(control.text))] : [];
  });
  return ['localhost', ...names].includes(lowerCase(name));
}

/** Whom a route is for, in a sentence's place for a domain. */
export function routedHosts(key: string): string {
  if (key === '') return '*';
  return key.startsWith('.') ? `*${key}` : key;
}

/** transport(5) and relayhost: where mail for other domains goes. */
import type { Host } from '../../host/host.ts';
import type { OddRoute, OldMail, Route, Trouble } from '../old-mail.ts';
import { listOf, type MainCf } from './main-cf.ts';
import { tableEntries, tableSpec } from './tables.ts';

const MAIN_CF = '/etc/postfix/main.cf';

/** Of two entries for one key the first holds. */
export function routesOf(host: Host, cf: MainCf, troubles: Trouble[]): Pick<OldMail, 'routes' | 'oddRoutes'> {
  const found = new Map<string, Route>();
  const odd: OddRoute[] = [];
  const add = (route: Route | null) => {
    if (route !== null && !found.has(route.domain)) found.set(route.domain, route);
  };
  for (const part of listOf(cf.get('transport_maps').value)) {
    const spec = tableSpec(part, cf.get('default_database_type').value);
    if (spec === null) continue;
    const at = cf.get('transport_maps').at ?? { file: MAIN_CF };
    for (const { key, value, at: line } of tableEntries(host, spec, at, troubles)) {
      const tell = (what: string) => troubles.push({ kind: 'by-hand', what, at: line, data: { key, value } });
      const domain = key === '*' ? '' : key;
      const route = routeOf(domain, value, line);
      if (key.includes('@')) tell('transport-user');
      else if (route === null) tell('transport-other');
      if (key.includes('@') || route === null) odd.push({ key: domain, text: value, to: route });
      else add(route);
    }
  }
  const { value, at } = cf.get('relayhost');
  if (value !== '') add({ ...nextHop(value), domain: '', at });
  return { routes: [...found.values()], oddRoutes: odd };
}

/** Null: to a program that qmail has no counterpart for. */
function routeOf(domain: string, value: string, at: Route['at']): Route | null {
  const [, transport = '', hop = ''] = /^([^:]*):?(.*)$/s.exec(value) ?? [];
  const plain: Route = { domain, relay: null, port: null, at };
  switch (transport) {
    case '':
    case 'smtp':
    case 'relay':
    case 'esmtp':
      return hop === '' ? plain : { ...nextHop(hop), domain, at };
    case 'error':
      return { ...plain, verdict: 'refuse', ...(hop === '' ? {} : { says: hop }) };
    case 'discard':
      return { ...plain, verdict: 'discard' };
    case 'local':
      return { ...plain, verdict: 'local' };
    default:
      return null;
  }
}

/** `[host]:port`, `host:port`; without brackets Postfix asks for the MX of the host, which smtproutes never does. */
export function nextHop(text: string): { relay: string; port: number | null; byMx?: true } {
  const [, inBrackets, bare = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\w+))?$/.exec(text.trim()) ?? [];
  const name = inBrackets ?? bare;
  const number = port === undefined ? null : (NAMED_PORTS.get(port) ?? (Number(port) || null));
  return { relay: name === '' ? text : name, port: number, ...(inBrackets === undefined ? { byMx: true } : {}) };
}

const NAMED_PORTS = new Map([
  ['smtp', 25],
  ['submission', 587],
  ['smtps', 465],
]);

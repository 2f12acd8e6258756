/** control/: what decides whose mail is taken and where it goes. */
import type { OldMail, Route, Trouble } from '../old-mail.ts';
import type { Domains } from './domains.ts';
import type { NewMachine, PlannedFile, PlannedKind } from './types.ts';

/** `virtualdomains`: its lines. */
export function planControls(
  old: OldMail,
  machine: NewMachine,
  domains: Domains,
  virtualdomains: readonly string[],
  troubles: Trouble[],
): PlannedFile[] {
  const file = (
    name: string,
    kind: PlannedKind,
    lines: readonly string[],
    from: PlannedFile['from'] = [],
  ): PlannedFile => ({
    path: `${machine.home}/control/${name}`,
    kind,
    text: lines.map((line) => `${line}\n`).join(''),
    owner: 'root',
    mode: 0o644,
    from,
    remarks: [],
  });
  const value = (name: string, text: string | null) => (text === null ? [] : [file(name, 'value', [text])]);
  const me = old.hostName?.value.toLowerCase() ?? old.origin;
  const origin = domains.home;
  const domain = me.includes('.') ? me.slice(me.indexOf('.') + 1) : null;
  const list = (name: string, lines: readonly string[], from?: PlannedFile['from']) =>
    lines.length === 0 ? [] : [file(name, 'list', [...new Set(lines)], from)];
  const places = (told: readonly { at: PlannedFile['from'][number] | null }[]) =>
    told.flatMap(({ at }) => (at === null ? [] : [at])).slice(0, 3);
  return [
    ...value('me', me),
    ...value('defaultdomain', domain),
    ...value('defaulthost', old.origin === me ? null : old.origin),
    ...value('envnoathost', origin === me ? null : origin),
    file('locals', 'list', domains.locals, places(old.locals)),
    file('rcpthosts', 'list', acceptedDomains(old), places(old.relays)),
    ...list('virtualdomains', virtualdomains, places(old.virtuals)),
    ...list('smtproutes', routeLines(old.routes, troubles), places(old.routes)),
    ...list(
      'badmailfrom',
      old.refusedSenders.map(({ value: sender }) => sender),
      places(old.refusedSenders),
    ),
    ...value('databytes', old.limits.databytes),
    ...value('queuelifetime', old.limits.queuelifetime),
  ];
}

function acceptedDomains(old: OldMail): string[] {
  const all = [...old.locals, ...old.virtuals, ...old.relays].map(({ value }) => value);
  return [...new Set(all)].filter((domain) => !domain.startsWith('['));
}

function routeLines(routes: readonly Route[], troubles: Trouble[]): string[] {
  const everywhere = routes.some(({ domain }) => domain === '');
  return routes.flatMap(({ domain, relay, port, verdict, byMx, at }) => {
    if (verdict !== undefined) return [];
    const tell = (what: string) =>
      troubles.push({ kind: 'by-hand', what, at: at ?? { file: '' }, data: { domain, relay: relay ?? '' } });
    if (relay === null) return everywhere ? [`${domain}:`] : [];
    if (relay.includes(':')) {
      tell('route-ipv6');
      return [];
    }
    if (byMx) tell('route-by-mx');
    return [`${domain}:${relay}${port === null || port === 25 ? '' : `:${port}`}`];
  });
}

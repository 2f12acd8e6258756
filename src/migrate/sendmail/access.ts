/** access(5) of sendmail and class R: who may relay, what is taken for others, whose mail is refused. */
import type { MapLine } from '../maps.ts';
import { isIpv6Network, tcprulesAddresses } from '../networks.ts';
import type { Place, RelayClient, Rewrite, Told, Trouble } from '../old-mail.ts';
import type { SendmailCf } from './cf.ts';

export interface Access {
  readonly relays: readonly Told<string>[];
  readonly clients: readonly RelayClient[];
  readonly senders: readonly Told<string>[];
  /** Recipients that are refused. */
  readonly refused: readonly Rewrite[];
}

interface Found {
  readonly relays: Told<string>[];
  readonly clients: RelayClient[];
  readonly senders: Told<string>[];
  readonly refused: Rewrite[];
}

/** `entire`: domains whose hosts relay, and are relayed to, like those of class R. */
export function accessOf(
  cf: SendmailCf,
  entries: readonly MapLine[],
  troubles: Trouble[],
  entire: readonly Told<string>[],
): Access {
  const found: Found = { relays: [], clients: [], senders: [], refused: [] };
  // Virtual domains are in class R by sendmail.cf itself: they are the machine's own.
  const own = new Set(cf.words('VirtHost').map(({ value }) => value));
  for (const { value, at } of [...cf.words('R'), ...entire])
    if (!own.has(value)) relayed(value, at ?? { file: cf.file }, found, troubles);
  for (const { key, value, at } of entries) {
    const [, tag = '', name = ''] =
      /^(?:(connect|to|from|spam|greetpause|clientrate|clientconn|try_tls|srv_features|tls_\w+):)?([\s\S]*)$/i.exec(
        key,
      ) ?? [];
    const tell = (what: string) => troubles.push({ kind: 'by-hand', what, at, data: { key, value, name: key } });
    if (/^RELAY$/i.test(value)) {
      if (/^from$/i.test(tag)) tell('access-from-relay');
      else relayed(name, at, found, troubles, tag.toLowerCase());
    } else if (isRefusal(value)) refusedBy(tag.toLowerCase(), name, value, at, found, tell);
    else if (!/^(OK|SKIP)$/i.test(value) && tag !== '' && !/^(greetpause|client)/i.test(tag)) tell('access-other');
  }
  return found;
}

/** A network or host that may relay, or a domain: mail for it is taken, and its hosts may relay by their name. */
function relayed(name: string, at: Place, found: Found, troubles: Trouble[], tag = ''): void {
  const rules = tcprulesAddresses(name);
  if (rules !== null || isIpv6Network(name)) {
    if (tag !== 'to') found.clients.push({ text: name, rules: rules ?? [], verdict: 'relay', at });
    return;
  }
  // Its own programs are among 127. in any case.
  if (/^localhost(\.localdomain)?$/.test(name)) return;
  if (tag !== 'connect') found.relays.push({ value: name, at }, { value: `.${name}`, at });
  if (tag !== 'to')
    troubles.push({ kind: 'by-hand', what: 'client-name', at, data: { client: name, verdict: 'relay', name } });
}

function refusedBy(
  tag: string,
  name: string,
  value: string,
  at: Place,
  found: Found,
  tell: (what: string) => void,
): void {
  const rules = tcprulesAddresses(name);
  if (rules !== null && (tag === '' || tag === 'connect')) {
    found.clients.push({ text: name, rules, verdict: 'deny', at });
  } else if (tag === '' || tag === 'from') {
    if (name.endsWith('@')) tell('sender-name');
    else found.senders.push({ value: name.includes('@') ? name : `@${name}`, at });
  } else if (tag === 'to' && name.includes('@') && !name.endsWith('@')) {
    const sign = name.lastIndexOf('@');
    const targets = [{ kind: 'refuse', text: refusalText(value) } as const];
    found.refused.push({ local: name.slice(0, sign), domain: name.slice(sign + 1), targets, at });
  } else tell('access-other');
}

/** `REJECT`, `DISCARD`, `ERROR:5.7.1:550 text`, `error:nouser text`, `550 text`. */
export function isRefusal(value: string): boolean {
  return /^(REJECT|DISCARD|ERROR:|[45]\d\d)/i.test(value.trim());
}

/** What the sender hears. */
export function refusalText(value: string): string {
  const text = value
    .trim()
    .replace(/^ERROR:/i, '')
    .replace(/^"?(\d\.\d\.\d:|nouser\b|nohost\b|user\b)?\s*/i, '')
    .replace(/^\d{3}\s*/, '')
    .replace(/"$/, '');
  return /^(REJECT|DISCARD)?$/i.test(text) ? 'Access denied (#5.7.1)' : text;
}

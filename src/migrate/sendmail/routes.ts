/** mailertable and the smart host: where mail for other domains goes. */
import type { MapLine } from '../maps.ts';
import type { OddRoute, Place, Rewrite, Route, Trouble } from '../old-mail.ts';
import { refusalText } from './access.ts';
import type { SendmailCf } from './cf.ts';

export interface Mailertable {
  readonly routes: readonly Route[];
  /** Domains whose mail all goes to one user of the machine. */
  readonly rewrites: readonly Rewrite[];
  readonly odd: readonly OddRoute[];
}

const SMTP = ['smtp', 'esmtp', 'smtp8', 'dsmtp', 'relay'];

export function mailertable(cf: SendmailCf, entries: readonly MapLine[], troubles: Trouble[]): Mailertable {
  const routes: Route[] = [];
  const rewrites: Rewrite[] = [];
  const odd: OddRoute[] = [];
  for (const { key, value, at } of entries) {
    const domain = key === '.' ? '' : key;
    const [, mailer = '', host = ''] = /^([^:]*):([\s\S]*)$/.exec(value) ?? [];
    const tell = (what: string) =>
      troubles.push({ kind: 'by-hand', what, at, data: { key, value, domain, relay: host } });
    const plain: Route = { domain, relay: null, port: null, at };
    if (SMTP.includes(mailer) && !host.includes('%')) routes.push({ ...plain, ...relayOf(host, tell) });
    else if (mailer === 'error') routes.push({ ...plain, verdict: 'refuse', says: refusalText(`error:${host}`) });
    else if (mailer === 'discard') routes.push({ ...plain, verdict: 'discard' });
    else if (mailer === 'local' && host === '') routes.push({ ...plain, verdict: 'local' });
    else if (mailer === 'local') rewrites.push({ local: null, domain, targets: [{ kind: 'address', text: host }], at });
    else {
      tell('transport-other');
      odd.push({ key: domain, text: value, to: null });
    }
  }
  const smart = cf.macro('S');
  if (smart.value !== '' && !routes.some(({ domain }) => domain === ''))
    routes.push(smartHost(smart.value, smart.at, troubles));
  return { routes, rewrites, odd };
}

function smartHost(text: string, at: Place | null, troubles: Trouble[]): Route {
  const [, mailer, host = ''] = /^(?:(\w+):)?([\s\S]*)$/.exec(text) ?? [];
  const tell = (what: string) =>
    troubles.push({
      kind: 'by-hand',
      what,
      at: at ?? { file: '' },
      data: { key: 'DS', value: text, domain: '', relay: host },
    });
  if (mailer !== undefined && !SMTP.includes(mailer)) tell('transport-other');
  return { domain: '', at, ...relayOf(host, tell) };
}

/** `[host]`, `[host]:port`, `host`, of which the MX is asked, and `host:other`, tried one after the other. */
function relayOf(text: string, tell: (what: string) => void): Pick<Route, 'relay' | 'port'> & { byMx?: true } {
  const [, inBrackets, bare, port, others] =
    /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d+))?(:[\s\S]+)?$/.exec(text.trim()) ?? [];
  const name = inBrackets ?? bare ?? text;
  if (others !== undefined) tell('route-several');
  const isAddress = /^\d+(\.\d+){3}$/.test(name);
  return {
    relay: name === '' ? null : name,
    port: port === undefined ? null : Number(port),
    ...(inBrackets === undefined && !isAddress && name !== '' ? { byMx: true } : {}),
  };
}

/** The addresses of an old system: every one that it names, and one for each kind that it does not. */
import { NOBODY } from '../qmail/trace.ts';
import type { OldMail } from './old-mail.ts';

/** What stands for any text behind the delimiter. */
const DETAIL = 'qx7';

/** Names that every mail system must answer for. */
export const REQUIRED = ['postmaster', 'mailer-daemon', 'root', 'abuse'];

export interface OldAddress {
  readonly address: string;
  /** It stands for all names of its domain that nobody has. */
  readonly probe?: true;
  /** The address without its extension: what holds for both is told of that alone. */
  readonly base?: string;
}

/** The domain at which the names of the machine are asked for. */
export function homeDomain({ locals, origin }: OldMail): string {
  const names = locals.map(({ value }) => value).filter(isName);
  return names.includes(origin) ? origin : (names[0] ?? origin);
}

/** Each once: aliases, users and required names at the first local domain; postmaster, and a name that nobody has, at every domain. */
export function oldAddresses(old: OldMail): OldAddress[] {
  const locals = old.locals.map(({ value }) => value).filter(isName);
  const home = homeDomain(old);
  const names = old.users.filter(({ account }) => account.uid !== 0).map(({ account }) => account.name);
  const own = [...names, ...old.aliases.map(({ name }) => name), ...REQUIRED];
  const bare = old.rewrites.flatMap(({ local, domain }) => (domain === null && local !== null ? [local] : []));
  const whole = old.rewrites.flatMap(({ local, domain }) =>
    domain === null || local === null ? [] : [{ local, domain }],
  );
  const domains = [...locals, ...old.virtuals.map(({ value }) => below(value)).filter(isName)];
  const rewritten = old.rewrites.flatMap(({ domain }) => (domain === null ? [] : [below(domain)]));
  const routed = old.routes.flatMap(({ domain }) => (domain === '' ? [] : [below(domain)]));
  const odd = old.oddRoutes.map(({ key }) => below(key)).filter(isName);
  const relayed = old.relays.map(({ value }) => below(value));
  const found = new Map<string, OldAddress>();
  const add = (local: string, domain: string, probe?: true) => {
    const address = `${local}@${domain}`;
    if (isSendable(local) && !found.has(address)) found.set(address, probe ? { address, probe } : { address });
  };
  for (const name of [...own, ...bare]) add(name, home);
  if (old.delimiter !== '') {
    const extend = (local: string, domain: string) => {
      const address = `${local}${old.delimiter[0]}${DETAIL}@${domain}`;
      if (isSendable(local) && !found.has(address)) found.set(address, { address, base: `${local}@${domain}` });
    };
    for (const name of [...names, ...old.aliases.map((each) => each.name)]) extend(name, home);
    const own = new Set([...locals, ...old.virtuals.map(({ value }) => value)]);
    for (const { local, domain } of whole) if (own.has(domain)) extend(local, domain);
  }
  for (const { account, details } of old.users)
    for (const detail of details.keys()) add(`${account.name}${old.delimiter[0]}${detail}`, home);
  for (const { local, domain } of whole) add(local, below(domain));
  // A rewritten name of one local domain must not change what the others have.
  for (const { local, domain } of whole) if (locals.includes(domain)) for (const other of locals) add(local, other);
  for (const { key } of old.oddRoutes)
    if (key.includes('@')) add(key.slice(0, key.lastIndexOf('@')), key.slice(key.lastIndexOf('@') + 1));
  for (const domain of domains) add('postmaster', domain);
  for (const domain of [...domains, ...rewritten, ...routed, ...odd, ...relayed, ELSEWHERE]) add(NOBODY, domain, true);
  return [...found.values()];
}

/** Mail that leaves by what holds for every other domain. */
const ELSEWHERE = 'elsewhere.example';

/** A host for `.domain`, which stands for all below it. */
function below(domain: string): string {
  return domain.startsWith('.') ? `host${domain}` : domain;
}

function isName(domain: string): boolean {
  return /^[^\s@[\]*/]+$/.test(domain) && !domain.startsWith('.');
}

function isSendable(local: string): boolean {
  return local !== '' && !/[\s\0"/|]/.test(local);
}

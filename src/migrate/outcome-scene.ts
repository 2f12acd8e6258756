/** What is known of an old system while addresses are followed through it, and what its tables say of one. */
import { lowerCase } from '../qmail/control.ts';
import type { Expansion, OddRoute, OldMail, OldUser, Rewrite, Route, Target } from './old-mail.ts';

export interface Scene {
  readonly old: OldMail;
  readonly aliases: ReadonlyMap<string, Expansion>;
  readonly users: ReadonlyMap<string, OldUser>;
  readonly hasAccount: (name: string) => boolean;
  readonly rewrites: ReadonlyMap<string, Rewrite>;
  readonly locals: ReadonlySet<string>;
  readonly virtuals: ReadonlySet<string>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly oddRoutes: ReadonlyMap<string, OddRoute>;
  readonly include: (expansion: Expansion) => readonly Target[];
}

export function rewriteKey({ local, domain }: Pick<Rewrite, 'local' | 'domain'>): string {
  return domain === null ? (local ?? '') : `${local ?? ''}@${domain}`;
}

export interface Way {
  /** Addresses that were rewritten, and local names that were expanded, on the way here. */
  readonly rewritten: readonly string[];
  readonly expanded: readonly string[];
  /** Addresses to which the message was sent anew on the way (Postfix), and on whose behalf the list is worked off. */
  readonly sent: readonly string[];
  readonly owner: string | null;
}

export const FRESH: Way = { rewritten: [], expanded: [], sent: [], owner: null };

export interface Budget {
  left: number;
}

export function relayText(route: Pick<Route, 'relay' | 'port'> | null): string | null {
  if (route === null || route.relay === null) return null;
  return route.port === null || route.port === 25 ? route.relay : `${route.relay}:${route.port}`;
}

export function split(address: string, origin: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@');
  const domain = at < 0 ? origin : lowerCase(address.slice(at + 1));
  return { local: at < 0 ? address : address.slice(0, at), domain };
}

/** Whether mail for the domain is delivered here by alias and forward, whatever the transport table says of it. */
export function isLocal({ locals, oddRoutes, routes }: Scene, domain: string): boolean {
  return locals.has(domain) && !oddRoutes.has(domain) && !routes.has(domain);
}

/** The entry for the whole address, then without its extension, then for the bare name where the domain is our own, then for the domain. */
export function rewriteOf({ rewrites, locals, old }: Scene, local: string, domain: string): Rewrite | null {
  const names = namesOf(lowerCase(local), old.delimiter);
  const own = locals.has(domain) || domain === old.origin;
  const keys = [
    ...names.map((name) => `${name}@${domain}`),
    ...(own && old.system === 'postfix' ? names : []),
    `@${domain}`,
    // A line of mailertable for all that is below a domain.
    ...(own || old.system === 'postfix' ? [] : suffixes(domain).map((each) => `@${each}`)),
  ];
  for (const key of keys) {
    const found = rewrites.get(key);
    if (found !== undefined) return found;
  }
  return null;
}

/** The name, and what stands before its extension. */
export function namesOf(local: string, delimiter: string): string[] {
  const end = delimiter === '' ? -1 : firstOf(local, delimiter);
  return end > 0 ? [local, local.slice(0, end)] : [local];
}

function firstOf(text: string, letters: string): number {
  for (let at = 0; at < text.length; at += 1) if (letters.includes(text[at] as string)) return at;
  return -1;
}

/** `@domain` as a target takes the name along (Postfix); `%1` is the name (sendmail). */
export function filled(target: Target, local: string, domain: string): Target {
  if (target.kind !== 'address') return target;
  if (target.text.startsWith('@')) return { ...target, text: `${local}${target.text}` };
  return target.text.includes('%')
    ? { ...target, text: target.text.replaceAll('%1', local).replaceAll('%0', `${local}@${domain}`) }
    : target;
}

export function routeOf({ routes }: Scene, domain: string): Route | null {
  for (const key of [domain, ...suffixes(domain), '']) {
    const found = routes.get(key);
    if (found !== undefined) return found;
  }
  return null;
}

/** Null where a line that says more of the address decides. sendmail asks none for its own domains. */
export function oddRouteOf({ oddRoutes, routes, locals, old }: Scene, whole: string, domain: string): OddRoute | null {
  if (old.system === 'sendmail' && locals.has(domain)) return null;
  const own = locals.has(domain) ? [domain] : [domain, ...suffixes(domain), ''];
  for (const key of [whole, ...own]) {
    const found = oddRoutes.get(key);
    if (found !== undefined) return found;
    if (routes.has(key)) return null;
  }
  return null;
}

function suffixes(domain: string): string[] {
  return [...domain].flatMap((letter, at) => (letter === '.' && at > 0 ? [domain.slice(at)] : []));
}

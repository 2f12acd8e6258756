/** Where mail for an address ends in the old system. */
import type { Host } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import { withIncludes } from './includes.ts';
import type { Expansion, OldMail, OldUser, Rewrite, Route, Target } from './old-mail.ts';

/** One place where mail for an address ends. */
export type End =
  | { readonly kind: 'mailbox'; readonly user: string }
  | { readonly kind: 'remote'; readonly address: string; readonly relay: string | null }
  | { readonly kind: 'program'; readonly command: string }
  | { readonly kind: 'file'; readonly path: string }
  /** `report` as the log of qmail has it. */
  | { readonly kind: 'refused' | 'discarded' | 'loop'; readonly report?: string }
  /** It waits in the queue; `report` as the log has it. */
  | { readonly kind: 'deferred'; readonly report: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Ends by what they are, each once, in order: two systems do the same where these are equal. */
export function endTexts(ends: readonly End[]): string[] {
  return [...new Set(ends.map(endText))].sort();
}

function endText(end: End): string {
  switch (end.kind) {
    case 'mailbox':
      return `mailbox ${end.user}`;
    case 'remote':
      return `remote ${end.address}${end.relay === null ? '' : ` via ${end.relay}`}`;
    case 'program':
      return `program ${end.command}`;
    case 'file':
      return `file ${end.path}`;
    case 'deferred':
      return `deferred ${end.report}`;
    case 'unknown':
      return `unknown ${end.reason}`;
    default:
      return end.kind;
  }
}

export type OldOutcome = (address: string) => End[];

/** More than any list that a person keeps by hand. */
const MOST = 2000;

interface Scene {
  readonly old: OldMail;
  readonly aliases: ReadonlyMap<string, Expansion>;
  readonly users: ReadonlyMap<string, OldUser>;
  readonly hasAccount: (name: string) => boolean;
  readonly rewrites: ReadonlyMap<string, Rewrite>;
  readonly locals: ReadonlySet<string>;
  readonly virtuals: ReadonlySet<string>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly include: (expansion: Expansion) => readonly Target[];
}

/** A function that follows addresses through `old`, whose files lie on `host`. Never throws; always ends. */
export function oldOutcome(host: Host, old: OldMail): OldOutcome {
  const included = new Map<Expansion, readonly Target[]>();
  const scene: Scene = {
    old,
    aliases: new Map(old.aliases.map((each) => [each.name, each])),
    // A login in upper case is never asked for.
    users: new Map(old.users.map((each) => [each.account.name, each])),
    hasAccount: (name) => host.accounts.byName(name) !== null,
    rewrites: new Map(old.rewrites.map((each) => [rewriteKey(each), each])),
    locals: new Set(old.locals.map(({ value }) => value)),
    virtuals: new Set(old.virtuals.map(({ value }) => value)),
    routes: new Map(old.routes.map((each) => [each.domain, each])),
    include: (expansion) => {
      const known = included.get(expansion) ?? withIncludes(host, expansion, []).targets;
      included.set(expansion, known);
      return known;
    },
  };
  return (address) => follow(scene, address, { rewritten: [], expanded: [] }, { left: MOST });
}

export function rewriteKey({ local, domain }: Pick<Rewrite, 'local' | 'domain'>): string {
  return domain === null ? (local ?? '') : `${local ?? ''}@${domain}`;
}

interface Way {
  /** Addresses that were rewritten, and local names that were expanded, on the way here. */
  readonly rewritten: readonly string[];
  readonly expanded: readonly string[];
}

interface Budget {
  left: number;
}

function follow(scene: Scene, address: string, way: Way, budget: Budget): End[] {
  budget.left -= 1;
  if (budget.left < 0) return [{ kind: 'unknown', reason: 'more than it can follow' }];
  const { local, domain } = split(address, scene.old.origin);
  const whole = `${lowerCase(local)}@${domain}`;
  const rewrite = way.rewritten.includes(whole) ? null : rewriteOf(scene, local, domain);
  if (rewrite !== null) {
    const on: Way = { ...way, rewritten: [...way.rewritten, whole] };
    return scene.include(rewrite).flatMap((each) => reach(scene, filled(each, local, domain), on, budget));
  }
  const routed = routeOf(scene, domain);
  const isLocal = scene.locals.has(domain);
  // The transport table of Postfix stands before the rest; that of sendmail is not asked for its own domains.
  const decides = !isLocal || (scene.old.system === 'postfix' && routed !== null && routed.domain === domain);
  if (decides && routed?.verdict === 'refuse') return [{ kind: 'refused' }];
  if (decides && routed?.verdict === 'discard') return [{ kind: 'discarded' }];
  if (decides && routed?.verdict === 'local') return localEnds(scene, local, way, budget);
  if (isLocal && !decides) return localEnds(scene, local, way, budget);
  if (!isLocal && scene.virtuals.has(domain)) return [{ kind: 'refused' }];
  return [{ kind: 'remote', address: `${local}@${domain}`, relay: relayText(routed) }];
}

export function relayText(route: Pick<Route, 'relay' | 'port'> | null): string | null {
  if (route === null || route.relay === null) return null;
  return route.port === null || route.port === 25 ? route.relay : `${route.relay}:${route.port}`;
}

function split(address: string, origin: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@');
  const domain = at < 0 ? origin : lowerCase(address.slice(at + 1));
  return { local: at < 0 ? address : address.slice(0, at), domain };
}

/** The entry for the whole address, then without its extension, then for the bare name where the domain is our own, then for the domain. */
function rewriteOf({ rewrites, locals, old }: Scene, local: string, domain: string): Rewrite | null {
  const names = namesOf(lowerCase(local), old.delimiter);
  const own = locals.has(domain) || domain === old.origin;
  const keys = [
    ...names.map((name) => `${name}@${domain}`),
    ...(own && old.system === 'postfix' ? names : []),
    `@${domain}`,
  ];
  for (const key of keys) {
    const found = rewrites.get(key);
    if (found !== undefined) return found;
  }
  return null;
}

/** The name, and what stands before its extension. */
function namesOf(local: string, delimiter: string): string[] {
  const end = delimiter === '' ? -1 : firstOf(local, delimiter);
  return end > 0 ? [local, local.slice(0, end)] : [local];
}

function firstOf(text: string, letters: string): number {
  for (let at = 0; at < text.length; at += 1) if (letters.includes(text[at] as string)) return at;
  return -1;
}

/** `@domain` as a target takes the name along (Postfix); `%1` is the name (sendmail). */
function filled(target: Target, local: string, domain: string): Target {
  if (target.kind !== 'address') return target;
  if (target.text.startsWith('@')) return { ...target, text: `${local}${target.text}` };
  return target.text.includes('%')
    ? { ...target, text: target.text.replaceAll('%1', local).replaceAll('%0', `${local}@${domain}`) }
    : target;
}

function routeOf({ routes }: Scene, domain: string): Route | null {
  for (const key of [domain, ...suffixes(domain), '']) {
    const found = routes.get(key);
    if (found !== undefined) return found;
  }
  return null;
}

function suffixes(domain: string): string[] {
  return [...domain].flatMap((letter, at) => (letter === '.' && at > 0 ? [domain.slice(at)] : []));
}

function reach(scene: Scene, target: Target, way: Way, budget: Budget): End[] {
  switch (target.kind) {
    case 'program':
      return [{ kind: 'program', command: target.text }];
    case 'file':
      return [{ kind: 'file', path: target.text }];
    case 'discard':
      return [{ kind: 'discarded' }];
    case 'refuse':
      return [{ kind: 'refused' }];
    case 'include':
      return [{ kind: 'unknown', reason: target.text }];
    default:
      // recipient.c of Postfix: `\\user` has lost its backslash before it is asked for.
      return target.literal && scene.old.system === 'sendmail'
        ? mailbox(scene, target.text)
        : follow(scene, target.text, way, budget);
  }
}

function mailbox(scene: Scene, address: string): End[] {
  const name = lowerCase(address.replace(/@.*$/, ''));
  return scene.hasAccount(name) ? [{ kind: 'mailbox', user: name }] : [{ kind: 'refused' }];
}

/** Aliases, then the user's forward file, then the mailbox. A name that is being expanded is not expanded again. */
function localEnds(scene: Scene, local: string, way: Way, budget: Budget): End[] {
  const names = namesOf(lowerCase(local), scene.old.delimiter);
  const on = (key: string): Way => ({ ...way, expanded: [...way.expanded, key] });
  for (const name of names) {
    const alias = scene.aliases.get(name);
    const key = `alias ${name}`;
    if (alias === undefined || way.expanded.includes(key)) continue;
    return scene.include(alias).flatMap((each) => reach(scene, each, on(key), budget));
  }
  for (const name of names) {
    const user = scene.users.get(name);
    if (user === undefined && !scene.hasAccount(name)) continue;
    const key = `forward ${name}`;
    const forward = user?.forward ?? null;
    if (forward === null || way.expanded.includes(key)) return [{ kind: 'mailbox', user: name }];
    return scene.include(forward).flatMap((each) => reach(scene, each, on(key), budget));
  }
  if (names.some((name) => way.expanded.includes(`alias ${name}`))) return [{ kind: 'loop' }];
  const { luser } = scene.old;
  if (luser === null || way.expanded.includes('luser')) return [{ kind: 'refused' }];
  return scene.include(luser).flatMap((each) => reach(scene, filled(each, local, ''), on('luser'), budget));
}

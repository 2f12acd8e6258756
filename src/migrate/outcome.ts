/** Where mail for an address ends in the old system. */
import type { Host } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import { withIncludes } from './includes.ts';
import type { Expansion, OddRoute, OldMail, OldUser, Target } from './old-mail.ts';
import {
  type Budget,
  FRESH,
  filled,
  isLocal,
  namesOf,
  oddRouteOf,
  relayText,
  rewriteKey,
  rewriteOf,
  routeOf,
  type Scene,
  split,
  type Way,
} from './outcome-scene.ts';

/** One place where mail for an address ends. */
export type End =
  /** `place`: the instruction that says where in his home, `./Maildir/`; absent where that is not known. */
  | { readonly kind: 'mailbox'; readonly user: string; readonly place?: string }
  | { readonly kind: 'remote'; readonly address: string; readonly relay: string | null }
  | { readonly kind: 'program'; readonly command: string }
  | { readonly kind: 'file'; readonly path: string }
  /** `report` as the log of qmail has it. */
  | { readonly kind: 'refused' | 'discarded' | 'loop'; readonly report?: string }
  /** Beside where it ends: strangers may not write to it, only whoever relays through the machine or is on it. */
  | { readonly kind: 'inside' }
  /** It waits in the queue; `report` as the log has it. */
  | { readonly kind: 'deferred'; readonly report: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Ends by what they are, each once, in order: two systems do the same where these are equal, but for where in a home a mailbox lies. */
export function endTexts(ends: readonly End[]): string[] {
  return [...new Set(ends.map(endText))].sort();
}

/** With where in a home a mailbox lies, where that is known. */
export function placedTexts(ends: readonly End[]): string[] {
  const placed = ends.map((end) =>
    end.kind === 'mailbox' && end.place !== undefined ? `${endText(end)} ${end.place}` : endText(end),
  );
  return [...new Set(placed)].sort();
}

/** The same, with that taken as not known. */
export function withoutPlaces(ends: readonly End[]): End[] {
  return ends.map((end) => (end.kind === 'mailbox' ? { kind: 'mailbox', user: end.user } : end));
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
    oddRoutes: new Map(old.oddRoutes.map((each) => [each.key, each])),
    include: (expansion) => {
      const known = included.get(expansion) ?? withIncludes(host, expansion, []).targets;
      included.set(expansion, known);
      return known;
    },
  };
  return (address) => follow(scene, address, FRESH, { left: MOST });
}

function follow(scene: Scene, address: string, way: Way, budget: Budget): End[] {
  budget.left -= 1;
  if (budget.left < 0) return [{ kind: 'unknown', reason: 'more than it can follow' }];
  // A path of UUCP: each system makes another address of it.
  if (!address.includes('@') && address.includes('!')) return [{ kind: 'unknown', reason: address }];
  const { local, domain } = split(address, scene.old.origin);
  const whole = `${lowerCase(local)}@${domain}`;
  const rewrite = way.rewritten.includes(whole) ? null : rewriteOf(scene, local, domain);
  if (rewrite !== null) {
    const on: Way = { ...way, rewritten: [...way.rewritten, whole] };
    return scene.include(rewrite).flatMap((each) => reach(scene, filled(each, local, domain), on, budget));
  }
  const odd = oddRouteOf(scene, whole, domain);
  if (odd !== null) return [oddEnd(odd, `${local}@${domain}`)];
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

function oddEnd({ to, text }: OddRoute, address: string): End {
  return to === null ? { kind: 'unknown', reason: text } : { kind: 'remote', address, relay: relayText(to) };
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
      if (target.literal && scene.old.system === 'sendmail') return mailbox(scene, target.text);
      return scene.old.system === 'postfix' && way.expanded.length > 0
        ? within(scene, target, way, budget)
        : follow(scene, target.text, way, budget);
  }
}

function mailbox(scene: Scene, address: string): End[] {
  const name = lowerCase(address.replace(/@.*$/, ''));
  return scene.hasAccount(name) ? [{ kind: 'mailbox', user: name }] : [{ kind: 'refused' }];
}

/** local(8) of Postfix goes on with its own names itself: only what leaves it meets virtual(5) and canonical(5) again. */
function within(scene: Scene, target: Target, way: Way, budget: Budget): End[] {
  const { local, domain } = split(target.text, scene.old.origin);
  if (!isLocal(scene, domain) || local.includes('!')) return sentAnew(scene, target.text, way, budget);
  if (rewriteOf(scene, local, domain)?.targets[0]?.kind === 'refuse') return [{ kind: 'refused' }];
  budget.left -= 1;
  if (budget.left < 0) return [{ kind: 'unknown', reason: 'more than it can follow' }];
  return localEnds(scene, local, way, budget, { domain, inList: target.inList === true });
}

function sentAnew(scene: Scene, address: string, way: Way, budget: Budget): End[] {
  if (way.sent.includes(address)) return [{ kind: 'loop' }];
  return follow(scene, address, { rewritten: [], expanded: [], sent: [...way.sent, address], owner: null }, budget);
}

interface Come {
  readonly domain: string;
  /** An included list names it. */
  readonly inList: boolean;
}

/** Aliases, then the user's forward file, then the mailbox. A name that is being expanded is not expanded again. */
function localEnds(scene: Scene, local: string, way: Way, budget: Budget, come?: Come): End[] {
  const names = namesOf(lowerCase(local), scene.old.delimiter);
  const on = (key: string, owner: string | null): Way => ({ ...way, expanded: [...way.expanded, key], owner });
  for (const name of names) {
    const alias = scene.aliases.get(name);
    const key = `alias ${name}`;
    if (alias === undefined) continue;
    if (way.expanded.includes(key)) {
      // alias.c of Postfix: but for a name within its own alias, "alias database loop".
      if (scene.old.system === 'postfix' && way.expanded.at(-1) !== key) return [{ kind: 'loop' }];
      continue;
    }
    const owner = scene.aliases.has(`owner-${name}`) ? `owner-${name}` : way.owner;
    return scene.include(alias).flatMap((each) => reach(scene, each, on(key, owner), budget));
  }
  const [user, ...rest] = names;
  // recipient.c of Postfix, deliver_switch(): such mail is a message of its own from here on.
  const isOwn = way.owner === null || way.owner === user || rest.includes(way.owner);
  if (come !== undefined && (come.inList || !isOwn)) return sentAnew(scene, `${local}@${come.domain}`, way, budget);
  return userEnds(scene, local, names, way, budget);
}

function userEnds(scene: Scene, local: string, names: readonly string[], way: Way, budget: Budget): End[] {
  const on = (key: string, owner: string | null): Way => ({ ...way, expanded: [...way.expanded, key], owner });
  for (const name of names) {
    const user = scene.users.get(name);
    if (user === undefined && !scene.hasAccount(name)) continue;
    const key = `forward ${name}`;
    const forward = user === undefined ? null : forwardOf(user, lowerCase(local).slice(name.length + 1));
    if (forward === null || way.expanded.includes(key)) return [{ kind: 'mailbox', user: name }];
    return scene.include(forward).flatMap((each) => reach(scene, each, on(key, name), budget));
  }
  if (names.some((name) => way.expanded.includes(`alias ${name}`))) return [{ kind: 'refused' }];
  const { luser } = scene.old;
  if (luser === null || way.expanded.includes('luser')) return [{ kind: 'refused' }];
  return scene.include(luser).flatMap((each) => reach(scene, filled(each, local, ''), on('luser', null), budget));
}

/** The file for the extension, else the one for all. */
function forwardOf({ forward, details }: OldUser, extension: string): Expansion | null {
  return details.get(extension) ?? forward;
}

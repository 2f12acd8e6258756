import type { Outcome } from '../../qmail/trace.ts';
import { assignEntries } from '../assign.ts';
import type { Check, Report, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { byOwner, ownerName, withdrawn } from '../mailbox.ts';
import { routing } from '../routing.ts';
import { octal } from '../text.ts';
import { foundBelowDomains, named, type VpopmailHome, vpopmailHomes, vpopmailHop } from '../vpopmail.ts';

/**
 * All mail for a domain ends before vdelivermail is run: at its directory or at its .qmail-default (qmail-local.c:490-670). What stops
 * several domains at one place is told of once.
 */
export const check: Check = function* (target) {
  const homes = vpopmailHomes(target);
  if (homes.length === 0) return;
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const troubles = new Map<string, Trouble>();
  yield* eachHome(homes, (home) => collect(target, home, troubles));
  for (const trouble of troubles.values()) yield report(target, trouble);
};

interface Trouble {
  readonly home: VpopmailHome;
  readonly domains: string[];
  readonly outcome: Outcome;
  readonly message: string;
  readonly place: string;
}

/** What is found is told when all is known. */
function collect(target: Target, home: VpopmailHome, into: Map<string, Trouble>): Yield[] {
  const { domain, hop } = vpopmailHop(target, home) ?? {};
  const outcome = hop?.outcome ?? null;
  const message = outcome === null ? null : kindOf(outcome);
  if (domain === undefined || outcome === null || message === null) return [];
  const place =
    message === 'root'
      ? assignEntries(target).path
      : message === 'no-default'
        ? `${home.home}/.qmail-default`
        : (outcome.blocked?.at ?? home.home);
  const key = `${message} ${place} ${message === 'root' ? home.line : ''}`;
  const known = into.get(key);
  if (known === undefined) into.set(key, { home, domains: [domain], outcome, message, place });
  else known.domains.push(domain);
  return [];
}

function report(target: Target, { home, domains, outcome, message, place }: Trouble): Report {
  const { installation } = target;
  const { stat = null } = outcome.blocked ?? {};
  const [domain = '', another] = domains;
  const given = foundBelowDomains(target, home, place);
  const changed = message === 'default-executable' ? target.host.lstat(`${home.home}/.qmail-default`) : stat;
  return {
    message,
    data: {
      domain: named(domains),
      home: home.home,
      path: place,
      line: String(home.line),
      assign: assignEntries(target).path,
      uid: String(home.who.uid),
      to: ownerName(installation, home.who.uid),
      owner: stat ? ownerName(installation, stat.uid) : '',
      mode: stat ? octal(stat.mode) : '',
      change: withdrawn((stat?.mode ?? 0) & installation.compiled.patrn),
      file: `${home.home}/.qmail-default`,
      ...given.data,
    },
    ...(message === 'default-unreadable' ? given.report : byOwner(installation, home.who, changed)),
    subject: {
      path: place,
      ...(another === undefined ? { domain } : {}),
      ...(message === 'root' ? { line: home.line } : {}),
    },
    prevents: outcome.message === null ? [] : [{ id: outcome.message, data: outcome.data }],
  };
}

function kindOf({ message, blocked }: Outcome): string | null {
  switch (message) {
    case 'LSPAWN-6':
      return 'root';
    case 'LOCAL-9':
      return blocked?.errno === 'EACCES' ? 'closed' : 'missing';
    case 'LOCAL-11':
      return 'writable';
    case 'LOCAL-12':
      return 'sticky';
    case 'LOCAL-19':
      return 'no-default';
    case 'LOCAL-8':
      return 'default-unreadable';
    case 'LOCAL-15':
      return 'default-writable';
    case 'LOCAL-16':
      return 'default-blank';
    case 'LOCAL-18':
      return 'default-executable';
    default:
      return null;
  }
}

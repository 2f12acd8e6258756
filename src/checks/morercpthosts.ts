/** control/morercpthosts and the cdb that is made from it, for the rules on both. */
import { ROOT, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import { accepts, type Rcpthosts } from '../qmail/rcpthosts.ts';
import { relaysForAll } from './accepted.ts';
import type { Target } from './check.ts';
import { controlPath } from './text.ts';

export const SOURCE = 'morercpthosts';
export const COMPILED = 'morercpthosts.cdb';

/** What there is under this name in control/, links followed; null for nothing. Throws CouldNotCheck. */
export function controlStat(target: Target, name: string): Stat | null {
  const found = walk(target.host, ROOT, controlPath(target, name));
  return found.ok ? found.stat : null;
}

/** Without rcpthosts qmail-smtpd opens no morercpthosts.cdb (rcpthosts.c:20), and for clients with RELAYCLIENT it looks into neither. */
export function isConsulted(target: Target): boolean {
  return target.control('rcpthosts').state === 'present' && !relaysForAll(target.services);
}

/** Whether mail for this domain, or for `.domain` and all below, is taken from strangers. */
export function isAccepted(rcpthosts: Rcpthosts, domain: string): boolean {
  const answer = accepts(rcpthosts, `x@${domain}`);
  return answer !== 'trouble' && answer.accepted;
}

/** Whether rcpthosts alone takes it, whatever the cdb holds. */
export function isInRcpthosts(rcpthosts: Rcpthosts, domain: string): boolean {
  return isAccepted({ ...rcpthosts, cdb: 'absent' }, domain);
}

/** An entry that no domain of a real address equals: a wildcard, an address, a list or a note in place of a name. */
export function isNoDomain(entry: string): boolean {
  return /[@*/:,; \t\r]/.test(entry) || /^[-!]/.test(entry);
}

/** Those that make a difference: what rcpthosts accepts, or nothing can match, is answered the same either way. */
export function effective(rcpthosts: Rcpthosts, keys: readonly string[]): string[] {
  return keys.filter((key) => !isNoDomain(key) && !isInRcpthosts(rcpthosts, key));
}

/** The command that compiles control/morercpthosts. */
export function newmrh(target: Target): string {
  return `${target.installation.home}/bin/qmail-newmrh`;
}

const SHOWN = 5;

/** Up to five names and how many more there are. */
export function someOf(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` (+${more})` : '');
}

/** Which domains stay local, and which become virtual, because names mean something else in them than in the others. */
import { lowerCase } from '../../qmail/control.ts';
import type { OldMail } from '../old-mail.ts';

export interface Domains {
  /** control/locals. */
  readonly locals: readonly string[];
  /** Local domains of the old system with names of their own: their other names are those of `home`. */
  readonly moved: readonly string[];
  /** A local domain for names without one. */
  readonly home: string;
}

export function domainsOf(old: OldMail): Domains {
  const locals = localDomains(old);
  const home = localOrigin(old, locals);
  const host = old.hostName === null ? '' : lowerCase(old.hostName.value);
  const isMain = (domain: string) =>
    `.${host}`.endsWith(`.${domain}`) || domain === old.origin || domain.split('.')[0] === 'localhost';
  const moved = locals.filter((domain) => {
    if (domain === home) return false;
    const own = old.rewrites.filter((each) => each.domain === domain);
    if (own.length === 0) return false;
    return !isMain(domain) || own.some(({ local }) => local === null || isTaken(old, local, domain, locals));
  });
  return { locals: locals.filter((domain) => !moved.includes(domain)), moved, home };
}

/** Whether the name is somebody's in the other local domains too. */
function isTaken(
  { aliases, users, rewrites }: OldMail,
  name: string,
  domain: string,
  locals: readonly string[],
): boolean {
  return (
    aliases.some((each) => each.name === name) ||
    users.some(({ account }) => lowerCase(account.name) === name) ||
    rewrites.some(
      (each) => each.local === name && each.domain !== domain && each.domain !== null && locals.includes(each.domain),
    )
  );
}

/** In Postfix a route of its own takes even a local domain away, or makes another one local. */
function localDomains({ locals, routes, system }: OldMail): string[] {
  const leaves = (domain: string) =>
    system === 'postfix' && routes.some((route) => route.domain === domain && route.verdict !== 'local');
  const made = routes.filter(({ verdict, domain }) => verdict === 'local' && domain !== '' && !domain.startsWith('.'));
  const stay = locals.map(({ value }) => value).filter((each) => !leaves(each));
  return [...new Set([...stay, ...made.map(({ domain }) => domain)])];
}

/** Names without a domain are users here, in sendmail whatever the masquerade, in Postfix where its origin is local. */
function localOrigin(old: OldMail, locals: readonly string[]): string {
  if (old.system === 'postfix' || locals.includes(old.origin)) return old.origin;
  const host = old.hostName === null ? undefined : lowerCase(old.hostName.value);
  return host !== undefined && locals.includes(host) ? host : (locals[0] ?? old.origin);
}

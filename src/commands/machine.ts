/** What every command does with the options that name a machine. */
import { resolve } from 'node:path';
import type { DomainScope } from '../audit/one-domain.ts';
import { DEFAULT_HOME, isHome, openTarget, type TargetOptions } from '../audit/target.ts';
import type { Target } from '../checks/check.ts';
import { tried } from '../checks/tried.ts';
import { UsageError } from '../errors.ts';
import { bytesOf } from '../host/bytes.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';

/** `fromImage`: the default delivery that an image brings along. Throws UsageError for a home that names no place. */
export function targetOptions(
  options: Omit<TargetOptions, 'domains'> & Pick<HostOptions, 'root' | 'image'>,
  fromImage: string | null,
): Omit<TargetOptions, 'domains'> {
  return {
    ...options,
    home: options.home === undefined ? undefined : bytesOf(absoluteHome(options.home, options)),
    defaultDelivery:
      options.defaultDelivery === undefined ? (fromImage ?? undefined) : bytesOf(options.defaultDelivery),
  };
}

/** The running machine alone has a directory that a relative home starts from. */
function absoluteHome(home: string, { root, image }: Pick<HostOptions, 'root' | 'image'>): string {
  if (home.startsWith('/')) return withoutSlashes(home);
  const other = root === undefined ? image : root;
  if (other === undefined && home !== '') return resolve(home);
  const machine = other === undefined ? '' : ` on the machine of ${root === undefined ? '--image' : '--root'} ${other}`;
  throw new UsageError(`home '${home}': give an absolute path${machine}, such as /var/qmail`);
}

function withoutSlashes(home: string): string {
  return home.replace(/(.)\/+$/, '$1');
}

/** The host where one is named, or the running machine where it has a qmail home in the usual place. */
export async function targetOf(options: HostOptions & Omit<TargetOptions, 'domains'>): Promise<Target | null> {
  const { host, defaultDelivery } = await openHost(options);
  const given = options.home !== undefined || options.root !== undefined || options.image !== undefined;
  if (!given && !isHome(host, DEFAULT_HOME)) return null;
  return openTarget(remembering(host), targetOptions(options, defaultDelivery));
}

/** A name of an account as it stands there; null where none is given. Throws UsageError for one that no account has. */
export function accountNamed({ host }: Target, name: string | undefined): string | null {
  if (name === undefined) return null;
  if (host.accounts.byName(bytesOf(name)) === null)
    throw new UsageError(`--user ${name}: no such account on the audited machine`);
  return bytesOf(name);
}

/** What one domain has to do with; null where none is given. Throws UsageError for a name that nothing there takes mail for. */
export async function domainNamed(target: Target, name: string | undefined): Promise<DomainScope | null> {
  if (name === undefined) return null;
  const { domainScope, isKnownDomain } = await import('../audit/one-domain.ts');
  const domain = bytesOf(name);
  // What cannot be looked at the audit says.
  if (tried(() => isKnownDomain(target, domain)) === false)
    throw new UsageError(`--domain ${name}: neither local nor virtual there, nor taken by rcpthosts`);
  return domainScope(target, domain);
}

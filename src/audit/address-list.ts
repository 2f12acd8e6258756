/** Which addresses an installation takes: by local names, virtual domains and the domains that it relays. */
import { acceptingEntries, rcpthostsOf } from '../checks/accepted.ts';
import type { Target } from '../checks/check.ts';
import { isSystem, uidMinOf } from '../checks/people.ts';
import { virtualEntries } from '../checks/routing.ts';
import { controlPath } from '../checks/text.ts';
import { textOf } from '../host/bytes.ts';
import { type Account, CouldNotCheck } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import { route, type SendControls } from '../qmail/send.ts';
import { NOBODY } from '../qmail/trace.ts';
import type { Name, Names, Source } from './address-names.ts';
import { partAccounts } from './mailboxes.ts';

export interface AddressOptions {
  /** Only this domain. */
  readonly domain?: string;
  /** Only what this account answers for. */
  readonly user?: string;
  /** False: without the accounts and what is in their homes. */
  readonly accounts?: boolean;
}

/** An address to ask about. */
export interface Asked {
  /** As people read it. */
  readonly address: string;
  /** The envelope recipient that stands for it. */
  readonly recipient: string;
  readonly wild: boolean;
  /** Whoever has no address of his own in the domain. */
  readonly others: boolean;
  /** Its domain is made up. */
  readonly sample: boolean;
  readonly from: Source;
  /** It is no address unless somebody has a file for it, or unless mail for it arrives. */
  readonly only?: 'answered' | 'arriving';
}

export type Unseen = Pick<CouldNotCheck, 'path' | 'reason'>;

/** Each once, as far as they can be told; places that could not be looked at among them. */
export function* addressList(
  target: Target,
  controls: SendControls,
  names: Names,
  options: AddressOptions,
): Generator<Asked | Unseen> {
  const domains = domainsOf(target, controls, options);
  if (domains.local.length > 0) yield* inLocals(target, names, domains.local, options);
  for (const each of domains.single) if (isWanted(each.recipient, options)) yield each;
  for (const domain of domains.virtual) yield* inVirtual(names, domain, domains.single);
  for (const domain of domains.others) yield others(domain);
}

/** A domain or a pattern of domains. */
interface Domain {
  /** As people read it: `*.example.org`. */
  readonly shown: string;
  readonly host: string;
  readonly sample: boolean;
  readonly from: Source;
  /** What virtualdomains puts before its local parts. */
  readonly prefix?: string;
}

interface Domains {
  readonly local: readonly Domain[];
  readonly virtual: readonly Domain[];
  /** Addresses that virtualdomains has by themselves. */
  readonly single: readonly Asked[];
  /** Exceptions, and what is only relayed. */
  readonly others: readonly Domain[];
}

function domainsOf(target: Target, controls: SendControls, options: AddressOptions): Domains {
  const wanted = (domain: Domain) => narrowed(domain, options.domain);
  const local = localDomains(target, controls).flatMap(wanted);
  const entries = virtualEntries(controls).filter(({ domain }) => controls.locals.find(domain) === null);
  const virtual: Domain[] = [];
  const exceptions: Domain[] = [];
  const single: Asked[] = [];
  const named = new Set<string>();
  for (const { key, value, line } of entries) {
    const from = { file: controlPath(target, 'virtualdomains'), line };
    if (key.includes('@') && !key.startsWith('@')) {
      single.push({ address: textOf(key), recipient: key, wild: false, others: false, sample: false, from });
      continue;
    }
    for (const domain of wanted({ ...patternOf(key), from })) {
      const decides = route(controls, `${NOBODY}@${domain.host}`).virtual?.line === line;
      if (!decides) continue;
      if (value === '') exceptions.push(domain);
      else virtual.push({ ...domain, prefix: `${value}-` });
      named.add(lowerCase(domain.host));
    }
  }
  const known = [...local, ...virtual, ...exceptions];
  const relayed = relayedDomains(target, controls).flatMap(wanted);
  const others = [...exceptions, ...onlyNew(relayed, known)];
  return { local, virtual, single, others: [...others, ...asIt(options.domain, [...known, ...others])] };
}

function localDomains(target: Target, { locals, localsFile }: SendControls): Domain[] {
  return locals.entries
    .filter((entry) => entry.key !== '' && locals.find(entry.key) === entry)
    .map(({ key, line }) => ({
      shown: textOf(key),
      host: key,
      sample: false,
      from: { file: `${target.installation.home}/${localsFile}`, line },
    }));
}

/** What rcpthosts takes without its being local or virtual; every domain where there is no rcpthosts. */
function relayedDomains(target: Target, controls: SendControls): Domain[] {
  if (rcpthostsOf(target).state === 'absent')
    return [{ ...patternOf(''), from: { file: controlPath(target, 'rcpthosts') } }];
  return acceptingEntries(target)
    .map(({ text, path, line }) => ({
      ...patternOf(text),
      from: { file: path, ...(line === undefined ? {} : { line }) },
    }))
    .filter(({ host }) => {
      const { channel, virtual } = route(controls, `${NOBODY}@${host}`);
      return channel === 'remote' && virtual === null;
    });
}

/** The key of a domain as a pattern: `example.org`, `.example.org` for all below it, the empty key for all. */
function patternOf(key: string): Omit<Domain, 'from'> {
  if (key === '') return { shown: '*', host: `${NOBODY}.invalid`, sample: true };
  if (key.startsWith('.')) return { shown: `*${textOf(key)}`, host: NOBODY + key, sample: true };
  return { shown: textOf(key), host: key, sample: false };
}

/** The domain that is asked for, where the pattern covers it. */
function narrowed(domain: Domain, only: string | undefined): Domain[] {
  if (only === undefined) return [domain];
  const one = { ...domain, shown: textOf(only), host: only, sample: false };
  if (!domain.sample) return lowerCase(domain.host) === lowerCase(only) ? [domain] : [];
  const suffix = domain.host.slice(NOBODY.length);
  return suffix === '.invalid' || lowerCase(only).endsWith(lowerCase(suffix)) ? [one] : [];
}

function onlyNew(domains: readonly Domain[], known: readonly Domain[]): Domain[] {
  const seen = new Set(known.map(({ shown }) => lowerCase(shown)));
  return domains.filter(({ shown }) => {
    const key = lowerCase(shown);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A domain that was asked for and that nothing here names: it is said where its mail goes. */
function asIt(only: string | undefined, known: readonly Domain[]): Domain[] {
  if (only === undefined || known.length > 0) return [];
  return [{ shown: textOf(only), host: only, sample: false, from: { file: '' } }];
}

function* inLocals(
  target: Target,
  names: Names,
  domains: readonly Domain[],
  options: AddressOptions,
): Generator<Asked | Unseen> {
  const said = new Set<string>();
  const at = function* (name: Name, only?: Asked['only']): Generator<Asked> {
    const key = lowerCase(name.shown);
    if (name.shown === '*' || said.has(key)) return;
    said.add(key);
    for (const domain of domains) yield asked(name, domain, only);
  };
  const { people, system } = accountsOf(target, options);
  for (const account of people) {
    yield* at(nameOf(account));
    yield* lookedAt(behindAccount(target, names, account, at));
  }
  for (const { local, wild, file, line } of names.assigned()) {
    const from = { file, ...(line === undefined ? {} : { line }) };
    const name = { name: wild ? local + NOBODY : local, shown: textOf(local) + (wild ? '*' : ''), wild, from };
    yield* at(name, wild ? 'answered' : undefined);
    if (wild) yield* lookedAt(prefixed(names.under(local), local, at));
  }
  yield* lookedAt(prefixed(names.under(''), '', at));
  for (const account of system) yield* at(nameOf(account), 'arriving');
  for (const domain of domains) yield others(domain);
}

function nameOf({ name }: Account): Name {
  return { name, shown: textOf(name), wild: false, from: { file: '/etc/passwd' } };
}

type At = (name: Name, only?: Asked['only']) => Generator<Asked>;

function* behindAccount({ installation }: Target, names: Names, { name }: Account, at: At): Generator<Asked> {
  const mark = installation.compiled.break;
  if (mark !== '') yield* prefixed(names.under(name + mark), name + mark, at);
}

function* prefixed(found: Iterable<Name>, prefix: string, at: At): Generator<Asked> {
  for (const each of found)
    yield* at(
      { ...each, name: prefix + each.name, shown: textOf(prefix) + each.shown },
      each.wild ? 'answered' : undefined,
    );
}

/** People's accounts; those of the system and of qmail itself, whose names are addresses only where mail for them arrives. */
function accountsOf({ host }: Target, { user, accounts }: AddressOptions): Record<'people' | 'system', Account[]> {
  if (accounts === false) return { people: [], system: [] };
  const { plain, odd, others: rest } = partAccounts(host.accounts);
  const uidMin = uidMinOf(host);
  const isWanted = ({ name }: Account) => user === undefined || name === user;
  const isPerson = (account: Account) => !isSystem(account, uidMin);
  const mail = [...plain, ...odd].filter(isWanted);
  return {
    people: mail.filter(isPerson),
    system: [...mail.filter((each) => !isPerson(each)), ...rest.filter(isWanted)],
  };
}

function* inVirtual(names: Names, domain: Domain, single: readonly Asked[]): Generator<Asked | Unseen> {
  const said = new Set(single.map(({ recipient }) => lowerCase(recipient)));
  const inDomain = function* (): Generator<Asked> {
    for (const each of names.under(domain.prefix ?? '')) {
      const key = lowerCase(`${each.name}@${domain.host}`);
      if (each.shown === '*' || said.has(key)) continue;
      said.add(key);
      yield asked(each, domain, each.wild ? 'answered' : undefined);
    }
  };
  yield* lookedAt(inDomain());
  yield others(domain);
}

function asked(name: Name, domain: Domain, only?: Asked['only']): Asked {
  return {
    address: `${name.shown}@${domain.shown}`,
    recipient: `${name.name}@${domain.host}`,
    wild: name.wild || domain.sample,
    others: false,
    sample: domain.sample,
    from: name.from,
    ...(only === undefined ? {} : { only }),
  };
}

function others(domain: Domain): Asked {
  const name = { name: NOBODY, shown: '*', wild: true, from: domain.from };
  return { ...asked(name, domain), others: true };
}

function isWanted(recipient: string, { domain }: AddressOptions): boolean {
  return domain === undefined || lowerCase(recipient.slice(recipient.lastIndexOf('@') + 1)) === lowerCase(domain);
}

/** What `found` gives, and its end where something cannot be looked at. */
function* lookedAt(found: Iterable<Asked>): Generator<Asked | Unseen> {
  try {
    yield* found;
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    yield { path: error.path, reason: error.reason };
  }
}

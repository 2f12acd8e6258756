/** Every address that an installation takes, and where mail for it ends (`addresses.schema.json`). */
import { relaysForAll } from '../checks/accepted.ts';
import type { Target } from '../checks/check.ts';
import { looksPublic } from '../checks/names.ts';
import { ROOT } from '../host/access.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck, type Resolver } from '../host/host.ts';
import { noDns } from '../host/no-dns.ts';
import { type Followed, follow, type Scene, unseenIn } from '../qmail/follow.ts';
import { readSmtpControls, smtpTalk } from '../qmail/smtpd.ts';
import { NOBODY, SOMEONE } from '../qmail/trace.ts';
import { type End, endsOf } from './address-ends.ts';
import { type AddressOptions, type Asked, addressList, type Unseen } from './address-list.ts';
import { namesOf } from './address-names.ts';
import { withCrSteps } from './cr-steps.ts';
import { bounded, DOMAINS } from './forward-trails.ts';
import { withProgramSteps } from './program-steps.ts';
import { type VpopmailUsers, vpopmailUsers } from './vpopmail-ends.ts';

/** Plain text data. */
export interface ListedAddress {
  /** `*` stands for whatever there may be. */
  readonly address: string;
  readonly wild: boolean;
  /** Whoever has no address of his own in this domain. */
  readonly others: boolean;
  /** What makes it an address. */
  readonly from: { readonly file: string; readonly line?: number };
  /** The reply to RCPT TO that a stranger gets; null where that cannot be told. */
  readonly smtp: string | null;
  /** Who qmail-local runs as; null where it does not. */
  readonly user: string | null;
  readonly uid: number | null;
  readonly ends: readonly End[];
  /** Why it could not be followed, where it could not. */
  readonly unseen?: Unseen;
}

/** So many are followed at a time, since the DNS takes its time over some. */
const AT_ONCE = 64;

/** In a fixed order; what could not be looked at is among them. */
export async function* addresses(target: Target, options: AddressOptions): AsyncGenerator<ListedAddress | Unseen> {
  try {
    yield* lookedThrough(target, looker(target), options);
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    yield unseenText(error);
  }
}

async function* lookedThrough(
  target: Target,
  look: Looker,
  options: AddressOptions,
): AsyncGenerator<ListedAddress | Unseen> {
  let some: (Asked | Unseen)[] = [];
  for (const each of look.list(options)) {
    some.push(each);
    if (some.length < AT_ONCE) continue;
    yield* await lookAll(look, some, options);
    some = [];
  }
  yield* await lookAll(look, some, options);
  const { incomplete } = target.host.accounts;
  if (incomplete !== null) yield { path: '/etc/passwd', reason: incomplete };
}

async function lookAll(
  look: Looker,
  asked: readonly (Asked | Unseen)[],
  { user }: AddressOptions,
): Promise<(ListedAddress | Unseen)[]> {
  const found = await Promise.all(asked.map((each) => ('reason' in each ? unseenText(each) : look.at(each))));
  return found.filter((each) => each !== null).filter((each) => user === undefined || isOf(each, textOf(user)));
}

function isOf(each: ListedAddress | Unseen, user: string): boolean {
  return 'reason' in each || each.user === user || each.unseen !== undefined;
}

export interface Looker {
  /** What there is to ask about, each address once. */
  list(options: AddressOptions): Generator<Asked | Unseen>;
  /** Null for what is no address. */
  at(asked: Asked): Promise<ListedAddress | null>;
}

/** Throws CouldNotCheck where nothing can be said of any address. */
export function looker(target: Target): Looker {
  const controls = target.send();
  if ('refused' in controls)
    throw new CouldNotCheck(
      `${target.installation.home}/${controls.refused}`,
      'qmail-send cannot start with it, so no address is local',
    );
  const granted = { ...target.installation, takenForGranted: true };
  const users = vpopmailUsers(target);
  const cdb = target.usersCdb();
  const scene = (dns: Resolver): Scene => ({
    installation: { ...granted, host: { ...granted.host, dns } },
    controls,
    cdb,
  });
  const asking = scene(bounded(target.host.dns, DOMAINS));
  const silent = scene(noDns);
  const smtp = smtpReplies(target);
  const at = async (asked: Asked): Promise<ListedAddress | null> => {
    try {
      const envelope = { sender: SOMEONE, recipient: asked.recipient, programsPass: true };
      const followed = remarked(granted, await follow(asked.sample ? silent : asking, envelope));
      const [unseen] = unseenIn(followed);
      if (unseen !== undefined) throw unseen;
      return isAddress(asked, followed) ? listed(asked, followed, users, smtp(asked.recipient)) : null;
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      if (asked.only !== undefined) return null;
      return { ...listedFrom(asked), smtp: null, user: null, uid: null, ends: [], unseen: unseenText(error) };
    }
  };
  const names = namesOf(target, granted, users);
  return { at, list: (options) => addressList(target, controls, names, options) };
}

function remarked(installation: Scene['installation'], followed: Followed): Followed {
  return withCrSteps(withProgramSteps(installation, followed));
}

/** A wildcard that no file answers for is none, nor is the name of a system account whose mail goes nowhere. */
function isAddress({ only }: Asked, { outcome, assignment }: Followed): boolean {
  if (only === undefined) return true;
  if (only === 'answered') return outcome.message !== 'LOCAL-19';
  return outcome.status === 'success' && assignment?.by !== 'alias';
}

function listed(asked: Asked, followed: Followed, users: VpopmailUsers, smtp: string | null): ListedAddress {
  const { assignment } = followed;
  return {
    ...listedFrom(asked),
    smtp: smtp === null ? null : textOf(smtp),
    user: assignment === null ? null : textOf(assignment.user),
    uid: assignment?.uid ?? null,
    ends: asked.wild ? endsOf(followed, users).map(starred) : endsOf(followed, users),
  };
}

/** With a star for the name that stood for any. */
function starred(end: End): End {
  const { place, report, via } = end;
  const star = (text: string) => text.replaceAll(NOBODY, '*');
  return {
    ...end,
    place: place === null ? null : star(place),
    ...(typeof report === 'string' ? { report: star(report) } : {}),
    ...(via === undefined ? {} : { via: via.map(star) }),
  };
}

function listedFrom({
  address,
  wild,
  others,
  from,
}: Asked): Pick<ListedAddress, 'address' | 'wild' | 'others' | 'from'> {
  return { address, wild, others, from: { ...from, file: textOf(from.file) } };
}

function unseenText({ path, reason }: Unseen): Unseen {
  return { path: textOf(path), reason: textOf(reason) };
}

/** What qmail-smtpd answers a stranger. */
function smtpReplies({ installation, services }: Target): (recipient: string) => string | null {
  const relayclient = relaysForAll(services) ? '' : null;
  try {
    const controls = readSmtpControls(installation, installation.smtpUser.who ?? ROOT);
    const { addresses: own } = installation.host;
    return (recipient) => smtpTalk(controls, own, { sender: SOMEONE, recipient, relayclient }).replies.at(-1) ?? null;
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    return () => null;
  }
}

/** Whether something is amiss with an address: refused, bounced, deferred or swallowed. */
export function isAmiss({ address, others, smtp, ends }: ListedAddress): boolean {
  const isPublic = looksPublic(address.slice(address.lastIndexOf('@') + 1));
  if (isPublic && smtp !== null && !smtp.startsWith('250')) return true;
  return ends.some(({ kind, fault, message }) => {
    if (fault !== undefined) return true;
    return AMISS.has(kind) && !(others && UNKNOWN_USER.has(message ?? ''));
  });
}

const AMISS = new Set<End['kind']>(['bounce', 'deferral', 'nowhere']);

/** Whoever has no mailbox is told so: by qmail-local, or by a program such as vdelivermail. */
const UNKNOWN_USER = new Set(['LOCAL-19', 'LOCAL-29']);

/** Owners and modes, by the names of the owners: of qmail's tree, of homes and the mailboxes in them. */
import { ROOT, walk } from '../../host/access.ts';
import { textOf } from '../../host/bytes.ts';
import type { Account, Stat } from '../../host/host.ts';
import { partsIn, QUEUE_PARTS } from '../../qmail/hierarchy.ts';
import type { Unseen } from '../address-list.ts';
import { mailboxAccounts } from '../mailboxes.ts';
import { attempt, type Difference, type Pair, type Side } from './difference.ts';

/** Directories whose names are compared too, but those of control, users and alias only where both sides have them. */
const DIRECTORIES = ['bin', 'control', 'users', 'alias'];

export function* compareOwners(pair: Pair): Generator<Difference | Unseen> {
  yield* attempt(() => part(pair, ''));
  for (const name of DIRECTORIES) yield* attempt(() => directory(pair, name));
  yield* attempt(() => queue(pair));
  for (const account of mailboxAccounts(pair.old.target.host.accounts)) yield* attempt(() => homes(pair, account));
}

function* directory(pair: Pair, name: string): Generator<Difference> {
  yield* part(pair, name);
  const names = new Set(namesIn(pair.new, name));
  for (const each of namesIn(pair.old, name))
    if (name === 'bin' || names.has(each)) yield* part(pair, `${name}/${each}`);
}

function namesIn({ target }: Side, name: string): string[] {
  const { host, installation } = target;
  const found = walk(host, ROOT, `${installation.home}/${name}`);
  return found.ok && found.stat.type === 'dir' ? host.list(found.path).sort() : [];
}

function* queue(pair: Pair): Generator<Difference> {
  const split = Math.min(pair.old.granted.compiled.split, pair.new.granted.compiled.split);
  for (const each of QUEUE_PARTS) {
    yield* part(pair, each.name);
    for (const inner of partsIn(each, split)) if (/\/\d+$/.test(inner.name)) yield* part(pair, inner.name);
  }
}

/** `name`: relative to qmail's home. */
function* part(pair: Pair, name: string): Generator<Difference> {
  const [before, after] = [at(pair.old, name), at(pair.new, name)];
  if (before === null) return;
  const { home } = pair.new.granted;
  const subject = textOf(name === '' ? home : `${home}/${name}`);
  const area = /^[^/]*/.exec(name)?.[0] ?? '';
  if (after === null) {
    const severity = area === 'bin' && !/^bin\/(qmail-|sendmail|splogger)/.test(name) ? 'info' : 'error';
    yield {
      kind: 'part-missing',
      severity,
      subject,
      old: modeText(pair.old, before),
      new: null,
      fold: `${area} ${severity}`,
    };
    return;
  }
  if (before.type !== after.type) {
    yield { kind: 'part-type', severity: 'error', subject, old: before.type, new: after.type, fold: area };
    return;
  }
  const [owners, now] = [ownerText(pair.old, before), ownerText(pair.new, after)];
  if (owners !== now)
    yield {
      kind: 'part-owner',
      severity: area !== 'queue' && isOpenAsBefore(pair, before, after) ? 'info' : 'warning',
      subject,
      old: owners,
      new: now,
      fold: `${area} ${owners} ${now}`,
    };
  if (before.mode === after.mode) return;
  const severity = isWeaker(before.mode, after.mode) ? 'warning' : 'info';
  const modes = { old: octal(before.mode), new: octal(after.mode) };
  yield { kind: 'part-mode', severity, subject, ...modes, fold: `${area} ${modes.old} ${modes.new}` };
}

/** Where everybody may read it and it is root's, it is nobody's own file: nobody lacks what he had, and nobody else may write to it. */
function isOpenAsBefore(pair: Pair, before: Stat, after: Stat): boolean {
  const [owner, group, others] = [(after.mode >> 6) & 7, (after.mode >> 3) & 7, after.mode & 7];
  const sameOwner = nameOf(pair.old, before.uid) === nameOf(pair.new, after.uid);
  const readsAll = (owner & READ_EXECUTE & ~others) === 0;
  return (after.mode & SET_ID) === 0 && group === others && (sameOwner || (after.uid === 0 && readsAll));
}

function nameOf({ target }: Side, uid: number): string {
  return target.host.accounts.userName(uid);
}

const READ_EXECUTE = 0o5;
const SET_ID = 0o6000;
const SPECIAL = 0o7000;
const WRITABLE = 0o022;

/** Less may be done with it than before, or others may write to it, or a special bit is another. */
function isWeaker(before: number, after: number): boolean {
  return (before & ~after) !== 0 || (after & ~before & (WRITABLE | SPECIAL)) !== 0;
}

function at({ target }: Side, name: string): Stat | null {
  const { host, installation } = target;
  const found = walk(host, ROOT, name === '' ? installation.home : `${installation.home}/${name}`);
  return found.ok ? found.stat : null;
}

const IN_HOMES = ['', '/.qmail', '/Maildir', '/Maildir/tmp', '/Maildir/new'];

/** The home and what is in it, against whose they are on the same side: `its own`, or another's name. */
function* homes(pair: Pair, account: Account): Generator<Difference> {
  const other = pair.new.target.host.accounts.byName(account.name);
  if (other === null) return;
  for (const name of IN_HOMES) {
    const before = walk(pair.old.target.host, ROOT, account.home + name);
    const after = walk(pair.new.target.host, ROOT, other.home + name);
    if (!before.ok || !after.ok) continue;
    const subject = textOf(other.home + name);
    if (before.stat.type !== after.stat.type) {
      yield {
        kind: 'part-type',
        severity: 'warning',
        subject,
        old: before.stat.type,
        new: after.stat.type,
        fold: name,
      };
      continue;
    }
    const [was, is] = [whose(pair.old, account, before.stat), whose(pair.new, other, after.stat)];
    if (was !== is)
      yield {
        kind: 'home-owner',
        severity: is === OWN ? 'info' : 'warning',
        subject,
        old: ownerText(pair.old, before.stat),
        new: ownerText(pair.new, after.stat),
        fold: `${name} ${was} ${is}`,
      };
    if (before.stat.mode === after.stat.mode) continue;
    const modes = { old: octal(before.stat.mode), new: octal(after.stat.mode) };
    const severity = opens(before.stat.mode, after.stat.mode) ? 'warning' : 'info';
    yield { kind: 'home-mode', severity, subject, ...modes, fold: `${name} ${modes.old} ${modes.new}` };
  }
}

const OWN = 'own';

function whose(side: Side, { uid }: Account, stat: Stat): string {
  return stat.uid === uid ? OWN : side.target.host.accounts.userName(stat.uid);
}

const OWNER = 0o700;
const OTHERS = 0o077;
const STICKY = 0o1000;

/** The owner may do less, or others more, or qmail takes it for being edited. */
function opens(before: number, after: number): boolean {
  return (before & ~after & OWNER) !== 0 || (after & ~before & (OTHERS | STICKY)) !== 0;
}

function ownerText({ target }: Side, { uid, gid }: Stat): string {
  const { accounts } = target.host;
  return textOf(`${accounts.userName(uid)}:${accounts.groupName(gid)}`);
}

function modeText(side: Side, stat: Stat): string {
  return `${octal(stat.mode)} ${ownerText(side, stat)}`;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** users/cdb, which is what of users/assign is in force: entries by their keys, owners by name. */
import { textOf } from '../../host/bytes.ts';
import { CouldNotCheck } from '../../host/host.ts';
import { leadingNumber } from '../../qmail/assign.ts';
import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import type { Unseen } from '../address-list.ts';
import { attempt, type Difference, type Pair, type Side } from './difference.ts';

export function* compareAssign(pair: Pair): Generator<Difference | Unseen> {
  yield* attempt(() => entries(pair));
}

interface Assigned {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly dash: string;
  readonly ext: string;
}

function* entries(pair: Pair): Generator<Difference> {
  const [before, after] = [recordsOf(pair.old), recordsOf(pair.new)];
  for (const [key, old] of before) {
    const subject = subjectOf(key);
    const now = after.get(key);
    if (now === undefined)
      yield { kind: 'assign-missing', severity: 'warning', subject, old: shown(old), new: null, fold: 'missing' };
    else yield* compared(pair, subject, old, now);
  }
  for (const [key, now] of after)
    if (!before.has(key))
      yield {
        kind: 'assign-added',
        severity: 'info',
        subject: subjectOf(key),
        old: null,
        new: shown(now),
        fold: 'added',
      };
}

function* compared(
  { old: oldSide, new: newSide }: Pair,
  subject: string,
  old: Assigned,
  now: Assigned,
): Generator<Difference> {
  if (old.user !== now.user || old.home !== now.home || old.dash !== now.dash || old.ext !== now.ext)
    yield { kind: 'assign-other', severity: 'warning', subject, old: shown(old), new: shown(now) };
  const wasRight = fits(oldSide, old);
  if (wasRight && !fits(newSide, now))
    yield {
      kind: 'assign-ids',
      severity: 'error',
      subject,
      fold: 'ids',
      old: idsText(old),
      new: idsText(now),
      data: { user: textOf(now.user), ids: accountIds(newSide, now) },
    };
}

/** Whether the numbers are those of the account; where there is no such account nothing can be said against them. */
function fits({ target }: Side, { user, uid }: Assigned): boolean {
  const account = target.host.accounts.byName(user);
  return account === null || account.uid === uid;
}

function accountIds({ target }: Side, { user }: Assigned): string {
  const account = target.host.accounts.byName(user);
  return account === null ? '' : `${account.uid}:${account.gid}`;
}

function recordsOf({ target }: Side): Map<string, Assigned> {
  const cdb = target.usersCdb();
  const path = `${target.installation.home}/users/cdb`;
  if (cdb === 'absent') return new Map();
  if (cdb === 'unreadable') throw new CouldNotCheck(path, 'it is missing or cannot be read');
  const records = new Map<string, Assigned>();
  try {
    for (const { key, value } of cdbEntries(cdb)) {
      if (!key.startsWith('!') || records.has(key)) continue;
      const [user = '', uid = '', gid = '', home = '', dash = '', ext = ''] = value.split('\0');
      records.set(key, { user, uid: leadingNumber(uid), gid: leadingNumber(gid), home, dash, ext });
    }
  } catch (error) {
    if (error instanceof CdbError) throw new CouldNotCheck(path, 'it is missing or cannot be read');
    throw error;
  }
  return records;
}

/** As users/assign has it: `=joe`, `+joe-`. */
function subjectOf(key: string): string {
  return textOf(key.endsWith('\0') ? `=${key.slice(1, -1)}` : `+${key.slice(1)}`);
}

function shown({ user, home, dash, ext }: Assigned): string {
  return textOf(`${user}:${home}:${dash}:${ext}`);
}

function idsText({ uid, gid }: Assigned): string {
  return `${uid}:${gid}`;
}

/** Accounts and groups by name, as far as qmail has to do with them; no program of qmail asks for a login shell. */

import { isSystem, uidMinOf } from '../../checks/people.ts';
import { ROOT, walk } from '../../host/access.ts';
import { textOf } from '../../host/bytes.ts';
import { type Account, CouldNotCheck } from '../../host/host.ts';
import { QMAIL_USERS } from '../../qmail/installation.ts';
import type { Unseen } from '../address-list.ts';
import { mailboxAccounts } from '../mailboxes.ts';
import { attempt, type Difference, type Pair, type Side } from './difference.ts';

const GROUPS = ['qmail', 'nofiles'];

export function* compareAccounts(pair: Pair): Generator<Difference | Unseen> {
  yield* attempt(() => own(pair));
  yield* attempt(() => groups(pair));
  const uidMin = uidMinOf(pair.old.target.host);
  for (const account of mailboxAccounts(pair.old.target.host.accounts))
    if (!isSystem(account, uidMin)) yield* attempt(() => people(pair, account));
}

/** qmail's own, which every installation needs. */
function* own({ old, new: now }: Pair): Generator<Difference> {
  for (const name of QMAIL_USERS) {
    const before = old.target.host.accounts.byName(name);
    const after = now.target.host.accounts.byName(name);
    if (before === null) continue;
    if (after === null) yield { ...changed('account-missing', name, idsText(before), null), severity: 'error' };
    else if (name === 'alias') yield* compared(now, before, after);
    else yield* ownCompared({ old, new: now }, before, after);
  }
}

/** Their home is qmail's, which is root's: whose numbers were taken over the queue shows. */
function* ownCompared({ old, new: now }: Pair, before: Account, after: Account): Generator<Difference> {
  if (before.uid !== after.uid) {
    const [was, is] = [old, now].map(({ target }) => target.host.accounts.byName('qmailq')?.uid);
    const home = `${now.target.installation.home}/queue`;
    const owner = ownerOf(now, { ...after, home });
    const severity = owner === is ? 'info' : owner === was ? 'error' : 'warning';
    const numbers = changed('account-own-uid', before.name, String(before.uid), String(after.uid));
    yield { ...numbers, severity, fold: severity, data: { home: textOf(now.target.installation.home) } };
  }
  yield* gidAndHome(now, before, after);
}

function* groups({ old, new: now }: Pair): Generator<Difference> {
  for (const name of GROUPS) {
    const before = old.target.host.accounts.gidOf(name);
    const after = now.target.host.accounts.gidOf(name);
    if (before === null || before === after) continue;
    const kind = after === null ? 'group-missing' : 'group-gid';
    const severity = after === null ? 'error' : 'info';
    yield { ...changed(kind, name, String(before), after === null ? null : String(after)), severity };
  }
}

function* people({ old, new: now }: Pair, before: Account): Generator<Difference> {
  const after = now.target.host.accounts.byName(before.name);
  if (after !== null) return yield* compared(now, before, after);
  const home = walk(old.target.host, ROOT, before.home);
  const isUsed = home.ok && home.stat.uid === before.uid;
  yield {
    ...changed('account-missing', before.name, idsText(before), null),
    severity: isUsed ? 'error' : 'warning',
    fold: String(isUsed),
  };
}

function* compared(now: Side, before: Account, after: Account): Generator<Difference> {
  const { name } = before;
  if (before.uid !== after.uid) {
    const owner = ownerOf(now, after);
    const severity = owner === before.uid ? 'error' : owner === after.uid ? 'info' : 'warning';
    const numbers = changed('account-uid', name, String(before.uid), String(after.uid));
    yield { ...numbers, severity, fold: severity, data: { home: textOf(after.home) } };
  }
  yield* gidAndHome(now, before, after);
}

function* gidAndHome(now: Side, before: Account, after: Account): Generator<Difference> {
  const { name } = before;
  if (before.gid !== after.gid)
    yield {
      ...changed('account-gid', name, String(before.gid), String(after.gid)),
      severity: 'info',
      fold: `${before.gid} ${after.gid}`,
    };
  if (before.home !== after.home)
    yield {
      ...changed('account-home', name, textOf(before.home), textOf(after.home)),
      severity: ownerOf(now, after) === null ? 'warning' : 'info',
      fold: String(ownerOf(now, after) === null),
    };
}

/** The number that its home belongs to; null where there is no home, or it may not be looked at. */
function ownerOf({ target }: Side, { home }: Account): number | null {
  try {
    const found = walk(target.host, ROOT, home);
    return found.ok ? found.stat.uid : null;
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

function idsText({ uid, gid, home }: Account): string {
  return `${uid}:${gid} ${textOf(home)}`;
}

function changed(
  kind: Difference['kind'],
  name: string,
  old: string | null,
  now: string | null,
): Pick<Difference, 'kind' | 'subject' | 'old' | 'new'> {
  return { kind, subject: textOf(name), old, new: now };
}

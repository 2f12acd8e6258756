/** Whom a program runs as, from what the programs take that change ids. */
import type { Field } from './expand.ts';
import { attempt } from './reader.ts';
import type { Run } from './run.ts';
import type { ServiceUser } from './types.ts';

/** The ids of an account, as setuidgid and envuidgid look them up; null ids where there is no such account. */
export function accountUser(run: Run, name: string, from: string): ServiceUser {
  const account = attempt(run.reader, null, () => run.reader.host.accounts.byName(name));
  return { name, uid: account?.uid ?? null, gid: account?.gid ?? null, from };
}

/** The gid of a group by its name or number, or null. */
export function groupId(run: Run, group: string): number | null {
  return digits(group) ?? attempt(run.reader, null, () => run.reader.host.accounts.gidOf(group));
}

/**
 * `USER`, `USER:GROUP…` or (chpst, tcpsvd) `:UID:GID…`, where a number stands for itself. The first group counts.
 * Takes the separator, which is a dot for some inetd.
 */
export function userAndGroup(run: Run, text: string, from: string, separator: RegExp | string = ':'): ServiceUser {
  const numeric = text.startsWith(':');
  const [user = '', group] = (numeric ? text.slice(1) : text).split(separator);
  const uid = digits(user);
  const found = uid === null ? accountUser(run, user, from) : { uid, gid: primaryGroup(run, uid), from };
  return group === undefined || group === '' ? found : { ...found, gid: groupId(run, group) };
}

/** `userAndGroup` of an argument, with null ids where that is not known. */
export function fieldUser(run: Run, field: Field | undefined, from: string): ServiceUser {
  return field?.text == null ? { uid: null, gid: null, from } : userAndGroup(run, field.text, from);
}

/** scan_ulong(3) of ucspi-tcp: leading digits, and none is nothing that was set. */
export function scanId(text: string | null): number | null {
  const found = /^\d+/.exec(text ?? '')?.[0];
  return found === undefined ? null : Number(found);
}

function digits(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

function primaryGroup(run: Run, uid: number): number | null {
  return run.reader.host.accounts.all.find((account) => account.uid === uid)?.gid ?? null;
}

/** A qmail home on a machine, with what is compiled into its programs. Data that every part of the model reads. */
import type { Credentials } from '../host/access.ts';
import type { Account, Host } from '../host/host.ts';
import type { DefaultDelivery } from './default-delivery.ts';
import type { Variant } from './variant.ts';

export interface Installation {
  readonly host: Host;
  /** conf-qmail, `/var/qmail`; no trailing slash. */
  readonly home: string;
  readonly variant: Variant;
  readonly compiled: Compiled;
  readonly defaultDelivery: DefaultDelivery;
  /** Take qmail's own programs and accounts for granted: what lacks there is a finding of its own and hides no other. */
  readonly takenForGranted?: boolean;
  /** Who runs the SMTP server, where that is known. */
  readonly smtpUser: SmtpUser;
}

/** Compile-time settings. `assumed` names those that could not be told. */
export interface Compiled {
  /** conf-patrn: mode bits that a home or a .qmail may not have. */
  readonly patrn: number;
  /** conf-break, one character or none. */
  readonly break: string;
  /** conf-split. */
  readonly split: number;
  /** conf-spawn. */
  readonly spawn: number;
  readonly assumed: readonly ('patrn' | 'break' | 'split' | 'spawn')[];
}

export interface SmtpUser {
  readonly who: Credentials | null;
  readonly name: string;
  /** The run script that says so, or null where `qmaild:nofiles` is assumed. */
  readonly from: string | null;
}

export type QmailUser = 'alias' | 'qmaild' | 'qmaill' | 'qmailp' | 'qmailq' | 'qmailr' | 'qmails';
export const QMAIL_USERS: readonly QmailUser[] = ['alias', 'qmaild', 'qmaill', 'qmailp', 'qmailq', 'qmailr', 'qmails'];

export function qmailAccount(installation: Installation, user: QmailUser): Account | null {
  return installation.host.accounts.byName(user);
}

/** The group that each account of qmail has for its own. */
export const GROUP_OF: Record<QmailUser, 'qmail' | 'nofiles'> = {
  alias: 'nofiles',
  qmaild: 'nofiles',
  qmaill: 'nofiles',
  qmailp: 'nofiles',
  qmailq: 'qmail',
  qmailr: 'qmail',
  qmails: 'qmail',
};

/** The ids with which a program of qmail runs (qmail-start.c:56), or null where the account or its group is missing. */
export function idsOf(installation: Installation, user: QmailUser): Credentials | null {
  const account = qmailAccount(installation, user);
  const gid = installation.host.accounts.gidOf(GROUP_OF[user]);
  return account === null || gid === null ? null : { uid: account.uid, gid };
}

/** Nobody in particular: neither owner nor group of anything. */
const ANYBODY: Credentials = { uid: 4294967290, gid: 4294967290 };

/** As whom qmail-getpw looks at homes. */
export function getpwIds(installation: Installation): Credentials | null {
  return idsOf(installation, 'qmailp') ?? (installation.takenForGranted ? ANYBODY : null);
}

/** What the items of the users are made from. */
import type { Account, Host } from '../../host/host.ts';
import type { End } from '../../migrate/outcome.ts';
import { ownerAt } from '../../migrate/users.ts';
import type { Installation } from '../../qmail/installation.ts';
import { shellWord } from '../shell-word.ts';
import type { ItemParts } from './item.ts';
import type { OldSide } from './old-side.ts';

export interface UserScene {
  readonly old: Pick<OldSide, 'host' | 'home' | 'outcome'>;
  /** The new machine as it is. */
  readonly host: Host;
  /** Where mail ends on the new machine as it is; null where no qmail is there yet. */
  readonly now: ((address: string) => readonly End[]) | null;
  /** Both are one machine. */
  readonly same: boolean;
  /** The new machine with the accounts that lack. */
  readonly installation: Installation;
  /** `./Maildir/` or what else the default delivery is. */
  readonly mailbox: string;
}

/** Whether mail for the name came to the mailbox of that login. */
export function getsMail({ home, outcome }: UserScene['old'], name: string): boolean {
  return outcome(`${name}@${home}`).some((end) => end.kind === 'mailbox' && end.user === name);
}

export type Look = () => ItemParts;

/** The other account whose home it is too, and who owns it; null where there is none. What is another's must not be taken from him. */
export function ownerOfShared(host: Host, account: Account): Account | null {
  const owner = ownerAt(host, account.home);
  if (owner === null || owner === account.uid) return null;
  return host.accounts.all.find(({ uid, home }) => uid === owner && home === account.home) ?? null;
}

/** A user's place is changed by what follows no link of his, and leaves the system's directories alone. */
export function fixAt(path: string): string {
  return `qmail-lint --fix --path ${shellWord(path)}`;
}

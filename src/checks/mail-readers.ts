/** Programs that hand people their mail, and where they look for it. */
import { basename, isWithin, ROOT, walk } from '../host/access.ts';
import type { Account } from '../host/host.ts';
import { dovecotInbox, dovecotSettings, usesAccounts } from '../services/dovecot.ts';
import { joinedLines } from '../services/lines.ts';
import type { Target } from './check.ts';
import { textOf } from './exposure.ts';
import { localDomain } from './local-address.ts';
import { isSystem } from './people.ts';

export interface MailReader {
  readonly program: 'Dovecot' | 'qmail-pop3d';
  readonly kind: 'maildir' | 'mbox';
  /** From the home, or absolute; `%` in it stands for what is not known. */
  readonly inbox: string;
  readonly file: string;
  readonly line: number;
}

/** Those that plainly look at one place in the homes of the accounts. Throws CouldNotCheck. */
export function mailReaders(target: Target): MailReader[] {
  return [...dovecot(target), ...pop3d(target)];
}

function dovecot({ host }: Target): MailReader[] {
  const settings = dovecotSettings(host);
  const inbox = settings === null || !usesAccounts(settings) ? null : dovecotInbox(settings);
  if (inbox === null) return [];
  const { kind, path, setting } = inbox;
  return [{ program: 'Dovecot', kind, inbox: path, file: setting.file, line: setting.line }];
}

/** Programs that check the passwords of accounts, and start the next one in the home. */
const OF_ACCOUNTS = new Set(['checkpassword', 'checkpassword-pam', 'checkpw-pam']);

/** `… qmail-popup HOST checkpassword qmail-pop3d DIRECTORY` in a script that is there to be run. */
function pop3d(target: Target): MailReader[] {
  return target.services.files.flatMap(({ path }) =>
    joinedLines(textOf(target, path), ' ', (line) => /^\s*#/.test(line)).flatMap(({ line, text }): MailReader[] => {
      const words = text.trim().split(/\s+/);
      const at = words.findIndex((word) => basename(word) === 'qmail-pop3d');
      const directory = words[at + 1] ?? '';
      const checked = words.slice(0, at).some((word) => OF_ACCOUNTS.has(basename(word)));
      if (at < 1 || !checked || !/^[\w.][\w./-]*$/.test(directory)) return [];
      const inbox = directory.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
      return [{ program: 'qmail-pop3d', kind: 'maildir', inbox, file: path, line }];
    }),
  );
}

export interface Delivered {
  readonly account: Account;
  readonly kind: 'maildir' | 'mbox';
  /** Absolute, as the instruction has it. */
  readonly path: string;
}

const ACCOUNTS_MOST = 300;
const UID_MIN = 1000;

/** What becomes of mail for people with an account, as far as it is one plain store in the home; the first few hundred. Throws CouldNotCheck. */
export function deliveredAtHome(target: Target): Delivered[] {
  const domain = localDomain(target);
  if (domain === null) return [];
  const people = target.host.accounts.all.filter(
    (account) => !isSystem(account, UID_MIN) && !isWithin(account.home, target.installation.home),
  );
  const assumed = target.installation.defaultDelivery.how === 'assumed';
  return people.slice(0, ACCOUNTS_MOST).flatMap((account): Delivered[] => {
    const { assignment, result } = target.trace(`${account.name}@${domain}`);
    if (result === null || assignment?.uid !== account.uid || (assumed && result.file === null)) return [];
    const [only, another] = result.deliveries;
    if (only === undefined || another !== undefined || (only.kind !== 'maildir' && only.kind !== 'mbox')) return [];
    return [{ account, kind: only.kind, path: inHome(account.home, only.target) }];
  });
}

export function inHome(home: string, target: string): string {
  const plain = target.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
  return target.startsWith('/') ? plain : `${home}/${plain}`;
}

/** Whether two paths lead to the same place. Throws CouldNotCheck. */
export function isSamePlace({ host }: Target, one: string, other: string): boolean {
  const [first, second] = [walk(host, ROOT, one), walk(host, ROOT, other)];
  return one === other || (first.ok && second.ok && first.path === second.path);
}

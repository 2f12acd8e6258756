import { ROOT, type Walk, walk } from '../../host/access.ts';
import type { Account } from '../../host/host.ts';
import { NAME_LIMIT, type Skip } from '../../qmail/getpw.ts';
import { getpwIds, type Installation } from '../../qmail/installation.ts';
import type { MailboxCheck } from '../check.ts';
import { ownerName, reported } from '../mailbox.ts';
import { NO_HOME } from '../people.ts';
import { givenTo, homePlace } from '../repairs.ts';
import { octal } from '../text.ts';
import { wantsMail } from '../wants-mail.ts';

/**
 * qmail-getpw passes over an account whose home it cannot see as qmailp, or that belongs to another uid
 * (qmail-getpw.c:41): its mail goes to ~alias. Told as trouble only for an account that shows that it is meant to get
 * mail, since system accounts are meant to be passed over.
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { account, skip, assignment, outcome, result, local } = mailbox;
  if (account === null || skip === null || skip === 'uid-0' || assignment === null || isOdd(account)) return;
  const byDefault = result?.file?.name === '.qmail-default';
  // A dot-qmail file in ~alias for this very name says what is to become of its mail.
  if (!byDefault && result?.file) return;
  const swallowed = byDefault && (outcome.status === 'success' || outcome.status === 'unknown');
  const home = walk(installation.host, ROOT, account.home);
  const message = wantsMail(installation, mailbox, account, skip, home)
    ? kindOf(skip, swallowed)
    : mailbox.system || mailbox.homesGone || NO_HOME.test(account.home)
      ? null
      : home.ok
        ? 'unused'
        : 'homeless';
  if (message === null) return;
  const closed = skip === 'home-closed' ? closedAt(installation, account) : null;
  yield {
    message,
    data: {
      user: account.name,
      home: account.home,
      owner: home.ok ? ownerName(installation, home.stat.uid) : '',
      at: closed?.at ?? account.home,
      'at-owner': closed?.stat ? ownerName(installation, closed.stat.uid) : '',
      mode: closed?.stat ? octal(closed.stat.mode) : '',
      file: result?.file?.path ?? '',
    },
    subject: { path: closed?.at ?? account.home, user: local },
    prevents: swallowed ? [{ id: 'LOCAL-Q3' }] : reported(mailbox),
    fold: closed?.at ?? '',
    shared: closed !== null && closed.at !== account.home,
    repairs:
      skip === 'home-foreign' ? givenTo(installation.host, homePlace(installation.host, account), account.home) : [],
  };
};

/** name-never-found tells of these. */
function isOdd({ name }: Account): boolean {
  return /[A-Z]/.test(name) || name.length > NAME_LIMIT;
}

function kindOf(skip: Skip, swallowed: boolean): string {
  if (skip === 'home-closed') return swallowed ? 'swallowed-closed' : 'closed';
  return swallowed ? 'swallowed' : 'foreign';
}

/** Where the way of qmailp to the home ends. */
function closedAt(installation: Installation, account: Account): Extract<Walk, { ok: false }> | null {
  const qmailp = getpwIds(installation);
  const found = qmailp === null ? null : walk(installation.host, qmailp, account.home, { cwd: installation.home });
  return found === null || found.ok ? null : found;
}

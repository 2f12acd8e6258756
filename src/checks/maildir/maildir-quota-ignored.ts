import { ROOT, walk } from '../../host/access.ts';
import type { Account, Host } from '../../host/host.ts';
import { parseInstructions } from '../../qmail/dot-qmail.ts';
import { QMAIL_USERS } from '../../qmail/installation.ts';
import type { Check, Skipped } from '../check.ts';
import { tried } from '../tried.ts';

/** Whoever keeps quotas keeps them for all: a look at some accounts, spread over all of them, tells. */
const LOOKED_AT = 200;

/** Maildirs have a maildirsize, which qmail-local does not know (qmail-local.c:80). */
export const check: Check = function* ({ host, installation }) {
  const [maildir] = parseInstructions(installation.defaultDelivery.text).filter(({ kind }) => kind === 'maildir');
  if (maildir === undefined || !('target' in maildir)) return;
  const accounts = host.accounts.all.filter(({ uid, name }) => uid !== 0 && !QMAIL_USERS.some((own) => own === name));
  const step = Math.max(1, Math.ceil(accounts.length / LOOKED_AT));
  const unseen: Skipped[] = [];
  for (let i = 0; i < accounts.length; i += step) {
    const { name, home } = accounts[i] as Account;
    const path = tried(() => sizeFile(host, home, maildir.target));
    if (path === null) continue;
    if (typeof path === 'string') {
      yield { data: { user: name, path }, subject: { path, user: name } };
      return;
    }
    unseen.push(path);
  }
  // One is enough to say that those that were seen do not tell.
  yield* unseen.slice(0, 1);
};

function sizeFile(host: Host, home: string, maildir: string): string | null {
  const place = walk(host, ROOT, home);
  const found = place.ok ? walk(host, ROOT, `${maildir}maildirsize`, { cwd: place }) : null;
  return found?.ok && found.stat.type === 'file' ? found.path : null;
}

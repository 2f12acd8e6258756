import type { AssignEntry } from '../../qmail/assign.ts';
import { assignEntries, newuOf } from '../assign.ts';
import type { Check, Target } from '../check.ts';
import { dotQmailNames } from '../routing.ts';

/** With an empty dash a missing .qmail file is no bounce, and the file that is looked for is .qmailEXT (qmail-local.c:588). */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  for (const entry of entries) {
    const { wild, local, line, user, home, dash, ext } = entry;
    // What a wildcard without a delimiter catches is another rule's matter, and so is one for everything.
    if (!wild || dash !== '' || local === '' || /[a-z0-9]$/i.test(local)) continue;
    const unread = unreadFile(target, entry, entries);
    yield {
      message: unread === null ? 'default' : 'unread',
      data: {
        path,
        line: String(line),
        name: local,
        user,
        home,
        unread: `${home}/${unread ?? ''}`,
        file: `.qmail${ext.toLowerCase()}NAME`,
        newu: newuOf(target),
      },
      subject: { path, line, user: local },
      prevents: [{ id: 'LOCAL-Q6' }, ...(unread === null ? [] : [{ id: 'LOCAL-Q4' }])],
    };
  }
};

/** A file for an extension that nobody looks for, so that it shows what was meant. Throws CouldNotCheck. */
function unreadFile(
  target: Target,
  { local, user, home }: AssignEntry,
  entries: readonly AssignEntry[],
): string | null {
  if (entries.some((other) => other.home === home && other.dash !== '')) return null;
  const account = target.host.accounts.byName(user);
  // Its owner's extensions are found by qmail-getpw.
  if (account?.home === home && local.slice(0, -1).toLowerCase() !== account.name) return null;
  return dotQmailNames(target, home).find((name) => name.startsWith('.qmail-') && name !== '.qmail-') ?? null;
}

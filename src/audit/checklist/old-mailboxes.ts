/** Items for mail that came before the move and lies in the homes themselves. */
import { join, ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck, type Host, type Stat } from '../../host/host.ts';
import type { OldUser } from '../../migrate/old-mail.ts';
import type { MakeItem } from './item.ts';
import type { Item } from './types.ts';
import type { UserScene } from './user-scene.ts';

/** Where mail is found in a home: `mbox` is where mail(1) puts what was read. */
const PLACES = ['Maildir', 'Mailbox', 'mbox'] as const;

const SHOWN = 3;

/** One for each place: what is done for one user is done for all. None where new mail comes to the same place of the same machine. */
export function oldMailboxes({ old, same, mailbox }: UserScene, users: readonly OldUser[], item: MakeItem): Item[] {
  const stays = mailbox.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
  return PLACES.flatMap((place) => {
    if (same && place === stays) return [];
    const names = users.flatMap(({ account: { name, home } }) =>
      home.startsWith('/') && holdsMail(old.host, join(home, place)) ? [name] : [],
    );
    if (names.length === 0) return [];
    const first = names.slice(0, SHOWN).join(', ');
    const data = { place: `~/${place}`, count: String(names.length), first, mailbox };
    const what = same ? 'mail-in-homes' : 'mail-to-copy';
    return [item({ id: `mail-in-homes:${place}`, group: 'users', what, data, state: 'by-hand' })];
  });
}

/** A Maildir with what makes it one, or an mbox that is not empty. Who cannot be looked at has items of his own. */
function holdsMail(host: Host, path: string): boolean {
  const at = statAt(host, path);
  if (at?.type === 'file') return at.size > 0;
  return at?.type === 'dir' && statAt(host, `${path}/cur`)?.type === 'dir';
}

function statAt(host: Host, path: string): Stat | null {
  try {
    const found = walk(host, ROOT, path);
    return found.ok ? found.stat : null;
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

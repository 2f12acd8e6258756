/** How much an image tells: in homes only what mail is about, of files never the bytes of a message. */
import { isWithin, ROOT, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';
import type { Discretion } from '../host/recording.ts';
import { NAMES_IN_HOMES } from './homes.ts';
import { quietly } from './quietly.ts';
import { isConfiguration } from './tree.ts';

export function discretion(host: Host, home = '/var/qmail'): Discretion {
  const at = (path: string) => {
    const found = quietly(() => walk(host, ROOT, path), null);
    return found?.ok ? found.path : path;
  };
  const qmail = at(home);
  const homes = new Set(host.accounts.all.map((account) => account.home.replace(/(.)\/+$/, '$1')));
  return {
    names: (dir) => (homes.has(dir) && !isWithin(dir, qmail) ? NAMES_IN_HOMES : null),
    content: isConfiguration(at(`${home}/queue`)),
  };
}

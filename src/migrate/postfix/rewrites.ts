/** virtual(5), canonical(5) and the mailboxes of virtual(8): addresses that become others. */
import { join } from '../../host/access.ts';
import type { Host } from '../../host/host.ts';
import type { Rewrite, Target, Trouble } from '../old-mail.ts';
import { parseTargets } from '../targets.ts';
import { listOf, type MainCf } from './main-cf.ts';
import { tableEntries, tableSpec } from './tables.ts';

const MAIN_CF = '/etc/postfix/main.cf';
/** In the order in which cleanup(8) asks; canonical_maps hold for recipients too. */
const TABLES = ['recipient_canonical_maps', 'canonical_maps', 'virtual_alias_maps'] as const;

/** Of two entries for one key the first holds. */
export function rewritesOf(host: Host, cf: MainCf, troubles: Trouble[]): Rewrite[] {
  const found = new Map<string, Rewrite>();
  for (const { key, value, at } of TABLES.flatMap((name) => entriesOf(host, cf, name, troubles))) {
    // A key that is a domain alone says that the domain is virtual; its value says nothing.
    if (!key.includes('@') && key.includes('.')) continue;
    if (!found.has(key)) found.set(key, { ...keyOf(key), targets: parseTargets(value, true), at });
  }
  // Such mail is refused before anybody asks for an alias (trivial-rewrite(8)).
  for (const { key, value, at } of entriesOf(host, cf, 'relocated_maps', troubles)) {
    const targets: Target[] = [{ kind: 'refuse', text: `User has moved to ${value}` }];
    if (!found.has(key)) found.set(key, { ...keyOf(key), targets, at });
  }
  return [...found.values()];
}

function keyOf(key: string): Pick<Rewrite, 'local' | 'domain'> {
  const at = key.lastIndexOf('@');
  if (at < 0) return { local: key, domain: null };
  return { local: at === 0 ? null : key.slice(0, at), domain: key.slice(at + 1) };
}

function entriesOf(host: Host, cf: MainCf, name: string, troubles: Trouble[]) {
  const { value, at } = cf.get(name);
  return listOf(value).flatMap((part) => {
    const spec = tableSpec(part, cf.get('default_database_type').value);
    return spec === null ? [] : tableEntries(host, spec, at ?? { file: MAIN_CF }, troubles);
  });
}

/** A mailbox below virtual_mailbox_base: a Maildir where the path ends in a slash. */
export function virtualMailboxes(host: Host, cf: MainCf, troubles: Trouble[]): Rewrite[] {
  const base = cf.get('virtual_mailbox_base').value;
  const ids = staticIds(cf);
  return entriesOf(host, cf, 'virtual_mailbox_maps', troubles).flatMap(({ key, value, at }) => {
    if (!key.includes('@')) return [];
    const path =
      value.startsWith('/') && base === '' ? value : join(base === '' ? '/' : base, value.replace(/^\/+/, ''));
    const target: Target = { kind: 'file', text: path };
    const maildir = ids === null || !path.endsWith('/') ? {} : { maildir: { path: path.replace(/\/+$/, ''), ...ids } };
    return [{ ...keyOf(key), targets: [target], at, ...maildir }];
  });
}

/** One uid and gid for all mailboxes, as sites without a database have them; null where each has its own. */
function staticIds(cf: MainCf): { uid: number; gid: number } | null {
  const [uid, gid] = ['virtual_uid_maps', 'virtual_gid_maps'].map(
    (name) => /^static:\s*(\d+)$/.exec(cf.get(name).value)?.[1],
  );
  return uid === undefined || gid === undefined || Number(uid) === 0 ? null : { uid: Number(uid), gid: Number(gid) };
}

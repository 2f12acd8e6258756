import { QMAIL_USERS } from '../../qmail/installation.ts';
import type { Check } from '../check.ts';
import { inHierarchy } from '../queue.ts';

/** Two of qmail's accounts have one uid, or one has root's; the same for its groups (config.md 3). */
export const check: Check = inHierarchy(function* ({ host }) {
  const { accounts } = host;
  const users = QMAIL_USERS.map((name) => ({ name: name as string, id: accounts.byName(name)?.uid ?? null }));
  const groups = ['qmail', 'nofiles'].map((name) => ({ name, id: accounts.gidOf(name) }));
  for (const [kind, all] of [
    ['uid', users],
    ['gid', groups],
  ] as const)
    for (const [id, names] of sameIds(all)) {
      if (id !== 0 && names.length < 2) continue;
      const data = { names: names.join(', '), id: String(id) };
      const [user = ''] = names;
      const subject = kind === 'uid' ? { user } : {};
      const isAlias = id === 0 && names.includes('alias');
      yield {
        message: `${kind}-${id === 0 ? 'root' : 'shared'}`,
        data,
        subject,
        ...(isAlias ? { prevents: [{ id: 'LSPAWN-6' }], covers: [accounts.byName('alias')?.home ?? '/'] } : {}),
      };
    }
});

function sameIds(all: readonly { name: string; id: number | null }[]): Map<number, string[]> {
  const byId = new Map<number, string[]>();
  for (const { name, id } of all) if (id !== null) byId.set(id, [...(byId.get(id) ?? []), name]);
  return byId;
}

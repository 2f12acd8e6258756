/** Another qmail, on the machine that is left: its own files are the proposal. */
import type { Target } from '../../checks/check.ts';
import { join, ROOT, walk } from '../../host/access.ts';
import { bytesOf } from '../../host/bytes.ts';
import { CouldNotCheck, type Host } from '../../host/host.ts';
import type { OldAddress } from '../../migrate/addresses.ts';
import { newDoor } from '../../migrate/door.ts';
import { newOutcome } from '../../migrate/new-outcome.ts';
import type { Trouble } from '../../migrate/old-mail.ts';
import { exists, readOld, textOrTrouble } from '../../migrate/old-text.ts';
import { withoutPlaces } from '../../migrate/outcome.ts';
import type { NewMachine, PlannedFile, PlannedKind } from '../../migrate/proposal/types.ts';
import { readUsers } from '../../migrate/users.ts';
import { parseAssign } from '../../qmail/assign.ts';
import { readLine } from '../../qmail/control.ts';
import { controlOf } from '../../qmail/controls.ts';
import { NOBODY } from '../../qmail/trace.ts';
import { addresses } from '../addresses.ts';
import type { OldSide } from './old-side.ts';

/** Throws CouldNotCheck where nothing can be said of any address of it. */
export async function qmailSide(target: Target): Promise<OldSide> {
  const { host, installation } = target;
  const troubles: Trouble[] = [];
  const me = target.control('me');
  const alias = host.accounts.byName('alias');
  const known = installation.defaultDelivery.how !== 'assumed';
  const ends = newOutcome({ ...installation, takenForGranted: true });
  return {
    system: 'qmail',
    hostName: me.state === 'present' ? readLine(me.text) : host.hostname,
    host,
    // ~alias may hold a Maildir for what its files deliver there.
    users: [
      ...readUsers(host, { files: () => [], unsafe: 0 }, troubles),
      ...(alias === null ? [] : [{ account: alias, forward: null, details: new Map() }]),
    ],
    defaultDelivery: known ? installation.defaultDelivery.text : null,
    troubles,
    features: [],
    addresses: await addressesOf(target, troubles),
    home: me.state === 'present' ? readLine(me.text) : (host.hostname ?? ''),
    outcome: known ? ends : (address) => withoutPlaces(ends(address)),
    door: newDoor(installation),
    propose: (machine) => ({ files: filesOf(target, machine, troubles), troubles: [] }),
  };
}

async function addressesOf(target: Target, troubles: Trouble[]): Promise<OldAddress[]> {
  const found = new Map<string, OldAddress>();
  for await (const each of addresses(target, {})) {
    if ('reason' in each) {
      const at = { file: bytesOf(each.path) };
      troubles.push({ kind: 'could-not', what: 'unreadable', at, data: { reason: bytesOf(each.reason) } });
      continue;
    }
    const address = bytesOf(each.address);
    const local = address.slice(0, address.lastIndexOf('@'));
    // A host stands for all below a domain.
    const domain = address.slice(address.lastIndexOf('@') + 1).replace(/^\*/, 'host');
    if (each.others) found.set(`${NOBODY}@${domain}`, { address: `${NOBODY}@${domain}`, probe: true });
    else if (!local.includes('*')) found.set(`${local}@${domain}`, { address: `${local}@${domain}` });
  }
  return [...found.values()];
}

function filesOf(target: Target, machine: NewMachine, troubles: Trouble[]): PlannedFile[] {
  const { host, home } = target.installation;
  const { accounts } = host;
  const alias = accounts.byName('alias');
  const planned = (from: string, path: string, kind: PlannedKind, owner = 'root'): PlannedFile[] => {
    // A link in a home may lead to what only root may read.
    const text = textOrTrouble(readOld(host, from, accounts.byName(owner) ?? undefined), troubles, false);
    if (text === null) return [];
    return [
      {
        path,
        kind,
        text: kind === 'assign' ? assignFor(text, machine) : text,
        owner,
        mode: 0o644,
        from: [{ file: from }],
        remarks: [],
      },
    ];
  };
  const controls = namesIn(host, `${home}/control`).flatMap((name) => {
    const kind = kindOf(name);
    return kind === null ? [] : planned(`${home}/control/${name}`, `${machine.home}/control/${name}`, kind);
  });
  const dotQmails = (dir: string) => namesIn(host, dir).filter((name) => name.startsWith('.qmail'));
  const aliases =
    alias === null
      ? []
      : dotQmails(alias.home).flatMap((name) =>
          planned(join(alias.home, name), join(machine.aliasHome, name), 'alias', 'alias'),
        );
  const rules = target.rulesFiles.flatMap(({ source, cdb }) => {
    const found = source === null ? [] : planned(source, source, 'rules');
    if (found.length === 0 && cdb !== null && exists(host, cdb) === true) troubles.push(binaryOnly(cdb, source));
    return found;
  });
  const homes = accounts.all.flatMap((account) => {
    const there = machine.ownerOf(account.name);
    if (account.name === 'alias' || there === null || !there.whole || !account.home.startsWith('/')) return [];
    return dotQmails(account.home).flatMap((name) =>
      planned(join(account.home, name), join(there.home, name), 'home', account.name),
    );
  });
  return [
    ...controls,
    ...planned(`${home}/users/assign`, `${machine.home}/users/assign`, 'assign'),
    ...aliases,
    ...rules,
    ...homes,
  ];
}

function binaryOnly(cdb: string, source: string | null): Trouble {
  const data = { source: source ?? cdb.replace(/\.cdb$/, '') };
  return { kind: 'could-not', what: 'binary-only', at: { file: cdb }, data };
}

/** Null for what is compiled from another file. */
function kindOf(name: string): PlannedKind | null {
  const known = controlOf(name)?.class;
  if (known === 'cdb' || name.endsWith('.cdb')) return null;
  return known === 'line' || known === 'int' ? 'value' : 'list';
}

/** Lines of alias get the numbers that alias has on the new machine. */
function assignFor(text: string, { alias, aliasHome }: NewMachine): string {
  const lines = parseAssign(text).entries.map(({ type, local, user, uid, gid, home, dash, ext }) => {
    const [u, g, h] = user === 'alias' ? [alias.uid, alias.gid, aliasHome] : [uid, gid, home];
    return `${type}${[local, user, u, g, h, dash, ext].join(':')}:`;
  });
  return `${[...lines, '.'].join('\n')}\n`;
}

function namesIn(host: Host, dir: string): string[] {
  try {
    const found = walk(host, ROOT, dir);
    return found.ok && found.stat.type === 'dir' ? host.list(found.path).sort() : [];
  } catch (error) {
    if (error instanceof CouldNotCheck) return [];
    throw error;
  }
}

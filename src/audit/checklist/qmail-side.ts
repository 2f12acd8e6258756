/** Another qmail, on the machine that is left: its own files are the proposal. */
import type { Target } from '../../checks/check.ts';
import { join, ROOT, walk } from '../../host/access.ts';
import { bytesOf } from '../../host/bytes.ts';
import { CouldNotCheck, type Host } from '../../host/host.ts';
import { LEFT_OUT } from '../../host/image-format.ts';
import type { OldAddress } from '../../migrate/addresses.ts';
import { newDoor } from '../../migrate/door.ts';
import { newOutcome } from '../../migrate/new-outcome.ts';
import type { Trouble } from '../../migrate/old-mail.ts';
import { readOld, textOrTrouble } from '../../migrate/old-text.ts';
import { withoutPlaces } from '../../migrate/outcome.ts';
import type { NewMachine, PlannedFile, PlannedKind } from '../../migrate/proposal/types.ts';
import { readUsers } from '../../migrate/users.ts';
import { readLine } from '../../qmail/control.ts';
import { controlOf } from '../../qmail/controls.ts';
import { NOBODY } from '../../qmail/trace.ts';
import type { ListedAddress } from '../addresses.ts';
import { addresses } from '../addresses.ts';
import { assignedHomes, assignFor, maildirPlaces, movedPath, type Place } from './assigned.ts';
import type { OldSide } from './old-side.ts';

/** Throws CouldNotCheck where nothing can be said of any address of it. */
export async function qmailSide(target: Target): Promise<OldSide> {
  const { host, installation } = target;
  const troubles: Trouble[] = [];
  const me = target.control('me');
  const known = installation.defaultDelivery.how !== 'assumed';
  const told = await addressesOf(target, troubles);
  const assign = textOrTrouble(readOld(host, `${installation.home}/users/assign`), [], false) ?? '';
  const trees = assignedHomes(assign, host.accounts);
  const ends = newOutcome({ ...installation, takenForGranted: true });
  return {
    system: 'qmail',
    hostName: me.state === 'present' ? readLine(me.text) : host.hostname,
    host,
    users: readUsers(host, { files: () => [], unsafe: 0 }, troubles),
    defaultDelivery: known ? installation.defaultDelivery.text : null,
    maildirs: told.maildirs,
    trees,
    troubles,
    features: [],
    addresses: told.addresses,
    outcome: known ? ends : (address) => withoutPlaces(ends(address)),
    door: newDoor(installation),
    propose: (machine) => ({ files: filesOf(target, machine, trees, troubles), troubles: [] }),
  };
}

interface Told {
  readonly addresses: OldAddress[];
  readonly maildirs: Place[];
}

async function addressesOf(target: Target, troubles: Trouble[]): Promise<Told> {
  const found = new Map<string, OldAddress>();
  const maildirs = new Map<string, Place>();
  const mailbox = target.installation.defaultDelivery.text.split('\n')[0] ?? '';
  const noteMaildirs = ({ ends }: ListedAddress) => {
    for (const place of maildirPlaces(ends, target.host.accounts, mailbox)) maildirs.set(place.path, place);
  };
  for await (const each of addresses(target, {})) {
    if ('reason' in each) {
      const at = { file: bytesOf(each.path) };
      troubles.push({ kind: 'could-not', what: 'unreadable', at, data: { reason: bytesOf(each.reason) } });
      continue;
    }
    noteMaildirs(each);
    const address = bytesOf(each.address);
    const domain = address.slice(address.lastIndexOf('@') + 1).replace(/^\*/, 'host');
    if (each.others) found.set(`${NOBODY}@${domain}`, { address: `${NOBODY}@${domain}`, probe: true });
    else if (!each.wild && !address.includes('*')) found.set(address, { address });
  }
  return { addresses: [...found.values()], maildirs: [...maildirs.values()] };
}

function filesOf(target: Target, machine: NewMachine, trees: readonly Place[], troubles: Trouble[]): PlannedFile[] {
  const { host, home } = target.installation;
  const { accounts } = host;
  const alias = accounts.byName('alias');
  const planned = (from: string, path: string, kind: PlannedKind, owner = 'root'): PlannedFile[] => {
    const text = textOrTrouble(readOld(host, from), troubles, false);
    if (text === null) return [];
    return [
      {
        path,
        kind,
        text: kind === 'assign' ? assignFor(text, accounts, machine) : text,
        owner,
        mode: 0o644,
        from: [{ file: from }],
        copied: true,
        remarks: text.includes(LEFT_OUT) ? [{ what: 'secret-left-out', data: {} }] : [],
      },
    ];
  };
  const controls = namesIn(host, `${home}/control`).flatMap((name) => {
    const kind = kindOf(name);
    return kind === null ? [] : planned(`${home}/control/${name}`, `${machine.home}/control/${name}`, kind);
  });
  const dotQmails = (dir: string) => namesIn(host, dir).filter((name) => /^\.qmail(-|$)/.test(name));
  const aliases =
    alias === null
      ? []
      : dotQmails(alias.home).flatMap((name) =>
          planned(join(alias.home, name), join(machine.aliasHome, name), 'alias', 'alias'),
        );
  const rules = target.rulesFiles.flatMap(({ source }) => (source === null ? [] : planned(source, source, 'rules')));
  const homes = accounts.all.flatMap((account) => {
    const there = machine.ownerOf(account.name);
    if (account.name === 'alias' || there === null || !there.whole || !account.home.startsWith('/')) return [];
    return dotQmails(account.home).flatMap((name) =>
      planned(join(account.home, name), join(there.home, name), 'home', account.name),
    );
  });
  const assigned = trees.flatMap(({ path, owner }) => {
    const there = movedPath(path, owner.home, machine.accountOf(owner.name)?.home ?? owner.home);
    return dotQmails(path).flatMap((name) => planned(join(path, name), join(there, name), 'home', owner.name));
  });
  return [
    ...controls,
    ...planned(`${home}/users/assign`, `${machine.home}/users/assign`, 'assign'),
    ...aliases,
    ...rules,
    ...homes,
    ...assigned,
  ];
}

/** Null for what is compiled from another file. */
function kindOf(name: string): PlannedKind | null {
  const known = controlOf(name)?.class;
  if (known === 'cdb' || name.endsWith('.cdb')) return null;
  return known === 'line' || known === 'int' ? 'value' : 'list';
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

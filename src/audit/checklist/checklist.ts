/** Looks at the old mail system and at the qmail that is being prepared, and says what is left to do. */
import { dirname } from '../../host/access.ts';
import type { Host } from '../../host/host.ts';
import { newDoor } from '../../migrate/door.ts';
import { newOutcome } from '../../migrate/new-outcome.ts';
import type { NewMachine } from '../../migrate/proposal/types.ts';
import { getpw } from '../../qmail/getpw.ts';
import { getpwIds, type Installation } from '../../qmail/installation.ts';
import type { Wording } from '../finding.ts';
import { DEFAULT_HOME, type TargetOptions } from '../target.ts';
import { addressItems, differencesOf, requiredItems } from './address-items.ts';
import { compareAddresses } from './compare.ts';
import { dnsItems } from './dns-items.ts';
import { fileItems } from './file-items.ts';
import { itemMaker, type MakeItem } from './item.ts';
import { machineItems } from './machine-items.ts';
import type { OldSide } from './old-side.ts';
import { placeItems, placesThere } from './place-items.ts';
import { proposalItems } from './proposal-items.ts';
import { installationOn, isThere, prepared, targetThere, withProposal } from './sides.ts';
import { startItems } from './start-items.ts';
import { featureItems, troubleItems } from './trouble-items.ts';
import { type ChecklistOutcome, GROUPS, type Item, type ItemState, isLeft } from './types.ts';
import { neededMaildirs, userItems } from './user-items.ts';

export interface ChecklistOptions {
  readonly old: OldSide;
  /** The new machine. */
  readonly host: Host;
  readonly same: boolean;
  readonly target: TargetOptions;
  readonly wording: Wording;
  /** Ids of items that a person has ticked. */
  readonly ticked: ReadonlySet<string>;
}

/** Throws UsageError where the new machine's qmail home is given and is none. */
export async function checklist({
  old,
  host,
  same,
  target,
  wording,
  ticked,
}: ChecklistOptions): Promise<ChecklistOutcome> {
  const home = target.home ?? DEFAULT_HOME;
  const options = { ...target, home };
  const there = targetThere(host, target);
  const ready = prepared(host, home);
  const mailbox = old.defaultDelivery ?? './Maildir/';
  const bare = installationOn(ready, options, mailbox);
  const machine = newMachine(bare, there?.rulesFiles[0]?.source ?? '/etc/tcp.smtp');
  const proposal = old.propose(machine);
  const item = itemMaker(wording, ticked);
  const planned = fileItems({ host, home, rulesFiles: there?.rulesFiles ?? [] }, proposal, item);
  const scene = { old: old.host, installation: bare, mailbox: machine.mailbox };
  const boxes = [
    ...neededMaildirs(scene, old.users).map(({ account: { uid, gid }, path }) => ({ path, uid, gid })),
    ...placesThere(machine, old.maildirs).map(({ path, account: { uid, gid } }) => ({ path, uid, gid })),
    ...planned.files.flatMap(({ path, inMaildir }) => (inMaildir ? [{ path: dirname(path), ...inMaildir }] : [])),
  ];
  const proposed = withProposal(ready, planned.files, boxes);
  const qmailOn = (machine: Host) => {
    const installation = installationOn(machine, options, mailbox);
    return { ends: newOutcome(installation), door: newDoor(installation) };
  };
  const compared = compareAddresses(old.addresses, {
    old: { ends: old.outcome, door: old.door },
    proposed: qmailOn(proposed),
    now: isThere(host, `${home}/control/me`) ? qmailOn(host) : null,
    isRoot: (user) => old.host.accounts.byName(user)?.uid === 0,
  });
  const machines = { from: old.system, old: old.host, host, home, same };
  const items = inOrder([
    ...addressItems(compared, item),
    ...machineItems(machines, await dnsItems(old, host, item), item),
    ...startItems(old, there, item),
    ...planned.items,
    ...(await proposalItems(proposed, { ...options, defaultDelivery: machine.mailbox }, planned.files, {
      wording,
      ticked,
    })),
    ...requiredItems(compared, machine.aliasHome, item),
    ...userItems(scene, old.users, item),
    ...placeItems(host, home, placesThere(machine, old.maildirs), placesThere(machine, old.trees), item),
    ...incomplete(old.host, item),
    ...troubleItems([...old.troubles, ...proposal.troubles], item),
    ...featureItems(old.features, item),
  ]);
  return {
    from: old.system,
    oldHost: old.hostName,
    newHost: host.hostname,
    home,
    items,
    differences: differencesOf(compared),
    addresses: old.addresses.length,
    files: planned.files,
    summary: summaryOf(items),
  };
}

/** Users whom a directory service does not list were not looked at. */
function incomplete({ accounts }: Host, item: MakeItem): Item[] {
  if (accounts.incomplete === null) return [];
  const data = { path: '/etc/passwd', reason: accounts.incomplete };
  return [item({ id: 'users:incomplete', group: 'users', what: 'could-not', data, state: 'could-not' })];
}

function newMachine(installation: Installation, rules: string): NewMachine {
  const { host, home, defaultDelivery } = installation;
  const alias = host.accounts.byName('alias');
  const who = getpwIds(installation);
  return {
    home,
    aliasHome: alias?.home ?? `${home}/alias`,
    alias: { uid: alias?.uid ?? 0, gid: alias?.gid ?? 0 },
    rules,
    mailbox: defaultDelivery.text.split('\n')[0] ?? './Maildir/',
    accountOf: (name) => host.accounts.byName(name),
    gidOf: (group) => host.accounts.gidOf(group),
    userOf: (uid) => host.accounts.userName(uid),
    ownerOf: (name) => {
      const owner = who === null ? null : getpw(installation, who, name);
      if (owner === null || owner.by === 'alias') return null;
      const { user, uid, gid, home: at, dash } = owner;
      return { user, uid, gid, home: at, whole: dash === '' };
    },
  };
}

function inOrder(items: readonly Item[]): Item[] {
  return GROUPS.flatMap((group) => items.filter((each) => each.group === group));
}

function summaryOf(items: readonly Item[]): ChecklistOutcome['summary'] {
  const count = (state: ItemState) => items.filter((each) => each.state === state).length;
  return {
    done: count('done'),
    missing: count('missing'),
    different: count('different'),
    'by-hand': count('by-hand'),
    'could-not': count('could-not'),
    left: items.filter(isLeft).length,
  };
}

/** Items about the machines themselves: what must be there before qmail, what must be gone, and what the day asks for. */
import { basename, ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck, type Host } from '../../host/host.ts';
import type { SystemName } from '../../migrate/old-mail.ts';
import { ownerAt } from '../../migrate/users.ts';
import { shellWord } from '../shell-word.ts';
import type { ItemParts, MakeItem } from './item.ts';
import { isThere, missingAccounts } from './sides.ts';
import type { Item, ItemState } from './types.ts';

export interface Machines {
  readonly from: SystemName;
  readonly old: Host;
  readonly host: Host;
  readonly home: string;
  /** Both are one machine. */
  readonly same: boolean;
}

/** In the order in which they are done. `dns`: what the DNS says of the domains. Never throws: what cannot be looked at is could-not. */
export function machineItems(machines: Machines, dns: readonly Item[], item: MakeItem): Item[] {
  const by = (what: string, prevents: ItemParts['prevents'] = []) =>
    item({ id: `day:${what}`, group: 'day', what, data: { system: machines.from }, state: 'by-hand', prevents });
  const looks = (all: readonly ((machines: Machines) => ItemParts)[]) =>
    all.map((look) => item(tried(() => look(machines), look.name)));
  return [
    ...looks([qmailThere, accounts, aliasHome, logDirectory]),
    // Before the day, then what the old daemon is still needed for, then what ends it.
    by('ttl'),
    ...dns,
    by('backup-mx', [['SMTPD-8']]),
    by('ptr'),
    ...looks([oldQueue, ...(machines.from === 'qmail' ? [] : [daemon, enabled]), sendmailPaths]),
    by('ports'),
    by('first-hour'),
  ];
}

function tried(look: () => ItemParts, name: string): ItemParts {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    const data = { path: error.path, reason: error.reason };
    return { id: `machine:${name}`, group: 'machine', what: 'could-not', data, state: 'could-not' };
  }
}

function qmailThere({ host, home }: Machines): ItemParts {
  const state: ItemState = isThere(host, `${home}/bin/qmail-send`) ? 'done' : 'missing';
  return { id: 'machine:qmail', group: 'machine', what: 'qmail-there', data: { home }, state };
}

function accounts({ host, home }: Machines): ItemParts {
  // With the numbers that the proposed users/assign has.
  const { groups, accounts: users } = missingAccounts(host, home);
  const command = [
    ...groups.map(({ name, gid }) => `groupadd -g ${gid} ${name}`),
    ...users.map(
      ({ name, uid, gid, home: at }) => `useradd -M -u ${uid} -g ${gid} -d ${shellWord(at)} -s /bin/false ${name}`,
    ),
  ].join(' && ');
  const lacking = [...groups, ...users].map(({ name }) => name);
  return {
    id: 'machine:accounts',
    group: 'machine',
    what: 'accounts',
    data: { names: lacking.join(', ') },
    state: lacking.length === 0 ? 'done' : 'missing',
    ...(command === '' ? {} : { command }),
    prevents: [['LSPAWN-5']],
  };
}

/** Else qmail-getpw passes over alias, and every alias with it. */
function aliasHome({ host, home }: Machines): ItemParts {
  const alias = host.accounts.byName('alias');
  const path = alias?.home ?? `${home}/alias`;
  const owned = alias !== null && ownerAt(host, path) === alias.uid;
  return {
    id: 'machine:alias-home',
    group: 'machine',
    what: 'alias-home',
    data: { path },
    state: owned ? 'done' : 'missing',
    ...(owned ? {} : { command: `install -d -o alias -g nofiles -m 2755 ${shellWord(path)}` }),
    prevents: [['GETPW-Q1']],
  };
}

const DAEMONS: Readonly<Record<SystemName, readonly string[]>> = {
  postfix: ['master', 'qmgr', 'pickup'],
  sendmail: ['sendmail', 'sendmail-mta', 'sm-mta'],
  qmail: ['qmail-send'],
};

function daemon({ old, host, from, same }: Machines): ItemParts {
  const parts: ItemParts = {
    id: 'machine:daemon',
    group: 'day',
    what: 'daemon',
    data: { system: from },
    state: 'by-hand',
    command: `systemctl disable --now ${from}`,
    prevents: [['TCPSERVER-10', { error: 'address already used' }]],
  };
  const processes = (same ? host : old).processes();
  if (processes === null) return parts;
  const running = processes.some(
    ({ name, args }) =>
      DAEMONS[from].includes(name) &&
      (from !== 'postfix' || name !== 'master' || (args?.[0] ?? 'postfix').includes('postfix')),
  );
  return { ...parts, state: running ? 'missing' : 'done' };
}

const ENABLED: readonly string[] = ['2', '3', '4', '5'].map((level) => `/etc/rc${level}.d`);

/** It would start again with the machine. */
function enabled({ host, from }: Machines): ItemParts {
  const unit = `/etc/systemd/system/multi-user.target.wants/${from}.service`;
  const links = ENABLED.filter((dir) => isThere(host, dir)).flatMap((dir) =>
    host
      .list(dir)
      .filter((name) => name.startsWith('S') && name.slice(3) === from)
      .map((name) => `${dir}/${name}`),
  );
  const found = [...(walk(host, ROOT, unit, { follow: false }).ok ? [unit] : []), ...links];
  return {
    id: 'machine:enabled',
    group: 'day',
    what: 'enabled',
    data: { system: from, paths: found.join(', ') },
    state: found.length === 0 ? 'done' : 'missing',
    ...(found.length === 0 ? {} : { command: `systemctl disable ${from}` }),
    prevents: [['TCPSERVER-10', { error: 'address already used' }]],
  };
}

const SENDMAILS = ['/usr/sbin/sendmail', '/usr/lib/sendmail'];

/** Both paths: programs use the one or the other. */
function sendmailPaths({ host, home }: Machines): ItemParts {
  const own = `${home}/bin/sendmail`;
  const wrong = SENDMAILS.filter((path) => {
    const found = walk(host, ROOT, path);
    if (!found.ok) return true;
    return found.path !== own && !(basename(found.path) === 'sendmail' && found.path.includes('qmail'));
  });
  return {
    id: 'machine:sendmail',
    group: 'day',
    what: 'sendmail-paths',
    data: { paths: wrong.join(', '), own },
    state: wrong.length === 0 ? 'done' : 'missing',
    ...(wrong.length === 0 ? {} : { command: wrong.map((path) => linked(host, path, own)).join(' && ') }),
    prevents: [['INJECT-Q5']],
  };
}

/** The old program is kept beside: it is the way back, and what sends the rest of its queue. */
function linked(host: Host, path: string, own: string): string {
  const there = walk(host, ROOT, path, { follow: false });
  if (!there.ok) return `ln -s ${shellWord(own)} ${path}`;
  if (there.stat.type === 'symlink') return `ln -sfn ${shellWord(own)} ${path}`;
  // So that an update of its package does not put it back.
  if (isThere(host, '/usr/bin/dpkg-divert'))
    return `dpkg-divert --local --rename --divert ${path}.old --add ${path} && ln -s ${shellWord(own)} ${path}`;
  return `mv -n ${path} ${path}.old && ln -s ${shellWord(own)} ${path}`;
}

const QUEUES: Readonly<Record<SystemName, readonly string[]>> = {
  postfix: ['active', 'incoming', 'deferred', 'hold', 'maildrop'].map((name) => `/var/spool/postfix/${name}`),
  sendmail: ['/var/spool/mqueue', '/var/spool/clientmqueue', '/var/spool/mqueue-client'],
  qmail: ['/var/qmail/queue/mess'],
};

/** It cannot be copied: the old daemon sends what is in it. */
function oldQueue({ old, from }: Machines): ItemParts {
  const waiting = QUEUES[from].reduce((sum, dir) => sum + filesBelow(old, dir, 2), 0);
  return {
    id: 'machine:old-queue',
    group: 'day',
    what: 'old-queue',
    data: { system: from, count: String(waiting) },
    state: waiting === 0 ? 'done' : 'missing',
    ...(from === 'postfix' ? { command: 'postqueue -f' } : from === 'sendmail' ? { command: 'sendmail -q' } : {}),
    prevents: [['SPAWN-12']],
  };
}

function filesBelow(host: Host, dir: string, depth: number): number {
  const found = walk(host, ROOT, dir);
  if (!found.ok || found.stat.type !== 'dir') return 0;
  return host.list(found.path).reduce((sum, name) => {
    const path = `${found.path}/${name}`;
    const stat = host.lstat(path);
    if (stat?.type === 'dir') return depth > 0 ? sum + filesBelow(host, path, depth - 1) : sum;
    // One message of sendmail is several files; qf is its envelope.
    return sum + (stat?.type === 'file' && !/^(df|xf|tf)/.test(name) ? 1 : 0);
  }, 0);
}

const LOGS = [
  '/var/log/qmail',
  '/var/log/qmail/qmail-send',
  '/var/log/qmail/send',
  '/service/qmail-send/log',
  '/var/multilog/qmail',
];

function logDirectory({ host }: Machines): ItemParts {
  const found = LOGS.find((path) => isThere(host, path));
  return {
    id: 'machine:log',
    group: 'machine',
    what: 'log-directory',
    data: { path: found ?? LOGS[0] ?? '' },
    state: found === undefined ? 'by-hand' : 'done',
    prevents: [['MULTILOG-1', { dir: found ?? '/var/log/qmail/qmail-send', error: 'access denied' }]],
  };
}

/**
 * A user who swaps names as fast as the kernel lets him, against a fix that runs thousands of times. Each attack first has to win
 * against a fix by path, so that it is one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { arch } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { apply } from '../../src/fix/apply.ts';
import { realDisk } from '../../src/fix/disk.ts';
import { journalTo } from '../../src/fix/journal.ts';
import type { Step } from '../../src/fix/step.ts';
import { type Planted, planFor, plantBroken } from '../support/broken.ts';
import { needsRoot } from '../support/needs.ts';
import type { Setup } from '../support/setup.ts';

const ALICE = { uid: 3001, gid: 100 };
const ROUNDS = 3000;
/** How often a fix by path is tried before the attack counts as too weak. */
const NAIVE_ROUNDS = 200_000;

/** renameat2(2) with RENAME_EXCHANGE, which Node does not have: both names are always there. */
const SWAPPER = `
  my ($number, $one, $other) = @ARGV;
  $| = 1;
  print "swapping\\n";
  while (1) { syscall($number + 0, -100, $one, -100, $other, 2) == 0 or die "renameat2: $!\\n"; }
`;
const RENAMEAT2 = arch() === 'arm64' ? 276 : 316;

interface Attack {
  readonly setup: Setup;
  /** What lies outside the home, made before the audit; returns the paths that must not change, below the root. */
  prepare(root: string): void;
  readonly victims: readonly string[];
  /** The two names that are swapped, below the root. */
  readonly swaps: readonly [string, string];
  /** Which of the steps of the plan are made. */
  readonly steps: readonly string[];
  /** What the steps change, as it was. */
  readonly broken: { readonly path: string; readonly uid: number; readonly gid: number; readonly mode: number };
  /** A fix as it is commonly written. */
  naive(root: string): void;
  /** Names in a directory that the fix makes, to be removed again. */
  readonly made?: string;
  /** The swap itself touches the victim's time of change. */
  readonly moves?: boolean;
}

const victimDir = (root: string) => {
  fs.mkdirSync(`${root}/victim/new`, { recursive: true, mode: 0o755 });
  fs.writeFileSync(`${root}/victim/secret`, 'secret\n', { mode: 0o600 });
};
const FOREIGN: Setup = { '/home/alice/Maildir': { owner: 'root:root', mode: '0700 throughout' } };
const FOREIGN_FILE: Setup = { '/home/alice/.qmail': { content: './Maildir/\n', owner: 'root:root', mode: '0600' } };
const VICTIMS = ['/victim', '/victim/new', '/victim/secret', '/home', '/home/bob'];
const chown = (path: string) => (root: string) => fs.chownSync(root + path, ALICE.uid, ALICE.gid);

const ATTACKS: Readonly<Record<string, Attack>> = {
  'the Maildir becomes a link to a directory': {
    setup: FOREIGN,
    prepare: (root) => {
      victimDir(root);
      fs.symlinkSync('../../victim', `${root}/home/alice/other`);
    },
    victims: VICTIMS,
    swaps: ['/home/alice/Maildir', '/home/alice/other'],
    steps: ['/home/alice/Maildir'],
    broken: { path: '/home/alice/Maildir', uid: 0, gid: 0, mode: 0o700 },
    naive: chown('/home/alice/Maildir'),
  },
  'the Maildir on the way to new becomes a link': {
    setup: FOREIGN,
    prepare: (root) => {
      victimDir(root);
      fs.symlinkSync('../../victim', `${root}/home/alice/other`);
    },
    victims: VICTIMS,
    swaps: ['/home/alice/Maildir', '/home/alice/other'],
    steps: ['/home/alice/Maildir/new'],
    broken: { path: '/home/alice/Maildir/new', uid: 0, gid: 0, mode: 0o700 },
    naive: (root) => fs.lchownSync(`${root}/home/alice/Maildir/new`, ALICE.uid, ALICE.gid),
  },
  'the Maildir in which new is made becomes a link': {
    setup: { '/home/alice/Maildir/cur': null },
    prepare: (root) => {
      victimDir(root);
      fs.symlinkSync('../../victim', `${root}/home/alice/other`);
    },
    victims: VICTIMS,
    swaps: ['/home/alice/Maildir', '/home/alice/other'],
    steps: ['/home/alice/Maildir/cur'],
    broken: { path: '/home/alice/Maildir', uid: ALICE.uid, gid: ALICE.gid, mode: 0o700 },
    naive: (root) => {
      if (!fs.existsSync(`${root}/home/alice/Maildir/cur`)) fs.mkdirSync(`${root}/home/alice/Maildir/cur`);
    },
    made: 'cur',
  },
  '.qmail becomes a link to a file': {
    setup: FOREIGN_FILE,
    prepare: (root) => {
      victimDir(root);
      fs.symlinkSync('../../victim/secret', `${root}/home/alice/other`);
    },
    victims: VICTIMS,
    swaps: ['/home/alice/.qmail', '/home/alice/other'],
    steps: ['/home/alice/.qmail'],
    broken: { path: '/home/alice/.qmail', uid: 0, gid: 0, mode: 0o600 },
    naive: chown('/home/alice/.qmail'),
  },
  '.qmail becomes another name of a file (hard link)': {
    setup: FOREIGN_FILE,
    prepare: (root) => {
      victimDir(root);
      fs.linkSync(`${root}/victim/secret`, `${root}/home/alice/other`);
    },
    victims: VICTIMS,
    swaps: ['/home/alice/.qmail', '/home/alice/other'],
    steps: ['/home/alice/.qmail'],
    broken: { path: '/home/alice/.qmail', uid: 0, gid: 0, mode: 0o600 },
    naive: (root) => fs.lchownSync(`${root}/home/alice/.qmail`, ALICE.uid, ALICE.gid),
    moves: true,
  },
  '.qmail is exchanged for a file of root from a directory that everybody may write to': {
    setup: FOREIGN_FILE,
    prepare: (root) => {
      victimDir(root);
      fs.mkdirSync(`${root}/shared`);
      fs.chmodSync(`${root}/shared`, 0o777);
      fs.writeFileSync(`${root}/shared/report`, 'of root\n', { mode: 0o600 });
    },
    victims: VICTIMS,
    swaps: ['/home/alice/.qmail', '/shared/report'],
    steps: ['/home/alice/.qmail'],
    broken: { path: '/home/alice/.qmail', uid: 0, gid: 0, mode: 0o600 },
    naive: (root) => fs.lchownSync(`${root}/home/alice/.qmail`, ALICE.uid, ALICE.gid),
    moves: true,
  },
  'the home itself becomes a link, where users may rename homes': {
    setup: { '/home/alice': { mode: '0777' }, '/home': { mode: '0777' } },
    prepare: (root) => {
      victimDir(root);
      fs.symlinkSync('../victim', `${root}/home/other`);
    },
    victims: ['/victim', '/victim/new', '/victim/secret', '/home/bob'],
    swaps: ['/home/alice', '/home/other'],
    steps: ['/home/alice'],
    broken: { path: '/home/alice', uid: ALICE.uid, gid: ALICE.gid, mode: 0o777 },
    naive: (root) => fs.chmodSync(`${root}/home/alice`, 0o775),
  },
  'the home on the way to .qmail becomes a link': {
    setup: { ...FOREIGN_FILE, '/home': { mode: '0777' } },
    prepare: (root) => {
      victimDir(root);
      fs.writeFileSync(`${root}/victim/.qmail`, '', { mode: 0o600 });
      fs.symlinkSync('../victim', `${root}/home/other`);
    },
    victims: ['/victim', '/victim/.qmail', '/victim/secret', '/home/bob'],
    swaps: ['/home/alice', '/home/other'],
    steps: ['/home/alice/.qmail'],
    broken: { path: '/home/alice/.qmail', uid: 0, gid: 0, mode: 0o600 },
    naive: (root) => fs.lchownSync(`${root}/home/alice/.qmail`, ALICE.uid, ALICE.gid),
  },
};

needsRoot('against a user who swaps names', () => {
  let planted: Planted | null = null;
  let attacker: ChildProcess | null = null;
  const fds: number[] = [];
  afterEach(async () => {
    await stop(attacker);
    attacker = null;
    for (const fd of fds.splice(0)) fs.closeSync(fd);
    planted?.remove();
    planted = null;
  });

  describe.each(Object.entries(ATTACKS))('%s', (_, attack) => {
    test('a fix by path loses, ours leaves everything outside alone', async () => {
      planted = plantBroken(attack.setup);
      const { root } = planted;
      fs.chmodSync(planted.dir, 0o755);
      attack.prepare(root);
      const steps = (await planFor(root)).steps.filter(({ path }) => attack.steps.includes(path));
      expect(steps.map(({ path }) => path)).toEqual(attack.steps);
      const object = fs.openSync(root + attack.broken.path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
      fds.push(object);
      const victims = opened(root, attack, fds);
      const reset = () => {
        fs.fchownSync(object, attack.broken.uid, attack.broken.gid);
        fs.fchmodSync(object, attack.broken.mode);
        if (attack.made !== undefined) removeIn(object, attack.made);
      };
      attacker = await startSwapping(root + attack.swaps[0], root + attack.swaps[1]);

      const before = statesOf(victims);
      let tried = 0;
      while (statesOf(victims) === before && tried < NAIVE_ROUNDS) {
        tried += 1;
        try {
          attack.naive(root);
        } catch (error) {
          if (!/^E(NOENT|EXIST)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
        }
        reset();
      }
      expect(statesOf(victims), `a fix by path withstood ${tried} rounds`).not.toBe(before);

      await stop(attacker);
      restore(victims);
      reset();
      attacker = await startSwapping(root + attack.swaps[0], root + attack.swaps[1]);
      const safe = statesOf(victims, !attack.moves);
      const counts = { done: 0, left: 0, already: 0 };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const { did } of fixed(root, steps)) counts[did] += 1;
        if (statesOf(victims, !attack.moves) !== safe) break;
        reset();
      }
      expect(statesOf(victims, !attack.moves), 'something outside was changed').toBe(safe);
      expect(counts.done, 'never the one').toBeGreaterThan(0);
      expect(counts.left, 'never the other').toBeGreaterThan(0);
      expect(attacker.exitCode).toBeNull();
    }, 120_000);
  });
});

function fixed(root: string, steps: readonly Step[]) {
  const header = {
    format: 'qmail-lint/journal',
    version: 1,
    did: 'fix',
    of: null,
    root,
    home: '/var/qmail',
    started: '',
  } as const;
  const journal = journalTo(() => {}, header);
  return apply(steps, { disk: realDisk, root, journal, isStillUser: () => true, sends: () => false });
}

async function startSwapping(one: string, other: string): Promise<ChildProcess> {
  const ids = [`--reuid=${ALICE.uid}`, `--regid=${ALICE.gid}`, '--clear-groups'];
  const child = spawn('setpriv', [...ids, 'perl', '-e', SWAPPER, String(RENAMEAT2), one, other], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((go) => child.stdout.once('data', go));
  return child;
}

async function stop(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((go) => child.once('exit', go));
  child.kill('SIGKILL');
  await ended;
}

interface Victim {
  readonly fd: number;
  readonly stat: fs.Stats;
  readonly names: string[] | null;
}

/** Held open, so that they are found wherever a swap has put them. */
function opened(root: string, { victims, swaps }: Attack, fds: number[]): Victim[] {
  const others = fs.lstatSync(root + swaps[1]).isFile() ? [swaps[1]] : [];
  return [...victims, ...others].map((path) => {
    const fd = fs.openSync(root + path, fs.constants.O_RDONLY);
    fds.push(fd);
    const stat = fs.fstatSync(fd);
    return { fd, stat, names: stat.isDirectory() ? fs.readdirSync(root + path) : null };
  });
}

/** Owners, modes, what is in directories; with the time of the last change nothing that was put back goes unnoticed. */
function statesOf(victims: readonly Victim[], withTimes = false): string {
  return victims
    .map(({ fd, names }) => {
      const { uid, gid, mode, ctimeNs, nlink } = fs.fstatSync(fd, { bigint: true });
      const held = names === null ? '' : fs.readdirSync(`/proc/self/fd/${fd}`).sort().join();
      return [uid, gid, mode, nlink, held, withTimes && names === null ? ctimeNs : ''].join(' ');
    })
    .join('\n');
}

function restore(victims: readonly Victim[]): void {
  for (const { fd, stat, names } of victims) {
    fs.fchownSync(fd, stat.uid, stat.gid);
    fs.fchmodSync(fd, stat.mode & 0o7777);
    for (const name of names === null ? [] : fs.readdirSync(`/proc/self/fd/${fd}`))
      if (names?.includes(name) === false) removeIn(fd, name);
  }
}

function removeIn(fd: number, name: string): void {
  try {
    fs.rmdirSync(`/proc/self/fd/${fd}/${name}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

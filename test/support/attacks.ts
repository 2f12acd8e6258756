/** What a user may put in the way of a fix, and the fix by path that each of them beats. */
import * as fs from 'node:fs';
import type { Setup } from './setup.ts';
import { ALICE } from './swapping.ts';

export interface Attack {
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

export const ATTACKS: Readonly<Record<string, Attack>> = {
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

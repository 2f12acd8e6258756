/** Big breakages with one cause: a report that says it once, with what follows from it. */
import { describe, expect, test } from 'vitest';
import type { Image, ImageFile } from '../../src/host/image.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { BOOKS, byTheBook } from '../support/books.ts';
import { setUp, soundImage } from '../support/setup.ts';

const PEOPLE = Array.from({ length: 40 }, (_, index) => `user${index}`);
const manyHomes = () =>
  setUp({
    passwd: PEOPLE.map((name, index) => `${name}:x:${4000 + index}:100::/home/${name}:/bin/sh`),
    ...Object.fromEntries(
      PEOPLE.flatMap((name) => [
        [`/home/${name}`, { type: 'dir', owner: `${name}:users`, mode: '0755' }],
        [`/home/${name}/Maildir`, { type: 'dir', owner: `${name}:users`, mode: '0700', holds: 'tmp new cur' }],
      ]),
    ),
  });

type Change = Partial<ImageFile> | null;

/** Each file whose path matches, with the change; null takes it away. */
function changed(image: Image, paths: RegExp, change: Change | ((file: ImageFile) => Change)): Image {
  const files = image.files.flatMap((file) => {
    const made = !paths.test(file.path) ? {} : typeof change === 'function' ? change(file) : change;
    return made === null ? [] : [{ ...file, ...made }];
  });
  return { ...image, files };
}

const ROOTS: Change = { owner: 'root', group: 'root' };
const homes = (change: Change, paths = /^\/home\/[^/]+$/) => changed(manyHomes(), paths, change);
const queue = (change: Change | ((file: ImageFile) => Change)) => changed(soundImage(), /^\/var\/qmail\/queue/, change);
const tree = (change: Change | ((file: ImageFile) => Change)) => changed(soundImage(), /^\/var\/qmail/, change);
const control = (change: Change, paths = /^\/var\/qmail\/control/) => changed(soundImage(), paths, change);

/** Life with qmail, and an account that the new system does not have. */
const lifeWithout = (name: string, smtpd: string) =>
  setUp(
    { passwd: `no account ${name}`, '/var/qmail/bin/qmail-smtpd': { content: smtpd } },
    byTheBook(BOOKS['Life with qmail']),
  );
const NETQMAIL = '214 netqmail home page: http://qmail.org/netqmail\r\n';
const NOTQMAIL = '214 notqmail home page: https://notqmail.org\r\n';

/** By what is wrong: the rules that tell of it, each once. */
const CAUSES: readonly (readonly [string, () => Image, readonly string[]])[] = [
  ['the queue belongs to root', () => queue(ROOTS), ['queue-closed']],
  ['the queue belongs to somebody', () => queue({ owner: 'alice', group: 'users' }), ['queue-closed']],
  ['the queue is open', () => queue(({ type }) => (type === 'dir' ? { mode: '0755' } : {})), ['queue-exposed']],
  ['the queue is gone', () => queue(null), ['queue-missing']],
  ['the queue is empty', () => changed(soundImage(), /^\/var\/qmail\/queue\//, null), ['queue-missing']],
  ['all of qmail was restored as root', () => changed(soundImage(), /^\/var\/qmail/, ROOTS), ['tree-changed']],
  ['chown -R to an account of qmail', () => tree({ owner: 'qmaild' }), ['tree-changed']],
  ['chown -R to a number', () => tree({ owner: 1234, group: 1234 }), ['tree-changed']],
  ['chown -R to a person', () => tree({ owner: 'alice', group: 'users' }), ['tree-changed']],
  ['chgrp -R', () => tree({ group: 'nofiles' }), ['tree-changed']],
  ['chmod -R 755', () => tree({ mode: '0755' }), ['tree-changed']],
  ['chmod -R 777', () => tree({ mode: '0777' }), ['tree-changed']],
  ['chmod -R 700', () => tree({ mode: '0700' }), ['tree-changed']],
  ['chmod -R go-rwx', () => tree(({ mode }) => ({ mode: `0${mode.slice(-3, -2)}00` })), ['tree-changed']],
  [
    'chmod -R o+w',
    () => tree(({ mode }) => ({ mode: mode.slice(0, -1) + (Number(mode.slice(-1)) | 2) })),
    ['tree-changed'],
  ],
  ['qmail is closed', () => changed(soundImage(), /^\/var\/qmail$/, { mode: '0700' }), ['qmail-home-closed']],
  [
    'users/assign without its dot',
    () => setUp({ '/var/qmail/users/assign': '=joe:alice:3001:100:/home/alice:::\n' }),
    ['assign-refused'],
  ],
  [
    'the sendmail of all programs is gone',
    () => setUp({ '/var/qmail/bin/sendmail': null, '/usr/sbin/sendmail': { symlink: '/var/qmail/bin/sendmail' } }),
    ['program-missing'],
  ],
  ['~alias of root, closed', () => changed(soundImage(), /alias$/, { ...ROOTS, mode: '0700' }), ['alias-home-missing']],
  ['no group qmail', () => setUp({ group: 'no group qmail' }), ['account-missing']],
  ['no qmaild', () => lifeWithout('qmaild', NOTQMAIL), ['account-missing']],
  ['no qmaill', () => lifeWithout('qmaill', NOTQMAIL), ['account-missing']],
  // qmail has its number compiled in, and what starts it looks up the name.
  ['no name for qmaild', () => lifeWithout('qmaild', NETQMAIL), ['service-start-fails']],
  ['no name for qmaill', () => lifeWithout('qmaill', NETQMAIL), ['service-script-fails']],
  [
    'an entry of users/assign with the old uid',
    () =>
      setUp({
        '/var/qmail/users/assign': '=alice:alice:1001:100:/home/alice:::\n+alice-:alice:1001:100:/home/alice:-::\n.\n',
        '/var/qmail/users/cdb': 'compiled',
      }),
    ['assign-account-differs'],
  ],
  ['a limit with its unit', () => setUp({ '/var/qmail/control/databytes': '10M\n' }), ['integer-trailing-text']],
  ['no bin', () => changed(soundImage(), /^\/var\/qmail\/bin/, null), ['program-missing']],
  ['nothing in bin', () => changed(soundImage(), /^\/var\/qmail\/bin\//, null), ['program-missing']],
  ['no control', () => control(null), ['control-dir-closed']],
  ['control is closed', () => control({ mode: '0700' }, /control$/), ['control-dir-closed']],
  ['nothing in control', () => control(null, /control\//), ['me-missing']],
  ['rcpthosts is a FIFO', () => setUp({ '/var/qmail/control/rcpthosts': { type: 'fifo' } }), ['control-not-a-file']],
  ['no me', () => control(null, /control\/me$/), ['me-missing']],
  ['homes that all may write to', () => homes({ mode: '0777' }), ['home-writable']],
  ['homes of root', () => homes(ROOTS, /^\/home\//), ['user-skipped']],
  ['homes of other numbers', () => homes({ owner: 9000, group: 9000 }, /^\/home\//), ['user-skipped']],
  ['homes that are not mounted', () => homes(null, /^\/home\//), ['homes-missing']],
  ['/home is closed', () => homes({ mode: '0700' }, /^\/home$/), ['user-skipped']],
  ['no Maildirs', () => homes(null, /Maildir/), ['maildir-missing']],
  ['one home of root', () => changed(soundImage(), /^\/home\/alice/, ROOTS), ['user-skipped']],
  [
    'vpopmail of root',
    () => changed(byTheBook(BOOKS.vpopmail), /^\/home\/vpopmail/, ROOTS),
    ['vpopmail-domain-unusable'],
  ],
  [
    'one domain of vpopmail restored as root',
    () =>
      changed(
        changed(byTheBook(BOOKS.vpopmail), /^\/home\/vpopmail\/domains\/[^/]+\.[^/]+/, ROOTS),
        /^\/home\/vpopmail\/domains\/[^/]+$/,
        { mode: '0755' },
      ),
    ['vpopmail-foreign-owner'],
  ],
  ['no vpopmail', () => changed(byTheBook(BOOKS.vpopmail), /^\/home\/vpopmail/, null), ['vpopmail-domain-unusable']],
  [
    'the accounts were numbered anew',
    () => {
      const sound = soundImage();
      const uids = new Map<string | number, number>(sound.passwd.map(([name, uid]) => [name, uid]));
      const passwd = sound.passwd.map(([name, uid, gid, home]): Image['passwd'][number] =>
        /^(alias|qmail.)$/.test(name) ? [name, uid + 100, gid, home] : [name, uid, gid, home],
      );
      return { ...changed(sound, /^\//, ({ owner }) => ({ owner: uids.get(owner) ?? owner })), passwd };
    },
    ['ids-changed'],
  ],
];

describe('one cause, one finding', () => {
  test.each(CAUSES)('%s', async (_, image, rules) => {
    const outcome = await auditImage(image());
    expect(outcome.failed).toEqual([]);
    const found = troubles(outcome);
    expect([...new Set(found.map(({ rule }) => rule))].sort()).toEqual(rules);
    // Those of one kind are shown as one.
    expect(new Set(found.map(({ fold }) => fold)).size).toBe(rules.length);
    expect(outcome.skipped.filter(({ kind }) => kind === 'could-not')).toEqual([]);
  });

  test('what is closed for all is listed once, and counted', async () => {
    const outcome = await auditImage(homes({ mode: '0700' }, /^\/home$/));
    expect(troubles(outcome).map(({ rule, subject }) => [rule, subject.path])).toEqual([['user-skipped', '/home']]);
    expect(outcome.summary.error).toBe(42);
    expect(outcome.folded).toMatchObject([{ rule: 'user-skipped', count: 42, listed: 1 }]);
  });

  test('files of another account’s group are not said to be renumbered', async () => {
    const outcome = await auditImage(changed(soundImage(), /^\/var\/qmail/, { owner: 'qmaild', group: 'nofiles' }));
    expect(outcome.findings.map(({ rule }) => rule)).not.toContain('ids-changed');
    expect(troubles(outcome).map(({ rule }) => rule)).toEqual(['tree-changed']);
  });
});

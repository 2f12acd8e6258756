/** Mailboxes that are alike are judged once for all, and nobody can tell. */
import { expect, test } from 'vitest';
import { type Alikes, alikes } from '../../src/audit/alike.ts';
import { mailboxAccounts, type Sweep, type SweepResult, sweep } from '../../src/audit/mailboxes.ts';
import { NONE_PLAINLY_FINE } from '../../src/audit/plainly-fine.ts';
import { SUPPRESS_NOTHING } from '../../src/audit/suppress.ts';
import { openTarget } from '../../src/audit/target.ts';
import { MAILBOX_RULES } from '../../src/checks/mailbox-rules.ts';
import { isWithin } from '../../src/host/access.ts';
import { type Image, type ImageFile, imageHost } from '../../src/host/image.ts';
import { remembering } from '../../src/host/remembering.ts';
import { readCases } from '../support/cases.ts';
import { type Setup, setUp, soundImage } from '../support/setup.ts';

const MOST = 3;
/** Users of a kind: more than are listed, one in another directory, one of another group. */
const USERS = 10;

function sweeper(image: Image, keeper = ''): Sweep {
  const once = imageHost(image);
  const { installation, usersCdb } = openTarget(remembering(once), { defaultDelivery: './Maildir/' });
  return {
    installation: { ...installation, takenForGranted: true },
    cdb: usersCdb(),
    rules: MAILBOX_RULES,
    once,
    uidMin: 1000,
    keepers: new Set([keeper]),
    gone: new Set(),
    most: MOST,
    suppress: SUPPRESS_NOTHING,
  };
}

/** A home of somebody in the records, by paths below it; what is his own and says so stands as NAME. */
type Kind = readonly ImageFile[];

const NAME = '{name}';

/** Every home that the records have, each once. */
function kinds(): Kind[] {
  const images = [
    ...readCases<{ setup: Setup }>('invariants').map(({ setup }) => setUp(setup)),
    ...['installations', 'faults'].flatMap((name) => readCases<{ image: Image }>(name).map(({ image }) => image)),
  ];
  const homes = images.flatMap(({ passwd, files }) =>
    passwd
      .filter(([name, , , home]) => home === `/home/${name}`)
      .map(([name, uid, , home]) =>
        files
          .filter(({ path }) => isWithin(path, home))
          .map((file) => ({ ...file, path: file.path.slice(home.length), ...namedFor(file, name, uid) })),
      ),
  );
  return [...new Map(homes.map((home) => [JSON.stringify(home), home])).values()];
}

function namedFor({ owner, content }: ImageFile, name: string, uid: number): Partial<ImageFile> {
  const text = content === undefined ? {} : { content: content.replaceAll(name, NAME) };
  return { owner: owner === name || owner === uid ? NAME : owner, ...text };
}

/** `named`: whom the texts in it name. */
function homeOf(kind: Kind, owner: string, home: string, named: string): ImageFile[] {
  return kind.map(({ content, ...file }) => ({
    ...file,
    path: home + file.path,
    owner: file.owner === NAME ? owner : file.owner,
    ...(content === undefined ? {} : { content: content.replaceAll(NAME, named) }),
  }));
}

function crowd(): Image {
  const base = soundImage();
  const dir = { type: 'dir', owner: 'root', group: 'root', mode: '0755' } as const;
  const passwd = [...base.passwd, ['k4x1-info', 2900, 100, '/home/alice'] as const];
  const files: ImageFile[] = [...base.files, { ...dir, path: '/closed', mode: '0701', group: 'users' }];
  for (const [at, kind] of kinds().entries()) {
    for (let user = 0; user < USERS; user += 1) {
      const name = `k${at}x${user}`;
      const home = `${['/home', '/closed'][user === 8 ? 1 : 0]}/${name}`;
      passwd.push([name, 10_000 + passwd.length, user === 9 ? 2108 : 100, home]);
      files.push(...homeOf(kind, name, home, user % 2 === 0 ? 'alice' : name));
    }
  }
  return { ...base, passwd, files };
}

/** As a report shows it: so many of a kind are listed. */
function said({ folds, unchecked, failed, forwarders }: SweepResult): unknown {
  return { folds: [...folds.values()], unchecked: [...unchecked], failed, forwarders };
}

function counting(alike: Alikes): Alikes & { count: () => number } {
  let count = 0;
  const counted: Alikes['counted'] = (...of) => {
    const is = alike.counted(...of);
    if (is) count += 1;
    return is;
  };
  return { ...alike, counted, count: () => count };
}

test('the same is said of each kind that the experiments have', () => {
  const job = sweeper(crowd());
  const accounts = mailboxAccounts(job.installation.host.accounts);
  expect(accounts.length).toBeGreaterThan(300);
  const alone = sweep(job, accounts, NONE_PLAINLY_FINE, null);
  expect(alone.folds.size).toBeGreaterThan(20);
  expect(alone.forwarders.length).toBeGreaterThan(20);
  const alike = counting(alikes(job)!);
  expect(said(sweep(job, accounts, NONE_PLAINLY_FINE, alike))).toEqual(said(alone));
  // What was learned holds for a second pass, in which nothing is listed any more.
  const counts = ({ folds }: SweepResult) => new Map([...folds.values()].map(({ key, count }) => [key, count]));
  const again = sweep(job, accounts, NONE_PLAINLY_FINE, alike);
  expect(counts(again)).toEqual(counts(alone));
  expect(again.forwarders).toEqual(alone.forwarders);
  expect(alike.count()).toBeGreaterThan(accounts.length / 2);
}, 60_000);

type Home = Readonly<Record<string, Pick<ImageFile, 'type'> & Partial<ImageFile>>>;

const DIR = { type: 'dir', mode: '0700' } as const;
const text = (content: string) => ({ type: 'file', mode: '0644', content }) as const;

/** Users u0 to u4, each with such a home; the last of group `gid`, and perhaps with another account beside him. */
function five(home: Home, gid = 100, other: Image['passwd'] = []): Image {
  const base = soundImage();
  const names = ['u0', 'u1', 'u2', 'u3', 'u4'];
  const files = names.flatMap((name) => [
    { ...DIR, mode: '0755', path: `/home/${name}`, owner: name, group: 'users' },
    ...Object.entries(home).map(([path, file]) => ({
      ...{ path: `/home/${name}/${path}`, owner: name, group: 'users', mode: '0644' },
      ...file,
    })),
  ]);
  const passwd = names.map((name, at) => [name, 5000 + at, at === 4 ? gid : 100, `/home/${name}`] as const);
  return { ...base, passwd: [...base.passwd, ...passwd, ...other], files: [...base.files, ...files] };
}

function fiveOf(job: Sweep) {
  return mailboxAccounts(job.installation.host.accounts).filter(({ name }) => /^u\d$/.test(name));
}

test.each<[string, Image, string?]>([
  [
    'another group, to which the Maildir is open',
    five({ Maildir: { ...DIR, owner: 'root', group: 'users', mode: '0770' } }, 2108),
  ],
  [
    'an account of the name that a file is for',
    five({ '.qmail-x': text('./Nowhere/\n') }, 100, [['u4-x', 3001, 100, '/home/alice']]),
  ],
  ['the mail of a virtual domain in his home', five({ '.qmail-x': text('&alice\n') }), 'u4'],
])('the last of five, who has %s, is not alike', (_, image, keeper) => {
  const job = sweeper(image, keeper);
  const alone = sweep(job, fiveOf(job), NONE_PLAINLY_FINE, null);
  const [first] = [...alone.folds.values()];
  expect(first?.count).toBeGreaterThan(0);
  expect(said(sweep(job, fiveOf(job), NONE_PLAINLY_FINE))).toEqual(said(alone));
});

test.each<[string, Home, number]>([
  ['no Maildir', {}, 5],
  ['a text that names the last of them', { '.qmail': text('|deliver to u4\n') }, 4],
  ['a place elsewhere', { '.qmail': text('/home/alice/Maildir/\n') }, 0],
  ['a link', { Maildir: { type: 'symlink', target: '../alice/Maildir' } }, 0],
])('of five with %s', (_, home, most) => {
  const job = sweeper(five(home));
  const alike = counting(alikes(job)!);
  for (let pass = 0; pass < 2; pass += 1) sweep(job, fiveOf(job), NONE_PLAINLY_FINE, alike);
  expect(alike.count()).toBe(most === 0 ? 0 : most + most - MOST);
});

test('nothing is alike where all is listed, or each may be suppressed or assigned', () => {
  const job = sweeper(five({}));
  expect(alikes(job)).not.toBeNull();
  expect(alikes({ ...job, most: Number.POSITIVE_INFINITY })).toBeNull();
  expect(alikes({ ...job, suppress: () => null })).toBeNull();
  expect(alikes({ ...job, cdb: Buffer.alloc(2048) })).toBeNull();
});

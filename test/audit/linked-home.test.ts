/** /var/qmail is a symbolic link on many machines: every finding is the same as without it. */
import { expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { auditImage } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';

const SETUPS: readonly Setup[] = [
  {},
  { '/var/qmail/users/cdb': { compiled: '+:alias:64010:65533:/var/qmail/alias:::\n.\n' } },
  { '/home/alice/Maildir/new': { mode: '0700', owner: 'root', group: 'root' }, '/home/bob': { mode: '0777' } },
  { '/var/qmail/control/locals': 'one.test\r\n', '/var/qmail/users': { mode: '0700' } },
];

/** The same tree, moved to /srv/qmail, with a link in its old place. */
function linked(image: Image, target: string): Image {
  const moved = (path: string) => path.replace(/^\/var\/qmail(?=\/|$)/, '/srv/qmail');
  const files = image.files.map((file) => ({ ...file, path: moved(file.path) }));
  const link = { path: '/var/qmail', type: 'symlink', mode: '0777', owner: 'root', group: 'root', target } as const;
  const srv = { path: '/srv', type: 'dir', mode: '0755', owner: 'root', group: 'root' } as const;
  return { ...image, files: [...files, srv, link] };
}

test.each(SETUPS.map((setup, index) => [index, setup] as const))('set-up %i', async (_, setup) => {
  const ids = async (image: Image) =>
    (await auditImage(image)).findings.map(({ rule, subject }) => `${rule} ${subject.path?.replace('/srv/', '/var/')}`);
  const image = setUp(setup);
  const plain = await ids(image);
  expect((await ids(linked(image, '/srv/qmail'))).sort()).toEqual(plain.sort());
  expect((await ids(linked(image, '../srv/qmail'))).sort()).toEqual(plain.sort());
});

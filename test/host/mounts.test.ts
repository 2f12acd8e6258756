import { expect, test } from 'vitest';
import { closedReason, deadMounts, mountOf, parseMountinfo } from '../../src/host/mounts.ts';

const INFO = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:40 / /home rw,relatime shared:20 - autofs auto.home rw,fd=5,indirect
41 40 0:41 / /home/alice rw,relatime shared:21 - nfs4 server:/home/alice rw,vers=4.2
42 22 0:42 / /srv/two\\040words rw - nfs server:/srv rw
`;

const mounts = parseMountinfo(INFO);

test('reads mountinfo, escapes too', () => {
  expect(mounts).toEqual([
    { path: '/', type: 'ext4', options: ['rw', 'relatime'], device: 2049 },
    { path: '/home', type: 'autofs', options: ['rw', 'relatime', 'fd=5', 'indirect'], device: 40 },
    { path: '/home/alice', type: 'nfs4', options: ['rw', 'relatime', 'vers=4.2'], device: 41 },
    { path: '/srv/two words', type: 'nfs', options: ['rw'], device: 42 },
  ]);
});

test('the longest mount holds a path', () => {
  expect(mountOf(mounts, '/home/alice/Maildir')?.path).toBe('/home/alice');
  expect(mountOf(mounts, '/homeless')?.path).toBe('/');
});

test('what is not mounted yet is left alone, what is mounted is looked at', () => {
  expect(closedReason(mounts, [], '/home/bob')).toMatch(/automounted at \/home/);
  expect(closedReason(mounts, [], '/home')).toBeNull();
  expect(closedReason(mounts, [], '/home/alice/Maildir')).toBeNull();
});

test('a dead file system is named', () => {
  const dead = [{ path: '/home/alice', reason: 'did not answer' }];
  expect(closedReason(mounts, dead, '/home/alice/Maildir')).toBe('did not answer');
  expect(closedReason(mounts, dead, '/etc')).toBeNull();
});

test('only network file systems are probed, and one that does not answer is given up', async () => {
  expect(await deadMounts(parseMountinfo('22 1 8:1 / / rw - ext4 /dev/vda rw\n'), 1)).toEqual([]);
  const gone = await deadMounts([{ path: '/no/such/place', type: 'nfs' }], 2);
  expect(gone.map(({ path }) => path)).toEqual(['/no/such/place']);
});

import { expect, test } from 'vitest';
import { openRead, ROOT, walk } from '../../src/host/access.ts';
import { imageHost } from '../../src/host/image.ts';
import { overlaid } from '../../src/host/overlay.ts';
import { remembering } from '../../src/host/remembering.ts';

const base = remembering(
  imageHost({
    format: 'qmail-lint/image',
    version: 1,
    passwd: [['root', 0, 0, '/root']],
    group: [['root', 0]],
    files: [
      { path: '/etc/one', type: 'file', owner: 'root', group: 'root', mode: '0644', content: 'old\n' },
      { path: '/etc/two', type: 'file', owner: 'root', group: 'root', mode: '0644', content: 'two\n' },
    ],
  }),
);

const text = (host: typeof base, path: string) => {
  const found = openRead(host, ROOT, path);
  return found.ok ? host.read(found.path) : found.errno;
};

test('what is added is there, with what leads to it; what is not named is as it was', () => {
  // What was looked at before is not remembered as missing.
  expect(walk(base, ROOT, '/var/qmail/control/me').ok).toBe(false);
  const host = overlaid(base, {
    files: [
      { path: '/etc/one', type: 'file', uid: 0, gid: 0, mode: 0o644, text: 'new\n' },
      { path: '/var/qmail/control/me', type: 'file', uid: 7, gid: 8, mode: 0o640, text: 'me\n' },
    ],
    accounts: [{ name: 'alias', uid: 7790, gid: 7790, home: '/var/qmail/alias' }],
    groups: [{ name: 'nofiles', gid: 7790 }],
  });
  expect(text(host, '/etc/one')).toBe('new\n');
  expect(text(host, '/etc/two')).toBe('two\n');
  expect(text(host, '/var/qmail/control/me')).toBe('me\n');
  expect(host.lstat('/var/qmail/control/me')).toMatchObject({ uid: 7, gid: 8, mode: 0o640, size: 3 });
  expect(host.lstat('/var/qmail')).toMatchObject({ type: 'dir', uid: 0, mode: 0o755 });
  expect(host.open('/var/qmail/control/me')?.text).toBe('me\n');
  expect(host.open('/var/qmail')?.text).toBeNull();
  expect(host.list('/var/qmail')).toEqual(['control']);
  expect(host.list('/etc').sort()).toEqual(['one', 'two']);
  expect(host.accounts.byName('alias')?.uid).toBe(7790);
  expect(host.accounts.userName(7790)).toBe('alias');
  expect(host.accounts.userName(0)).toBe('root');
  expect(text(base, '/etc/one')).toBe('old\n');
});

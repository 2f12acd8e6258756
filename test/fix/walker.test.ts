/** The way to a place: root's links are followed where root alone could have put them, and no others. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RepairPlace } from '../../src/checks/check.ts';
import { type Disk, realDisk } from '../../src/fix/disk.ts';
import { leftBy, type Walker, walker } from '../../src/fix/walker.ts';
import { needsRoot } from '../support/needs.ts';

const USER = 3001;

needsRoot('the way', () => {
  let dir: string;
  let ways: Walker | null = null;
  beforeEach(() => {
    dir = fs.mkdtempSync(join(tmpdir(), 'qmail-lint-way-'));
    fs.mkdirSync(`${dir}/data/homes/al/Maildir/new`, { recursive: true });
    for (const name of ['', '/Maildir', '/Maildir/new']) fs.chownSync(`${dir}/data/homes/al${name}`, USER, USER);
  });
  afterEach(() => {
    ways?.close();
    ways = null;
    fs.rmSync(dir, { recursive: true });
  });

  const placeAt = (path: string): RepairPlace => ({
    kind: 'home',
    path,
    real: '/data/homes/al',
    device: fs.statSync(dir).dev,
    uid: USER,
    gid: USER,
    user: 'al',
  });
  /** Where the way ends, or why it does not. */
  const endOf = (path: string, below?: string, disk: Disk = realDisk) => {
    ways ??= walker(disk, dir);
    try {
      const fd = below === undefined ? ways.place(placeAt(path)) : ways.parent(placeAt(path), `/data/homes/al${below}`);
      return fs.readlinkSync(`/proc/self/fd/${fd}`).slice(dir.length);
    } catch (error) {
      return leftBy(error);
    }
  };
  const link = (target: string, path: string, uid = 0) => {
    fs.symlinkSync(target, dir + path);
    fs.lchownSync(dir + path, uid, uid);
  };

  test.each([
    ['absolute', '/data/homes'],
    ['relative', 'data/homes'],
    ['with dots', './data/../data/./homes/'],
    ['above the root', '../../data/homes'],
  ])("root's link, %s", (_, target) => {
    link(target, '/home');
    expect(endOf('/home/al')).toBe('/data/homes/al');
    expect(endOf('/home/al', '/Maildir')).toBe('/data/homes/al');
    expect(endOf('/home/al', '/Maildir/new')).toBe('/data/homes/al/Maildir');
  });

  test('links to links, and links that never end', () => {
    link('/data/homes', '/one');
    link('/one', '/home');
    link('/round', '/round');
    expect(endOf('/home/al')).toBe('/data/homes/al');
    expect(endOf('/round/al')).toBe('link');
  });

  test("a user's link is not followed, nor root's where others could have put it", () => {
    link('/data/homes', '/home', USER);
    expect(endOf('/home/al')).toBe('link');
    fs.mkdirSync(`${dir}/open`);
    link('/data/homes', '/open/home');
    expect(endOf('/open/home/al')).toBe('/data/homes/al');
    ways?.close();
    ways = null;
    fs.chmodSync(`${dir}/open`, 0o1777);
    expect(endOf('/open/home/al')).toBe('link');
    link('/data/homes', '/data/homes/al/home');
    expect(endOf('/data/homes/al/home/al')).toBe('link');
  });

  test('no link is followed in the place itself, whoever made it', () => {
    fs.renameSync(`${dir}/data/homes/al/Maildir`, `${dir}/data/homes/al/old`);
    link('old', '/data/homes/al/Maildir');
    expect(endOf('/data/homes/al', '/Maildir/new')).toBe('link');
    expect(endOf('/data/homes/al', '/old/new')).toBe('/data/homes/al/old');
  });

  test('what is not there, is no directory, or is on another device', () => {
    fs.writeFileSync(`${dir}/file`, '');
    expect(endOf('/nobody/al')).toBe('gone');
    expect(endOf('/file/al')).toBe('link');
    ways?.close();
    ways = null;
    const elsewhere: Disk = {
      ...realDisk,
      stat: (fd) => ({
        ...realDisk.stat(fd),
        ...(fs.readlinkSync(`/proc/self/fd/${fd}`).endsWith('/al') ? { device: 1 } : {}),
      }),
    };
    expect(endOf('/data/homes/al', undefined, elsewhere)).toBe('device');
  });

  test('nothing stays open, whatever comes of it', () => {
    const open = () => fs.readdirSync('/proc/self/fd').length;
    const before = open();
    link('/data/homes', '/home');
    link('/data/homes', '/bad', USER);
    for (let round = 0; round < 20; round += 1) {
      endOf('/home/al', '/Maildir/new');
      for (const path of ['/bad/al', '/nobody', '/home/nobody', '/home/al/none']) endOf(path);
      endOf('/home/al', '/none/new');
    }
    ways?.close();
    ways = null;
    expect(open()).toBe(before);
  });

  test("a root that is not root's, or that others could exchange", () => {
    fs.mkdirSync(`${dir}/other`);
    fs.chownSync(`${dir}/other`, USER, USER);
    fs.mkdirSync(`${dir}/other/root`);
    fs.symlinkSync(`${dir}/data`, `${dir}/link`);
    for (const path of ['/other', '/other/root', '/link'])
      expect(() => walker(realDisk, dir + path), path).toThrow('a fix needs a directory of root');
    walker(realDisk, `${dir}/data`).close();
  });
});

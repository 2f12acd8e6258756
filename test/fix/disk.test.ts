/** The ids under which a step of a user's is done. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keepingGroups, realDisk } from '../../src/fix/disk.ts';
import { needsRoot } from '../support/needs.ts';

/** The effective uid and gid, and the groups beside them, as the kernel tells them. */
function ids(): { uid: number; gid: number; groups: number[] } {
  const text = readFileSync('/proc/self/status', 'latin1');
  const numbers = (name: string) =>
    (new RegExp(`^${name}:(.*)$`, 'm').exec(text)?.[1]?.match(/\d+/g) ?? []).map(Number);
  return { uid: numbers('Uid')[1] ?? -1, gid: numbers('Gid')[1] ?? -1, groups: numbers('Groups') };
}

needsRoot('as a user', () => {
  test('no group of root is left, nor one of the user before', () => {
    const before = process.getgroups?.() ?? [];
    process.setgroups?.([4, 24]);
    try {
      keepingGroups(() => {
        for (const who of [
          { uid: 3001, gid: 100 },
          { uid: 3002, gid: 200 },
          { uid: 3003, gid: 200 },
        ]) {
          realDisk.as(who, () => expect(ids()).toEqual({ ...who, groups: [] }));
          expect(ids().uid).toBe(0);
        }
      });
      // Node tells the effective group with the others.
      expect(process.getgroups?.().filter((group) => group !== 0)).toEqual([4, 24]);
      expect(ids()).toMatchObject({ uid: 0, gid: 0 });
    } finally {
      process.setgroups?.(before);
    }
  });

  test('a group that is his own gives him nothing, and the next user has it no more', () => {
    const before = process.getgroups?.() ?? [];
    process.setgroups?.([100]);
    try {
      keepingGroups(() => {
        realDisk.as({ uid: 3001, gid: 100 }, () => expect([[], [100]]).toContainEqual(ids().groups));
        realDisk.as({ uid: 3002, gid: 200 }, () => expect(ids().groups).toEqual([]));
      });
    } finally {
      process.setgroups?.(before);
    }
  });
});

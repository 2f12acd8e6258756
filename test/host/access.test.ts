/** The walk against the kernel's own answers, on a real disk with real ids. */

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { may, openRead, READ, ROOT, walk } from '../../src/host/access.ts';
import { machineHost } from '../../src/host/machine.ts';
import { noDns } from '../../src/host/no-dns.ts';
import { needsRoot } from '../support/needs.ts';

const stat = (mode: number, uid: number, gid: number) => ({ type: 'dir', mode, uid, gid, size: 0 }) as const;

test('owner, group, others: the first that fits decides', () => {
  expect(may({ uid: 1, gid: 1 }, stat(0o077, 1, 1), READ)).toBe(false);
  expect(may({ uid: 2, gid: 1 }, stat(0o707, 1, 1), READ)).toBe(false);
  expect(may({ uid: 2, gid: 2, groups: [1] }, stat(0o040, 1, 1), READ)).toBe(true);
  expect(may({ uid: 2, gid: 2 }, stat(0o004, 1, 1), READ)).toBe(true);
  expect(may(ROOT, stat(0, 1, 1), READ)).toBe(true);
});

const UID = 54321;
const mode = fc.constantFrom(0o000, 0o100, 0o111, 0o400, 0o444, 0o500, 0o700, 0o711, 0o750, 0o755, 0o777);
const owner = fc.constantFrom(0, UID, UID + 1);

needsRoot('the kernel agrees', () => {
  test('on who may open what', () => {
    const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
    chmodSync(root, 0o755);
    const host = machineHost({ root: '', dns: noDns, mounts: [], dead: [], accounts: noAccounts });
    let number = 0;
    try {
      fc.assert(
        fc.property(mode, owner, mode, owner, fc.boolean(), (dirMode, dirOwner, fileMode, fileOwner, byLink) => {
          number += 1;
          const dir = `${root}/${number}`;
          mkdirSync(dir);
          writeFileSync(`${dir}/file`, '');
          symlinkSync(`${dir}/file`, `${root}/link${number}`);
          chownSync(`${dir}/file`, fileOwner, fileOwner);
          chmodSync(`${dir}/file`, fileMode);
          chownSync(dir, dirOwner, dirOwner);
          chmodSync(dir, dirMode);
          const path = byLink ? `${root}/link${number}` : `${dir}/file`;
          expect(openRead(host, { uid: UID, gid: UID }, path).ok).toBe(opensAs(UID, path));
        }),
        { numRuns: 60 },
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

function opensAs(uid: number, path: string): boolean {
  try {
    execFileSync('setpriv', [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', 'head', '-c0', path], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

const noAccounts = {
  all: [],
  groups: [],
  incomplete: null,
  byName: () => null,
  gidOf: () => null,
  userName: String,
  groupName: String,
};

test('a walk of anything ends', () => {
  const host = machineHost({ root: '', dns: noDns, mounts: [], dead: [], accounts: noAccounts });
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300 }),
      (path) => typeof walk(host, ROOT, path.replaceAll('\0', 'x')).ok === 'boolean',
    ),
  );
});

// @ts-check
/** node bench/fix.js [MAILBOXES [ROUNDS]]: every Maildir of root's and open, mended by --fix, against chown -R and chmod -R over the same homes. Needs root. */
import { chmodSync, chownSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './measure.js';
import { median } from './report.js';
import { makeTree } from './tree.js';

const LINT = fileURLToPath(new URL('../bin/qmail-lint.js', import.meta.url));
const PARTS = ['', '/cur', '/new', '/tmp'];

/** @param {string} root @returns {string[]} */
function maildirs(root) {
  return readdirSync(`${root}/home`).flatMap((group) =>
    readdirSync(`${root}/home/${group}`).map((user) => `${root}/home/${group}/${user}/Maildir`),
  );
}

/** @param {readonly string[]} all @param {'owner' | 'mode'} what @param {number} first */
function breakAll(all, what, first) {
  all.forEach((maildir, index) => {
    for (const part of PARTS) {
      chownSync(maildir + part, what === 'owner' ? 0 : first + index, 100);
      chmodSync(maildir + part, what === 'owner' ? 0o700 : 0o755);
    }
  });
}

/** What the recursive commands did. @param {string} root @param {readonly string[]} all @param {number} first */
function resetHomes(root, all, first) {
  for (const path of [`${root}/home`, ...readdirSync(`${root}/home`).map((group) => `${root}/home/${group}`)]) {
    chownSync(path, 0, 0);
    chmodSync(path, 0o755);
  }
  all.forEach((maildir, index) => {
    const home = join(maildir, '..');
    for (const name of ['', ...readdirSync(home).filter((each) => each.startsWith('.qmail'))]) {
      chownSync(join(home, name), first + index, 100);
      chmodSync(join(home, name), name === '' ? 0o755 : 0o644);
    }
  });
}

/** @param {readonly string[]} all @param {number} first */
function countBroken(all, first) {
  return all.filter((maildir, index) => {
    const stat = lstatSync(maildir);
    return stat.uid !== first + index || (stat.mode & 0o007) !== 0;
  }).length;
}

const mailboxes = Number(process.argv[2] ?? 10_000);
const rounds = Number(process.argv[3] ?? 5);
const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-bench-'));
const settings = { cwd: dir, signal: new AbortController().signal, pollMs: 10 };
try {
  const { root } = await makeTree(join(dir, 'root'), { mailboxes, broken: 0 });
  const all = maildirs(root);
  const first = lstatSync(all[0] ?? root).uid;
  const lint = [process.execPath, LINT, '--root', root, '--no-dns', '--no-log', '--format', 'json'];
  for (const what of /** @type {const} */ (['owner', 'mode'])) {
    /** @type {Record<string, { argv: readonly string[], ms: number[], peakKiB: number }>} */
    const kinds = {
      recursive: {
        argv: ['sh', '-c', `chown -R 100000:100 ${root}/home && chmod -R go= ${root}/home`],
        ms: [],
        peakKiB: 0,
      },
      audit: { argv: lint, ms: [], peakKiB: 0 },
      fix: { argv: [...lint, '--fix', '--yes', '--journal-dir', join(dir, 'journals')], ms: [], peakKiB: 0 },
    };
    for (let round = 0; round <= rounds; round += 1)
      for (const [name, kind] of Object.entries(kinds)) {
        resetHomes(root, all, first);
        breakAll(all, what, first);
        const command = { name, argv: /** @type {[string]} */ (kind.argv), exits: [0, 1] };
        const { ms, peakKiB } = await run(command, settings);
        if (name === 'fix' && countBroken(all, first) > 0)
          throw new Error(`${countBroken(all, first)} are still broken`);
        // The first round warms the caches.
        if (round > 0) kind.ms.push(ms);
        kind.peakKiB = Math.max(kind.peakKiB, peakKiB ?? 0);
      }
    for (const [name, { ms, peakKiB }] of Object.entries(kinds))
      console.log(
        JSON.stringify({
          broken: what,
          name,
          ms: median(ms),
          samples: ms.map(Math.round),
          peakMB: Math.round((peakKiB * 1024) / 1e6),
        }),
      );
    const ratio = (median(kinds.fix?.ms ?? []) ?? Number.NaN) / (median(kinds.recursive?.ms ?? []) ?? Number.NaN);
    console.log(`${what}: fix / recursive ${ratio.toFixed(2)} (goal: at most 2)`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

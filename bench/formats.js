// @ts-check
/** node bench/formats.js [MAILBOXES]: so many findings in each format: size, CPU and memory of the whole command. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeHomes } from './homes.js';

const LINT = fileURLToPath(new URL('../bin/qmail-lint.js', import.meta.url));
const FORMATS = ['nagios', 'prometheus', 'table', 'markdown', 'json', 'sarif', 'junit', 'github', 'html'];
const ROUNDS = 3;

/** @param {string} root @param {string} format */
function measure(root, format) {
  const file = join(root, 'out');
  const out = openSync(file, 'w');
  const audit = ['--root', root, '--no-config', '--default-delivery', './Maildir/', '--all', '--format', format];
  const argv = ['-f', '%U %S %M', process.execPath, LINT, ...audit];
  const { stderr } = spawnSync('/usr/bin/time', argv, { stdio: ['ignore', out, 'pipe'], encoding: 'utf8' });
  closeSync(out);
  const [user = 0, system = 0, peak = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { cpu: user + system, peakMB: (peak * 1024) / 1e6, bytes: statSync(file).size };
}

const root = mkdtempSync(join(tmpdir(), 'qmail-lint-bench-'));
try {
  makeHomes(root, Number(process.argv[2] ?? 10_000));
  console.log('| format | MB | CPU s | peak MB |\n| --- | ---: | ---: | ---: |');
  for (const format of FORMATS) {
    const rounds = Array.from({ length: ROUNDS }, () => measure(root, format)).sort((a, b) => a.cpu - b.cpu);
    const { cpu, bytes } = rounds[1] ?? { cpu: 0, bytes: 0 };
    const peak = Math.max(...rounds.map(({ peakMB }) => peakMB));
    console.log(`| ${format} | ${(bytes / 1e6).toFixed(1)} | ${cpu.toFixed(2)} | ${peak.toFixed(0)} |`);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

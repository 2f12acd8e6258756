// Checks everything without writing into the tree: types, lint, unused code, stale generated files, tests.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const bin = (name) => join(ROOT, 'node_modules/.bin', name);

const STEPS = [
  ['types', bin('tsc'), []],
  ['lint', bin('biome'), ['ci', '.']],
  ['unused code', bin('knip'), []],
  ['generated files', bin('tsx'), ['scripts/generate.ts', '--check']],
  ['tests', bin('vitest'), ['run', ...process.argv.slice(2)]],
];

const only = process.argv.length > 2 ? STEPS.slice(-1) : STEPS;
let failed = 0;
for (const [name, command, args] of only) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (status === 0) continue;
  failed += 1;
  console.error(`npm test: ${name} failed`);
}
process.exitCode = failed === 0 ? 0 : 1;

/** Tests that need something of the machine say so where they are skipped, and are never skipped in CI. */
import { spawnSync } from 'node:child_process';
import { describe, type TestAPI, test } from 'vitest';

export function needsRoot(name: string, body: () => void): void {
  const isRoot = process.getuid?.() === 0;
  if (isRoot || process.env.CI) describe(name, body);
  else describe.skip(`${name} (skipped: needs root)`, body);
}

/** `program` is what `package_` installs. */
export function needsProgram(program: string, package_: string): TestAPI | TestAPI['skip'] {
  const found = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  if (found || process.env.CI) return test;
  console.warn(`skipped: ${program} is missing (Debian package ${package_})`);
  return test.skip;
}

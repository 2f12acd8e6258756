/** Programs of Debian packages, unpacked and not installed: no service starts, and packages that exclude each other lie side by side. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, type TestAPI, test } from 'vitest';

/** Tests that need `package_`: skipped where apt has none, never in CI. */
export function needsPackage(package_: string): TestAPI | TestAPI['skip'] {
  if (process.env.CI || hasPackage(package_)) return test;
  console.warn(`skipped: apt cannot download the Debian package ${package_}`);
  return test.skip;
}

function hasPackage(package_: string): boolean {
  const asked = spawnSync('apt-cache', ['show', package_], { encoding: 'utf8' });
  return asked.status === 0 && asked.stdout !== '' && spawnSync('dpkg', ['--version']).status === 0;
}

/** Unpacks packages with the libraries that they name, below a directory that goes when the tests are done; that directory. */
export function unpack(...packages: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'qmail-lint-debian-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const wanted = [...new Set([...packages, ...packages.flatMap(librariesOf)])];
  must(root, 'apt-get', ['download', '-q', ...wanted]);
  for (const file of readdirSync(root).filter((name) => name.endsWith('.deb'))) must(root, 'dpkg', ['-x', file, '.']);
  return root;
}

function librariesOf(package_: string): string[] {
  const { stdout } = spawnSync('apt-cache', ['depends', '--important', package_], { encoding: 'utf8' });
  const named = [...stdout.matchAll(/Depends: (lib[^\s<>]+)/g)].map(([, name = '']) => name);
  return named.filter((name) => name !== 'libc6');
}

function must(cwd: string, program: string, args: string[]): void {
  const done = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr || done.error}`);
}

/** Libraries of the unpacked packages. */
export function libraryPath(root: string): string {
  const triplets = ['x86_64-linux-gnu', 'aarch64-linux-gnu'];
  return [
    `${root}/usr/lib/postfix`,
    ...triplets.flatMap((name) => [`${root}/usr/lib/${name}`, `${root}/lib/${name}`]),
  ].join(':');
}

/** Schemas of others, which are not ours to spread: they may lie beside the project. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestAPI, test } from 'vitest';

/** The path of a schema, and the test that runs where it is found. */
export function schemaBeside(name: string): { readonly path: string; readonly test: TestAPI | TestAPI['skip'] } {
  const path = join('../shared/schemas', name);
  if (existsSync(path)) return { path, test };
  console.warn(`skipped: ${path} is not there`);
  return { path, test: test.skip };
}

/** Writes every generated file; `--check` writes nothing and fails where one is stale. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { catalogueIndex } from './generate/catalogue.ts';
import { checksIndex, ruleFiles } from './generate/checks.ts';
import { configSchema } from './generate/config.ts';
import { rulePages } from './generate/docs.ts';
import { messagePages } from './generate/messages.ts';
import { pageAssets } from './generate/page.ts';
import { validators } from './generate/validators.ts';

const ROOT = join(import.meta.dirname, '..');

/** Folders whose every file is generated: what is not made again goes. */
const OWNED = ['docs/rules', 'docs/messages'];

async function generated(): Promise<Map<string, string>> {
  const rules = ruleFiles(ROOT);
  const schemas = configSchema(ROOT, rules);
  return new Map([
    ...catalogueIndex(ROOT),
    ...schemas,
    ...validators(ROOT, schemas),
    ...checksIndex(rules),
    ...rulePages(rules),
    ...messagePages(ROOT, rules),
    ...pageAssets(ROOT),
    ...(await demo()),
  ]);
}

function leftovers(files: Map<string, string>): string[] {
  return OWNED.flatMap((dir) =>
    existsSync(join(ROOT, dir)) ? readdirSync(join(ROOT, dir)).map((name) => `${dir}/${name}`) : [],
  ).filter((path) => !files.has(path));
}

/** Loaded late: it runs the program, which needs the files above. */
async function demo(): Promise<Map<string, string>> {
  try {
    const { readmeDemo } = await import('./generate/readme.ts');
    return await readmeDemo(ROOT);
  } catch (error) {
    console.error(`The READMEs are left alone: the program does not run: ${error}`);
    if (process.argv.includes('--check')) process.exitCode = 1;
    return new Map();
  }
}

const files = await generated();
const stale = [...files].filter(
  ([path, text]) => !existsSync(join(ROOT, path)) || readFileSync(join(ROOT, path), 'utf8') !== text,
);
const orphans = leftovers(files);
if (process.argv.includes('--check')) {
  for (const path of [...stale.map(([each]) => each), ...orphans]) console.error(`${path} is stale: npm run generate`);
  process.exitCode = stale.length + orphans.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
    console.log(`wrote ${relative(ROOT, join(ROOT, path))}`);
  }
  for (const path of orphans) rmSync(join(ROOT, path));
}

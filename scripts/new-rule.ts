/** npm run new-rule -- AREA/ID: a check and a rule to fill in. The tests fail until every FIXME is gone. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const path = process.argv[2] ?? '';
const [area, id] = path.split('/');

if (!area || !id || !/^[a-z0-9-]+\/[a-z0-9-]+$/.test(path)) {
  console.error('npm run new-rule -- AREA/ID, such as control/entry-cr');
  process.exit(2);
}

const prose = { en: 'FIXME', ja: 'FIXME' };
const rule = {
  id,
  severity: 'warning',
  class: 'breaks',
  scope: 'installation',
  prevents: [],
  title: prose,
  why: prose,
  messages: { default: { text: prose, remedy: prose } },
  examples: { bad: [{ setup: {}, finds: [{ path: 'FIXME' }] }], good: [{ setup: {} }] },
};

const check = `import type { Check } from '../check.ts';

/** FIXME: what it looks for, and the source of the behaviour (qmail-send.c:1). */
export const check: Check = function* (target) {
  void target;
};
`;

for (const [file, text] of [
  [`src/checks/${path}.ts`, check],
  [`rules/${path}.json`, `${JSON.stringify(rule, null, 2)}\n`],
] as const) {
  if (existsSync(join(ROOT, file))) {
    console.error(`${file} is there already`);
    process.exit(2);
  }
  mkdirSync(dirname(join(ROOT, file)), { recursive: true });
  writeFileSync(join(ROOT, file), text);
  console.log(`wrote ${file}`);
}
console.log(`fill them in, then: npm run generate && npx vitest run test/rules -t '${path}'`);

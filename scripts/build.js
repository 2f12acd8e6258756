// Bundles what runs into dist/, or the directory that is given: the program, a chunk for each command, the worker thread.
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const OUT = resolve(ROOT, process.argv[2] ?? 'dist');

/** Large data is read faster as JSON than as a program. */
const jsonAsText = {
  name: 'json-as-text',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: 'js' };
    }),
};

/** `--version` is answered without loading anything else: the command line is another file. */
const cliApart = {
  name: 'cli-apart',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/cli\.ts$/ }, () => ({ path: './cli.js', external: true })),
};

const common = {
  absWorkingDir: ROOT,
  outdir: OUT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  // jsonc-parser's CommonJS form hides what it needs from a bundler.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
};

rmSync(OUT, { recursive: true, force: true });
await build({ ...common, entryPoints: { main: 'src/main.ts' }, plugins: [cliApart] });
await build({
  ...common,
  entryPoints: {
    cli: 'src/cli.ts',
    'mailbox-worker': 'src/audit/mailbox-worker.ts',
    'queue-worker': 'src/qmail/queue-worker.ts',
  },
  splitting: true,
  plugins: [jsonAsText],
  // CommonJS packages in the bundle ask for node's own modules by require.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
// Loaded without a thread: node reads its own kind of modules in four of them.
await build({
  ...common,
  entryPoints: { 'fix-worker': 'src/fix/fix-worker.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
});

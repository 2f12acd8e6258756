// @ts-check
/** npm run bench: the audit of many mailboxes against a C program and find, and start-up against node itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { byTurns } from './measure.js';
import { summary, tables } from './report.js';
import { makeTree } from './tree.js';

/** @typedef {import('./measure.js').Command} Command */
/** @typedef {import('./measure.js').Reader} Reader */
/** @typedef {import('./tree.js').Tree} Tree */

const USAGE = `usage: npm run bench -- [options]
  --mailboxes N   how many (default 100000, at most 1000000)
  --broken P      percent of them with something wrong (default 2)
  --rounds N      timed rounds of the audit and its peers (default 5)
  --starts N      timed rounds of --version against node (default 15)
  --dir DIR       make the tree in a new directory in DIR (default: the temporary directory)
  --keep          leave it there and say where it is
  --json          print JSON instead of tables
`;

const POLL_MS = 10;
/** @type {readonly NodeJS.Signals[]} */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const LINT = fileURLToPath(new URL('../bin/qmail-lint.js', import.meta.url));
const FILE_SYSTEMS = new Map([
  [0xef53, 'ext4'],
  [0x01021994, 'tmpfs'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlay'],
]);

class UsageError extends Error {}

/** @param {string} name @param {string} text @param {number} min @param {number} max */
function whole(name, text, min, max) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw new UsageError(`--${name}: from ${min} to ${max}`);
  return value;
}

/** @param {string[]} args */
function parse(args) {
  const { values } = parseArgs({
    args,
    options: {
      mailboxes: { type: 'string', default: '100000' },
      broken: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
      starts: { type: 'string', default: '15' },
      dir: { type: 'string', default: tmpdir() },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    ...values,
    mailboxes: whole('mailboxes', values.mailboxes, 1, 1_000_000),
    broken: whole('broken', values.broken, 0, 100),
    rounds: whole('rounds', values.rounds, 1, 1000),
    starts: whole('starts', values.starts, 1, 1000),
    dir: resolve(values.dir),
  };
}

/** @param {(text: string) => Record<string, unknown>} understand @returns {Reader} */
function textReader(understand) {
  /** @type {Buffer[]} */
  const chunks = [];
  return { chunk: (chunk) => void chunks.push(chunk), end: () => understand(Buffer.concat(chunks).toString()) };
}

/** @param {string} what @param {unknown} found @param {unknown} made */
function expectSame(what, found, made) {
  if (found !== made) throw new Error(`found ${found} ${what} where ${made} were made`);
}

/** @param {Tree} tree @returns {Reader} */
function walkReader(tree) {
  return textReader((text) => {
    const lines = [...text.matchAll(/^(\w+) (\d+)$/gm)];
    const said = Object.fromEntries(lines.map(([, name, count]) => [name, Number(count)]));
    expectSame('accounts', said.accounts, tree.accounts);
    expectSame('dot-qmail files', said.dotqmails, tree.dotQmails);
    return said;
  });
}

/** @param {Tree} tree @returns {Reader} */
function findReader(tree) {
  let lines = 0;
  return {
    chunk(chunk) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
    },
    end() {
      expectSame('entries', lines, tree.entries);
      return { lines };
    },
  };
}

/** @returns {Reader} */
function auditReader() {
  return textReader((text) => {
    const { format, findings, failed, summary: counts } = JSON.parse(text);
    if (format !== 'qmail-lint/report') throw new Error('printed no report');
    return { ...counts, findings: findings.length, failed: failed.length };
  });
}

/** @param {Tree} tree @param {string} walk @returns {Command[]} */
function auditAndPeers(tree, walk) {
  const audit = [process.execPath, LINT, '--root', tree.root, '--no-dns', '--format', 'json'];
  return [
    { name: 'walk', argv: [walk, tree.root], exits: [0], reader: () => walkReader(tree) },
    {
      name: 'find',
      argv: ['find', join(tree.root, 'home'), '-printf', '%p %m %u %g %y\\n'],
      exits: [0],
      reader: () => findReader(tree),
    },
    { name: 'audit', argv: /** @type {[string, ...string[]]} */ (audit), exits: [0, 1, 3], reader: auditReader },
  ];
}

/** How many addresses are traced in one run. */
const ADDRESSES = 10_000;

/**
 * Tracing addresses that come by standard input, against the bare calls that it cannot do without.
 * @param {Tree} tree @param {string} look @param {string} dir @returns {Command[]}
 */
function traceAndPeer(tree, look, dir) {
  const accounts = readFileSync(join(tree.root, 'etc/passwd'), 'latin1')
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([, , , , , home]) => home?.startsWith('/home/'))
    .slice(0, ADDRESSES);
  const parts = ['', '/.qmail', '/.qmaildefault', '/Maildir', '/Maildir/tmp', '/Maildir/new'];
  const paths = accounts.flatMap(([, , , , , home]) => parts.map((part) => `${tree.root}${home}${part}\n`));
  writeFileSync(join(dir, 'paths'), paths.join(''));
  writeFileSync(join(dir, 'addresses'), accounts.map(([name]) => `${name}@one.test\n`).join(''));
  const trace = ['trace', '-', '--root', tree.root, '--no-dns', '--format', 'json'];
  return [
    { name: 'look', argv: [look, join(dir, 'paths')], exits: [0] },
    {
      name: 'trace',
      argv: ['sh', '-c', 'exec "$0" "$@" < addresses', process.execPath, LINT, ...trace],
      exits: [0, 1],
      reader: () =>
        textReader((text) => {
          const { traces } = JSON.parse(text);
          expectSame('traces', traces.length, accounts.length);
          return { addresses: traces.length };
        }),
    },
  ];
}

/** @type {Command[]} */
const START_UP = [
  { name: 'node', argv: [process.execPath, '-e', '0'], exits: [0] },
  { name: 'version', argv: [process.execPath, LINT, '--version'], exits: [0] },
];

/** @param {string} dir */
function machine(dir) {
  const type = statfsSync(dir).type;
  return {
    node: process.versions.node,
    kernel: release(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    fileSystem: FILE_SYSTEMS.get(type) ?? `file system 0x${type.toString(16)}`,
  };
}

/** @param {string} text */
const note = (text) => void process.stderr.write(`${text}\n`);

/**
 * Where a C program of ours is. Without a compiler it is not, and is reported as what could not run.
 * @param {string} name @param {string} dir
 */
function compile(name, dir) {
  const program = join(dir, name);
  try {
    execFileSync('cc', ['-O2', '-o', program, fileURLToPath(new URL(`${name}.c`, import.meta.url))]);
  } catch (error) {
    note(`cc: ${error instanceof Error ? error.message : error}`);
  }
  return program;
}

/** @param {string} dir @param {ReturnType<typeof parse>} options @param {AbortSignal} signal */
async function measure(dir, options, signal) {
  const { mailboxes, broken, rounds, starts } = options;
  const walk = compile('walk', dir);
  const look = compile('look', dir);
  note(`making ${mailboxes} mailboxes in ${dir}`);
  const tree = await makeTree(join(dir, 'root'), { mailboxes, broken, signal });
  note(`measuring: ${rounds} rounds of walk, find, audit`);
  const audits = await byTurns(auditAndPeers(tree, walk), rounds, { cwd: dir, signal, pollMs: POLL_MS });
  note(`measuring: ${rounds} rounds of look, trace`);
  const traces = await byTurns(traceAndPeer(tree, look, dir), rounds, { cwd: dir, signal });
  note(`measuring: ${starts} rounds of start-up`);
  const startUps = await byTurns(START_UP, starts, { cwd: dir, signal });
  return summary({ machine: machine(dir), tree, measurements: [...audits, ...traces, ...startUps] });
}

/** The exit code: 0, 1 where something could not run, 2 for wrong usage. @param {string[]} args */
async function main(args) {
  const options = parse(args);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (process.getuid?.() !== 0) throw new Error('needs root: each mailbox has an owner of its own');
  const interrupt = new AbortController();
  for (const name of ENDS) process.on(name, () => interrupt.abort(new Error(name)));
  const dir = mkdtempSync(join(options.dir, 'qmail-lint-bench-'));
  try {
    const result = await measure(dir, options, interrupt.signal);
    process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : tables(result));
    return result.measurements.some((row) => row.error !== null) ? 1 : 0;
  } finally {
    if (options.keep) note(`kept: ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {unknown} error */
function isUsage(error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS_');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  note(`bench: ${error instanceof Error ? error.message : error}`);
  if (isUsage(error)) note(USAGE);
  process.exitCode = isUsage(error) ? 2 : 1;
}

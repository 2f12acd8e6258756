// @ts-check
/** What the benchmark says: medians and ratios, as tables and as JSON. It states goals and never judges by them. */

/** @typedef {import('./measure.js').Measurement} Measurement */
/** @typedef {import('./tree.js').Tree} Tree */
/** @typedef {{ node: string, kernel: string, cpu: string, cpus: number, fileSystem: string }} Machine */

/**
 * @typedef {object} Result
 * @property {Machine} machine
 * @property {Tree} tree
 * @property {Measurement[]} measurements by name: walk, find, audit, look, trace, node, version
 */

/** The middle value, or the mean of the two; null of none. @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  return high === undefined || low === undefined ? null : (low + high) / 2;
}

/** @param {Measurement} measurement */
function summarize({ command, samples, said, error }) {
  const ms = samples.map((sample) => sample.ms);
  const peaks = samples.flatMap((sample) => sample.peakKiB ?? []);
  return {
    name: command.name,
    command: command.argv,
    medianMs: median(ms),
    minMs: ms.length > 0 ? Math.min(...ms) : null,
    maxMs: ms.length > 0 ? Math.max(...ms) : null,
    peakMB: peaks.length > 0 ? (Math.max(...peaks) * 1024) / 1e6 : null,
    samplesMs: ms,
    said,
    error,
  };
}

/** @typedef {ReturnType<typeof summarize>} Row */

/** How fast addresses are traced, start-up included. @param {readonly Row[]} rows */
function addressesPerSecond(rows) {
  const row = rows.find(({ name }) => name === 'trace');
  const addresses = Number(row?.said.addresses);
  return row?.medianMs && addresses > 0 ? (addresses * 1000) / row.medianMs : null;
}

/** @param {readonly Row[]} rows @param {string} above @param {string} below */
function ratio(rows, above, below) {
  const a = rows.find((row) => row.name === above)?.medianMs ?? null;
  const b = rows.find((row) => row.name === below)?.medianMs ?? null;
  return a === null || b === null ? null : a / b;
}

/**
 * The result as a plain object for JSON: times in milliseconds, memory in MB (10^6 bytes), null where there is none.
 * @param {Result} result
 */
export function summary({ machine, tree, measurements }) {
  const rows = measurements.map(summarize);
  return {
    format: 'qmail-lint/bench',
    version: 1,
    machine,
    tree,
    measurements: rows,
    figures: [
      { name: 'audit / walk', value: ratio(rows, 'audit', 'walk'), goal: 'at most 1' },
      { name: 'find / audit', value: ratio(rows, 'find', 'audit'), goal: 'at least 5' },
      { name: 'peak MB of audit', value: rows.find((row) => row.name === 'audit')?.peakMB ?? null, goal: 'under 200' },
      { name: 'trace / look', value: ratio(rows, 'trace', 'look'), goal: '-' },
      { name: 'addresses per second', value: addressesPerSecond(rows), goal: '-' },
      { name: 'version / node', value: ratio(rows, 'version', 'node'), goal: 'at most 1.5' },
    ],
  };
}

/** @typedef {ReturnType<typeof summary>} Summary */

/** @param {number | null} value @param {number} digits */
const number = (value, digits) => (value === null ? '-' : value.toFixed(digits));

/** A Markdown table, first column to the left. @param {readonly (readonly string[])[]} rows */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) => {
    const padded = cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
    return `| ${padded.join(' | ')} |\n`;
  };
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [rows[0] ?? [], rule, ...rows.slice(1)].map(line).join('');
}

/** The summary for people, as Markdown that can be put into the README. @param {Summary} summary */
export function tables({ machine, tree, measurements, figures }) {
  const times = measurements.map((row) => [
    row.name,
    number(row.medianMs, 1),
    number(row.minMs, 1),
    number(row.maxMs, 1),
    number(row.peakMB, 1),
    String(row.samplesMs.length),
  ]);
  const goals = figures.map((figure) => [figure.name, number(figure.value, 2), figure.goal]);
  const failed = measurements.filter((row) => row.error !== null);
  const errors = failed.map((row) => `could not run ${row.name}: ${row.error}\n`);
  const said = measurements.find((row) => row.name === 'audit')?.said ?? {};
  return [
    `${tree.mailboxes} mailboxes, ${tree.entries} entries below home; ${machine.cpus} x ${machine.cpu}; `,
    `Node ${machine.node}; Linux ${machine.kernel}; ${machine.fileSystem}\n\n`,
    table([['command', 'median ms', 'min', 'max', 'peak MB', 'rounds'], ...times]),
    '\n',
    table([['figure', 'value', 'goal'], ...goals]),
    Object.keys(said).length > 0 ? `\naudit said: ${JSON.stringify(said)}\n` : '',
    errors.length > 0 ? `\n${errors.join('')}` : '',
  ].join('');
}

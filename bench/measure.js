// @ts-check
/** Runs commands by turns and takes their wall time and peak memory. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {readonly [string, ...string[]]} argv
 * @property {readonly number[]} exits the exit codes that mean it has run
 * @property {() => Reader} [reader] reads what it prints in the run before the timed ones
 */

/**
 * @typedef {object} Reader
 * @property {(chunk: Buffer) => void} chunk
 * @property {() => Record<string, unknown>} end what was read; throws where it is not what such a run prints
 */

/** @typedef {{ ms: number, peakKiB: number | null, stderr: string }} Sample */

/**
 * @typedef {object} Measurement
 * @property {Command} command
 * @property {Sample[]} samples
 * @property {Record<string, unknown>} said what the reader gave
 * @property {string | null} error why there are no samples, or fewer
 */

/** @typedef {{ cwd: string, signal: AbortSignal, pollMs?: number }} Settings */

/** Node's own switches, coverage and locale must not differ between the commands. */
const ENV = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };

/** The most memory resident so far, of all threads together; null once the process is gone. @param {number} pid */
function peakKiB(pid) {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return found ? Number(found[1]) : null;
  } catch {
    return null;
  }
}

/** @param {number | undefined} pid @param {number | undefined} pollMs */
function watchMemory(pid, pollMs) {
  /** @type {number | null} */
  let peak = null;
  const look = () => {
    if (pid !== undefined) peak = peakKiB(pid) ?? peak;
  };
  if (pollMs === undefined) return () => peak;
  const timer = setInterval(look, pollMs);
  look();
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/**
 * Runs `command` once, with its output to /dev/null, or to `reader` where one is given. Rejects where it cannot be
 * started, ends by a signal, or with an exit code that is not one of its own.
 * @param {Command} command @param {Settings} settings @param {Reader} [reader]
 * @returns {Promise<Sample>}
 */
export function run(command, { cwd, signal, pollMs }, reader) {
  const [file, ...args] = command.argv;
  const to = reader ? 'pipe' : 'ignore';
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const child = spawn(file, args, { cwd, signal, env: ENV, stdio: ['ignore', to, to] });
    const peak = watchMemory(child.pid, pollMs);
    let ms = 0;
    let stderr = '';
    child.stdout?.on('data', (chunk) => reader?.chunk(chunk));
    child.stderr?.on('data', (chunk) => {
      stderr = `${stderr}${chunk}`.slice(0, 1000);
    });
    child.on('exit', () => {
      ms = Number(process.hrtime.bigint() - began) / 1e6;
    });
    child.on('error', (error) => {
      peak();
      reject(error);
    });
    child.on('close', (code, killer) => {
      const sample = { ms, peakKiB: peak(), stderr };
      if (code !== null && command.exits.includes(code)) resolve(sample);
      else reject(new Error(complaint(killer ?? `exit ${code}`, stderr)));
    });
  });
}

/** @param {string} what @param {string} stderr */
const complaint = (what, stderr) => (stderr ? `${what}: ${stderr.trim()}` : what);

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {Command} command @param {Settings} settings @returns {Promise<Measurement>} */
async function warmUp(command, settings) {
  const reader = command.reader?.();
  /** @type {Measurement} */
  const measurement = { command, samples: [], said: {}, error: null };
  let stderr = '';
  try {
    ({ stderr } = await run(command, { cwd: settings.cwd, signal: settings.signal }, reader));
    if (reader) measurement.said = reader.end();
  } catch (error) {
    settings.signal.throwIfAborted();
    measurement.error = complaint(messageOf(error), stderr);
  }
  return measurement;
}

/**
 * Runs each command once untimed, which warms the caches and shows that it does its work; then `rounds` times by turns,
 * each round beginning with another one, so that neither a slow minute nor a neighbour favours any. A command that
 * fails is left out from there on. Rejects only with the signal's reason.
 * @param {readonly Command[]} commands @param {number} rounds @param {Settings} settings
 * @returns {Promise<Measurement[]>}
 */
export async function byTurns(commands, rounds, settings) {
  /** @type {Measurement[]} */
  const measurements = [];
  for (const command of commands) measurements.push(await warmUp(command, settings));
  for (let round = 0; round < rounds; round++) {
    const first = round % measurements.length;
    for (const measurement of [...measurements.slice(first), ...measurements.slice(0, first)]) {
      if (measurement.error !== null) continue;
      try {
        measurement.samples.push(await run(measurement.command, settings));
      } catch (error) {
        settings.signal.throwIfAborted();
        measurement.error = messageOf(error);
      }
    }
  }
  return measurements;
}

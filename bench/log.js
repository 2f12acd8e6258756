// @ts-check
/** node bench/log.js [MESSAGES]: the log of so many messages against awk, which counts the same, and grep: CPU and memory. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LINT = fileURLToPath(new URL('../bin/qmail-lint.js', import.meta.url));
const ROUNDS = 5;
const START = 1_790_000_000;

/** Counts, distinct reports, and distinct recipients of each. */
const AWK = `/ new msg /{m++}
/ starting delivery /{sub(":","",$4);to[$4]=$NF}
/ delivery [0-9]+: (success|failure|deferral): /{sub(":","",$3);s[$4]++;r[$4" "$5]++;k=$4" "$5" "to[$3];if(!(k in seen)){seen[k];w[$4" "$5]++};delete to[$3]}
/ bounce msg /{b++}
END{print m,s["success:"],s["failure:"],s["deferral:"],b;for(x in r)n++;print n}`;

/** @param {number} index @param {number} id */
function report(index, id) {
  const ip = `192.0.2.${index % 250}`;
  if (index % 50 === 0) return 'deferral: Unable_to_chdir_to_maildir._(#4.2.1)/';
  if (index % 50 === 1) return 'failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';
  if (index % 3 !== 0) return 'success: did_1+0+0/';
  if (index % 50 === 2)
    return `failure: ${ip}_does_not_like_recipient./Remote_host_said:_550_unknown/Giving_up_on_${ip}./`;
  return `success: ${ip}_accepted_message./Remote_host_said:_250_ok_${START + index}_qp_${id}/`;
}

/** @param {string} file @param {number} messages @returns the number of lines */
function makeLog(file, messages) {
  const fd = openSync(file, 'w');
  let lines = 0;
  let text = '';
  /** @param {string} line */
  const write = (line) => {
    const time = START * 20 + lines;
    const stamp = Math.floor(time / 20) + 10;
    text += `@40000000${stamp.toString(16)}${((time % 20) * 50_000_000).toString(16).padStart(8, '0')} ${line}\n`;
    lines += 1;
  };
  for (let index = 0; index < messages; index += 1) {
    const id = 2_000_000 + ((index * 7) % 50_000);
    const to = index % 3 === 0 ? `remote user${index % 20_000}@else.example` : `local user${index % 20_000}@one.test`;
    write(`new msg ${id}`);
    write(
      `info msg ${id}: bytes ${1000 + (index % 9000)} from <sender${index % 5000}@a.example> qp ${index % 32_000} uid 7791`,
    );
    write(`starting delivery ${index + 1}: msg ${id} to ${to}`);
    write('status: local 1/10 remote 0/20');
    write(`delivery ${index + 1}: ${report(index, id)}`);
    write('status: local 0/10 remote 0/20');
    if (index % 50 === 1) write(`bounce msg ${id} qp 33`);
    if (index % 4 !== 0) write('status: local 0/10 remote 1/20');
    if (index % 2 === 0) write('status: local 0/10 remote 2/20');
    write(`end msg ${id}`);
    if (text.length < 1_000_000) continue;
    writeSync(fd, text);
    text = '';
  }
  writeSync(fd, text);
  closeSync(fd);
  return lines;
}

/** CPU seconds and peak MB of one run, by time(1). @param {readonly string[]} argv */
function run(argv) {
  const { stderr, status } = spawnSync('/usr/bin/env', ['time', '-f', '%U %S %M', ...argv], {
    // grep stops at the first match where its output is /dev/null.
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  const [user, system, kilobytes] = String(stderr).trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  if (status !== 0 || user === undefined || system === undefined) throw new Error(`${argv[0]}: ${stderr}`);
  return { cpu: user + system, peak: ((kilobytes ?? 0) * 1024) / 1e6 };
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-bench-'));
try {
  const file = join(dir, 'log');
  const lines = makeLog(file, Number(process.argv[2] ?? 300_000));
  console.log(`${lines} lines, ${(statSync(file).size / 1e6).toFixed(0)} MB`);
  const commands = [
    { name: 'log', argv: [process.execPath, LINT, 'log', file, '--format', 'json'] },
    { name: 'awk', argv: ['awk', AWK, file] },
    { name: 'grep', argv: ['grep', '-c', 'deferral', file] },
    { name: 'node', argv: [process.execPath, '-e', '0'] },
  ].map((command) => ({ ...command, cpu: /** @type {number[]} */ ([]), peak: 0 }));
  for (const { argv } of commands) run(argv);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const command of commands) {
      const { cpu, peak } = run(command.argv);
      command.cpu.push(cpu);
      command.peak = Math.max(command.peak, peak);
    }
  for (const { name, cpu, peak } of commands)
    console.log(`${name.padEnd(5)} ${median(cpu).toFixed(2)} s CPU, at most ${peak.toFixed(0)} MB`);
  const of = (/** @type {string} */ name) => median(commands.find((each) => each.name === name)?.cpu ?? []);
  console.log(`log / awk ${(of('log') / of('awk')).toFixed(2)}`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

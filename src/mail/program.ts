/** Runs a program of the system that nobody but root could have put there. */
import { spawn } from 'node:child_process';
import { lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from '../host/errno.ts';

const SECONDS = 60;
const SAID_AT_MOST = 500;

/** Feeds `input` to it. Throws with what it said, or why it may not be run; it is stopped after a minute. */
export async function runProgram(path: string, args: readonly string[], input: Buffer | string): Promise<void> {
  const program = trusted(path);
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: SECONDS * 1000,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.setEncoding('latin1').on('data', (text: string) => {
      if (said.length < SAID_AT_MOST) said += text;
    });
    child.on('error', (error) => reject(new Error(`${path}: ${reasonOf(error)}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const end = signal === null ? `exit ${code}` : signal === 'SIGKILL' ? `no end after ${SECONDS} s` : signal;
      reject(
        new Error(`${path}: ${[said.slice(0, SAID_AT_MOST).trim(), end].filter((each) => each !== '').join(', ')}`),
      );
    });
    child.stdin.on('error', () => {
      // It went away before it had read all: its exit code tells why.
    });
    child.stdin.end(input);
  });
}

/** The file behind the path, where it and each directory above it belong to root or to us, and nobody else may write there. */
function trusted(path: string): string {
  let real: string;
  try {
    real = realpathSync(path);
  } catch (error) {
    throw new Error(`${path}: ${reasonOf(error)}`);
  }
  const me = process.geteuid?.() ?? 0;
  for (let at = real; ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at);
    const sticky = at !== real && (mode & 0o1000) !== 0;
    if ((uid !== 0 && uid !== me) || ((mode & 0o022) !== 0 && !sticky))
      throw new Error(`${path} is not run: others could have put it there (${at})`);
    if (at === dirname(at)) return real;
  }
}

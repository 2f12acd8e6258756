/** What is foretold of a script that cannot go on is what its programs write when it is run. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { auditImage, troubles } from '../support/audit.ts';
import { needsProgram } from '../support/needs.ts';
import { type Setup, setUp } from '../support/setup.ts';

/** As a supervisor names it; the shell says the same in front of its lines. */
const RUN = ['.', 'run'].join('/');

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function serviceDir(run: string | null, mode = 0o755): string {
  const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
  dirs.push(root);
  const dir = join(root, 'qmail-send');
  mkdirSync(dir);
  if (run === null) return dir;
  writeFileSync(join(dir, 'run'), run);
  chmodSync(join(dir, 'run'), mode);
  return dir;
}

/** The line that is foretold of this script in /service/qmail-send. */
async function foretold(run: string | null, mode = '0755'): Promise<string[]> {
  const script = run === null ? { type: 'dir' } : { content: run };
  const path = run === null ? '/service/qmail-send' : '/service/qmail-send/run';
  // Another one that is in order shows that modes are those of the machine.
  const other: Setup = {
    '/service/smtpd/run': {
      content: '#!/bin/sh\nexec tcpserver -RHl0 -u 7791 -g 2108 0 25 /var/qmail/bin/qmail-smtpd\n',
      mode: '0755',
      owner: 'root:root',
    },
  };
  const outcome = await auditImage(
    setUp({ ...other, [path]: { ...script, mode: run === null ? '0755' : mode, owner: 'root:root' } }),
  );
  return troubles(outcome).flatMap(({ prevents }) => prevents.flatMap(({ text }) => text ?? []));
}

const isDash = (() => {
  try {
    return readlinkSync('/bin/sh').endsWith('dash');
  } catch {
    return false;
  }
})();

describe('a script that is run as a supervisor does', () => {
  const testWithDaemontools = needsProgram('setuidgid', 'daemontools');
  const NOWHERE = '/var/qmail/no-such';

  const scripts: readonly (readonly [what: string, script: string])[] = [
    ['an account', '#!/bin/sh\nexec setuidgid no-such-account true\n'],
    ['a program after softlimit', `#!/bin/sh\nexec softlimit -m 300000000 ${NOWHERE}/tcpserver 0 smtp qmail-smtpd\n`],
    ['variables', `#!/bin/sh\nexec envdir ${NOWHERE}/env qmail-start ./Maildir/\n`],
    ['nothing after softlimit', '#!/bin/sh\nexec softlimit -m 300000000\nqmail-start ./Maildir/\n'],
    ['a blank after a backslash', '#!/bin/sh\nexec softlimit -m 300000000 \\ \n  qmail-start ./Maildir/\n'],
    ['an account of envuidgid', '#!/bin/sh\nexec envuidgid no-such-account qmail-start ./Maildir/\n'],
  ];
  for (const [what, script] of scripts)
    testWithDaemontools(what, async () => {
      const { stderr } = spawnSync(RUN, { cwd: serviceDir(script), encoding: 'utf8' });
      expect(await foretold(script)).toContain(stderr.split('\n')[0]);
    });

  const shells: readonly (readonly [what: string, script: string])[] = [
    ['exec of what is not there', `#!/bin/sh\nexec ${NOWHERE}/rc\n`],
    ['a command over many lines', `#!/bin/sh\nX=1\nexec ${NOWHERE}/rc \\\n  one \\\n  two\n`],
    ['no exec', `#!/bin/sh\n${NOWHERE}/qmail/rc\n`],
    ['a file that is read', `#!/bin/sh\n. ${NOWHERE}/qmail.conf\nexec qmail-start ./Maildir/\n`],
  ];
  for (const [what, script] of shells)
    test.skipIf(!isDash)(`dash: ${what}`, async () => {
      const { stderr } = spawnSync(RUN, { cwd: serviceDir(script), encoding: 'utf8' });
      expect(await foretold(script)).toContain(stderr.split('\n')[0]);
    });

  const supervised: readonly (readonly [what: string, script: string | null, mode: number])[] = [
    ['no script', null, 0],
    ['a script that may not be executed', '#!/bin/sh\nexec qmail-start\n', 0o644],
    ['a script from Windows', '#!/bin/sh\r\nexec qmail-start\r\n', 0o755],
    ['a script without its first line', 'exec qmail-start ./Maildir/\n', 0o755],
  ];
  for (const [what, script, mode] of supervised)
    testWithDaemontools(`supervise: ${what}`, async () => {
      const dir = serviceDir(script, mode);
      const line = await firstLine('supervise', ['qmail-send'], join(dir, '..'));
      expect(await foretold(script, `0${mode.toString(8)}`)).toContain(line);
    });
});

/** The first line that a program writes to stderr; it is killed then. */
function firstLine(program: string, args: string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    child.on('error', reject);
    child.stderr.on('data', (data: Buffer) => {
      told += data.toString('latin1');
      if (told.includes('\n')) child.kill('SIGKILL');
    });
    child.on('close', () => resolve(told.split('\n')[0] ?? ''));
  });
}

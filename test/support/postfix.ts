/** The real programs of Postfix, on a configuration directory of their own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryPath, unpack } from './debian.ts';

export interface Postfix {
  /** A file that the package installs below /usr/share/postfix. */
  shipped(name: string): string;
  /** `postconf -x` of a main.cf: every parameter by name, or what it said where it refused. */
  expanded(mainCf: string): Map<string, string> | string;
  /** What `postalias -q` or `postmap -q` answers for each key of a table made of `text`; null for no entry. */
  answers(by: 'postalias' | 'postmap', text: string, keys: readonly string[]): (string | null)[];
}

/** What it needs to start where it is not installed. */
const STARTS = '\nmail_owner = nobody\nsetgid_group = mail\ndefault_privs = daemon\n';

export function postfix(): Postfix {
  const root = unpack('postfix');
  const etc = join(root, 'conf');
  mkdirSync(etc);
  writeFileSync(join(etc, 'master.cf'), '');
  const run = (program: string, args: string[], mainCf: string, input = '') => {
    writeFileSync(join(etc, 'main.cf'), mainCf + STARTS, 'latin1');
    return spawnSync(join(root, 'usr/sbin', program), args, {
      encoding: 'latin1',
      input: Buffer.from(input, 'latin1'),
      env: { LD_LIBRARY_PATH: libraryPath(root), MAIL_CONFIG: etc, PATH: process.env.PATH ?? '' },
      maxBuffer: 64 * 1024 * 1024,
    });
  };
  return {
    shipped: (name) => readFileSync(join(root, 'usr/share/postfix', name), 'latin1'),
    expanded: (mainCf) => {
      const { stdout, stderr, status } = run('postconf', ['-c', etc, '-x'], mainCf);
      if (status !== 0) return stderr;
      return new Map(stdout.split('\n').map((line) => [line.split(' =')[0] ?? '', line.replace(/^[^=]*= ?/, '')]));
    },
    answers: (by, text, keys) => {
      const file = join(root, 'table');
      writeFileSync(file, text, 'latin1');
      const made = run(by, ['-c', etc, `hash:${file}`], '');
      if (made.status !== 0) throw new Error(made.stderr);
      const asked = run(by, ['-c', etc, '-q', '-', `hash:${file}`], '', keys.map((key) => `${key}\n`).join(''));
      const found = new Map(
        asked.stdout.split('\n').map((line) => {
          const [, key = '', value = ''] = (by === 'postalias' ? /^(.*?):?\t(.*)$/ : /^(.*?)\t(.*)$/).exec(line) ?? [];
          return [key, value] as const;
        }),
      );
      return keys.map((key) => found.get(key) ?? null);
    },
  };
}

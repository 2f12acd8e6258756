/** The real sendmail, on a configuration of its own that m4 makes from an .mc. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryPath, unpack } from './debian.ts';

export interface Sendmail {
  /** Its files by path, and the sendmail.cf that m4 made. */
  readonly files: ReadonlyMap<string, string>;
  readonly cf: string;
  /** `sendmail -bv`: where mail for an address would go, in lines. */
  verify(address: string): string[];
  /** Commands of `sendmail -bt`, and what it writes. */
  test(commands: string): string;
  /** What makemap and newaliases had to say. */
  readonly said: string;
}

const MAPS = ['access', 'mailertable', 'virtusertable', 'genericstable'];
/** It does not trust files below /tmp else. */
const TRUST =
  'AssumeSafeChown,ClassFileInUnsafeDirPath,MapInUnsafeDirPath,IncludeFileInUnsafeDirPath,ForwardFileInUnsafeDirPath,GroupWritableDirPathSafe';

/** `texts`: by name, files of /etc/mail; CONF in them is their directory. */
export function sendmail(texts: Readonly<Record<string, string>>): Sendmail {
  const root = unpack('sendmail-bin', 'sendmail-cf', 'sendmail-base', 'm4');
  const etc = join(root, 'conf');
  mkdirSync(join(etc, 'queue'), { recursive: true });
  const files = new Map(Object.entries(texts).map(([name, text]) => [join(etc, name), text.replaceAll('CONF', etc)]));
  for (const [path, text] of files) writeFileSync(path, text);
  writeFileSync(join(etc, 'sendmail.mc'), masterOf(root, etc));
  const binary = join(root, 'usr/libexec/sendmail/sendmail');
  // With its set-gid bit it would not be given the libraries.
  chmodSync(binary, 0o755);
  const env = { LD_LIBRARY_PATH: libraryPath(root), PATH: process.env.PATH ?? '' };
  const cf = join(etc, 'sendmail.cf');
  const made = spawnSync(join(root, 'usr/bin/m4'), [join(etc, 'sendmail.mc')], {
    env,
    encoding: 'latin1',
    maxBuffer: 1 << 24,
  });
  if (made.status !== 0) throw new Error(made.stderr);
  writeFileSync(cf, made.stdout);
  // It waits a minute for a full name of the machine, unless that has one.
  const run = (args: string[], input = '') => {
    const command = `hostname mail.example.org && exec "$0" "$@"`;
    const done = spawnSync('unshare', ['-u', 'sh', '-c', command, binary, '-C', cf, ...args], {
      env,
      encoding: 'latin1',
      input,
      timeout: 30_000,
    });
    return `${done.stdout}${done.stderr}`;
  };
  const said = MAPS.map((name) => {
    const input = readFileSync(join(etc, name));
    return spawnSync(join(root, 'usr/sbin/makemap'), ['-C', cf, 'hash', join(etc, name)], {
      env,
      input,
      encoding: 'latin1',
    }).stderr;
  });
  return {
    files,
    cf: made.stdout,
    said: said.join('') + run(['-bi']),
    verify: (address) =>
      run(['-bv', address])
        .split('\n')
        .filter((line) => line.includes('... ')),
    test: (commands) => run(['-bt'], commands),
  };
}

function masterOf(root: string, etc: string): string {
  const map = (feature: string, name = feature) => `FEATURE(\`${feature}', \`hash ${etc}/${name}')`;
  return [
    'divert(-1)',
    `define(\`_CF_DIR_', \`${root}/usr/share/sendmail/cf/')`,
    `include(\`${root}/usr/share/sendmail/cf/m4/cf.m4')`,
    "OSTYPE(`linux')",
    "define(`confDOMAIN_NAME', `mail.example.org')",
    `define(\`ALIAS_FILE', \`${etc}/aliases')`,
    `define(\`QUEUE_DIR', \`${etc}/queue')`,
    `define(\`confCW_FILE', \`${etc}/local-host-names')`,
    `define(\`confDONT_BLAME_SENDMAIL', \`${TRUST}')`,
    "define(`confDONT_PROBE_INTERFACES', `True')",
    "FEATURE(`use_cw_file')",
    `FEATURE(\`access_db', \`hash -T<TMPF> ${etc}/access')`,
    map('mailertable'),
    map('virtusertable'),
    map('genericstable'),
    `RELAY_DOMAIN_FILE(\`${etc}/relay-domains')`,
    `VIRTUSER_DOMAIN_FILE(\`${etc}/virtuser-domains')`,
    "MASQUERADE_AS(`example.org')",
    "MAILER(`local')",
    "MAILER(`smtp')",
    '',
  ].join('dnl\n');
}

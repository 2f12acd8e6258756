import { chdir, openRead, ROOT, walk } from '../../host/access.ts';
import { readList } from '../../qmail/control.ts';
import type { Check, Target, Yield } from '../check.ts';
import { EVERYBODY } from '../readers.ts';
import { octal } from '../text.ts';
import { couldNot } from '../tried.ts';

/** What a file is kept secret for, by its bytes or by its name alone. */
type Secret = 'password' | 'key' | 'default';

const BY_NAME = [
  'srs_secrets',
  'srsdomains',
  'ldappassword',
  'ldapgrouppassword',
  'pbssecret',
  'batvkey',
  'remote_auth',
];
const ROUTES = ['smtproutes', 'authsenders', 'qmtproutes'];
const KEYS = /\.pem$/;
const LOOKED_AT_MOST = 1000;

/** A password or private key in control/ that any user of the machine can read. */
export const check: Check = function* (target) {
  for (const name of candidates(target)) {
    try {
      yield* judge(target, name);
    } catch (error) {
      yield couldNot(error);
    }
  }
};

/** Paths below control/. */
function* candidates(target: Target): Generator<string> {
  for (const name of target.controlNames()) {
    if (name === 'domainkeys' || name === 'servercerts') yield* filesBelow(target, name, 2);
    else if (BY_NAME.includes(name) || ROUTES.includes(name) || KEYS.test(name)) yield name;
  }
}

function* filesBelow(target: Target, name: string, depth: number): Generator<string> {
  const { host, home } = target.installation;
  const found = walk(host, ROOT, `${home}/control/${name}`);
  if (!found.ok) return;
  if (found.stat.type !== 'dir') yield name;
  else if (depth > 0) {
    for (const below of host.list(found.path).sort().slice(0, LOOKED_AT_MOST))
      yield* filesBelow(target, `${name}/${below}`, depth - 1);
  }
}

function* judge(target: Target, name: string): Generator<Yield> {
  const { host, home } = target.installation;
  const cwd = chdir(host, EVERYBODY, home);
  const opened = cwd.ok ? openRead(host, EVERYBODY, `control/${name}`, cwd.path) : cwd;
  if (!opened.ok || opened.stat.type !== 'file') return;
  const secret = secretIn(name, () => host.read(opened.path));
  if (secret === null) return;
  const path = `${home}/control/${name}`;
  yield {
    message: secret,
    data: { file: `control/${name}`, path, mode: octal(opened.stat.mode) },
    subject: { path },
    prevents: [{ id: 'PRIVACY-N2' }],
  };
}

function secretIn(name: string, read: () => string): Secret | null {
  if (BY_NAME.includes(name)) return 'default';
  const text = read();
  if (ROUTES.includes(name)) {
    return readList(text).some((entry) => /:[^|]*\|[^|]+\|[^|]/.test(entry.text)) ? 'password' : null;
  }
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? 'key' : null;
}

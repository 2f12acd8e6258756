/**
 * Secrets do not go into an image: a mark stands in their place, the same for the same secret, so that what is compared
 * with it (a database with its source) still is alike or differs.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { basename } from '../host/access.ts';
import { type CdbEntry, CdbError, cdbEntries, cdbMake } from '../qmail/cdb.ts';

/** What each mark begins with. */
export const LEFT_OUT = 'secret-left-out';

/** The content of a file without its secrets; null where they cannot be told from the rest. */
export type Censor = (path: string, content: string) => string | null;

export interface Secrets {
  readonly censor: Censor;
  /** The arguments of a process. */
  readonly args: (args: readonly string[]) => string[];
}

/** The key of the marks is made here and kept nowhere: a mark tells nothing of its secret. */
export function secrets(): Secrets {
  const key = randomBytes(32);
  const mark = (secret: string) =>
    secret === '' ? '' : `${LEFT_OUT}-${createHmac('sha256', key).update(secret, 'latin1').digest('hex').slice(0, 8)}`;
  return {
    censor: (path, content) => censored(path, content, mark),
    args: (args) => args.map((each, i) => (SECRET_OPTION.test(args[i - 1] ?? '') ? mark(each) : plainText(each, mark))),
  };
}

type Mark = (secret: string) => string;

function censored(path: string, content: string, mark: Mark): string | null {
  const name = basename(path);
  if (NEVER.test(path)) return null;
  if (/^vpasswd(\.cdb)?$/.test(name)) return vpasswd(name, content, mark);
  if (name.endsWith('.cdb')) return variablesCdb(content, mark);
  if (ROUTES.test(name)) return eachLine(plainText(content, mark), (line) => route(line, mark));
  if (KEYED.test(name))
    return eachLine(content, (line) => line.replace(/^(\s*\S+\s+)(\S.*)$/, (_, key, rest) => key + mark(rest)));
  if (isWhole(name, content)) return eachLine(content, (line) => line.replace(/\S(.*\S)?/, mark));
  return plainText(content, mark);
}

/** Passwords that only root reads, and private keys that lie alone. */
const NEVER = /^\/etc\/(shadow|gshadow|master\.passwd|passwd)[^/]*$|^\/etc\/ssl\/private\/|\.(key|p12|pfx|jks|keytab)$/;
const ROUTES = /^(smtproutes|qmtproutes|authsenders|smtproutes6)([^a-z].*)?$/;
/** A name, then its secret: sendmail's and Postfix's. */
const KEYED = /^(sasl_passwd|sasl_password|authinfo|default-auth-info)(\.[a-z]+)?$/;
const ALL_SECRET =
  /^(srs_secrets|ldap(group)?password|pbssecret|batvkey|remote_auth|vpopmail\.(mysql|pgsql|ldap|oracle)|\.my\.cnf|\.pgpass|\.netrc)([^a-z].*)?$/;
const SECRET_NAME =
  /(^|[^a-z])(passwd|password|passwords|passphrase|pass|secret|secrets|token|api_?key|credentials?)([^a-z]|$)/i;

/** A file that is nothing but secrets. A script or a dot-qmail file only has a name like one. */
function isWhole(name: string, content: string): boolean {
  if (name.startsWith('.qmail') || content.startsWith('#!') || content.startsWith('\x7fELF')) return false;
  return ALL_SECRET.test(name) || SECRET_NAME.test(name);
}

function eachLine(text: string, change: (line: string) => string): string {
  return text.split('\n').map(change).join('\n');
}

/** `domain:relay:port user password`, the words parted by blanks or by `|`; a password behind a further colon. */
function route(line: string, mark: Mark): string {
  const words = /^([^:]*:[^\s|]*[|\s]+[^\s|]+[|\s]+)(\S.*?)(\s*)$/.exec(line);
  if (words !== null) return `${words[1]}${mark(words[2] ?? '')}${words[3]}`;
  const [key, relay = '', third = '', ...rest] = line.split(':');
  const isAddress = /^(\[.*|[0-9a-f]{0,4})$/i.test(relay);
  if (rest.length === 0 || isAddress) return line;
  return [key, relay, third, mark(rest.join(':'))].join(':');
}

/** The hash and the password in clear, in the text and in what is compiled from it. */
function vpasswd(name: string, content: string, mark: Mark): string | null {
  const value = (text: string) => {
    const [hash = '', ...fields] = text.split(':');
    return [mark(hash), ...fields.slice(0, 5), ...fields.slice(5).map(mark)].join(':');
  };
  if (name === 'vpasswd.cdb') return changedCdb(content, value);
  return eachLine(content, (line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? line : `${line.slice(0, colon)}:${value(line.slice(colon + 1))}`;
  });
}

/** What tcprules compiles: `+NAME=VALUE`, each before a NUL. */
function variablesCdb(content: string, mark: Mark): string | null {
  return changedCdb(content, (value) =>
    value.replace(/(\+?)([^=\0]+)=([^\0]*)/g, (all, plus, name, secret) =>
      isSecretName(name) ? `${plus}${name}=${mark(secret)}` : all,
    ),
  );
}

/** As it was where nothing in it is secret; null where it is broken and cannot be looked through. */
function changedCdb(content: string, change: (value: string) => string): string | null {
  try {
    const before = cdbEntries(Buffer.from(content, 'latin1'));
    const after: CdbEntry[] = before.map(({ key, value }) => ({ key, value: change(value) }));
    if (after.every(({ value }, i) => value === before[i]?.value)) return content;
    return cdbMake(after).toString('latin1');
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}

const PRIVATE_KEY = /(-----BEGIN [A-Z ]*PRIVATE KEY-----)([\s\S]*?)(-----END [A-Z ]*PRIVATE KEY-----|$(?![\s\S]))/g;
const ASSIGNMENT =
  /([A-Za-z_][A-Za-z0-9_.-]*)([ \t]*=[ \t]*)("[^"\n]*"|'[^'\n]*'|\/[^/\n]*\/(?=,|\s|$)|[^\s,;|&)"'`]+)/g;
const OPTION = /(--?(?:pass|password|passwd|passphrase|secret|token)[ \t=]+)("[^"\n]*"|'[^'\n]*'|[^\s,;|&)"'`]+)/g;
const SECRET_OPTION = /^--?(pass|password|passwd|passphrase|secret|token)$/;
const IN_URL = /(:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/g;
/** sendmail's AuthInfo. */
const AUTH_INFO = /("P[:=])([^"\n]*)(?=")/g;

/** Private keys, variables and options that are named like a secret, passwords in URLs. */
function plainText(text: string, mark: Mark): string {
  return text
    .replace(PRIVATE_KEY, (_, begin, body, end) => `${begin}\n${mark(body)}\n${end}`)
    .replace(ASSIGNMENT, (all, name, equals, value) => (isSecretName(name) ? name + equals + quoted(value, mark) : all))
    .replace(OPTION, (_, option, value) => option + quoted(value, mark))
    .replace(IN_URL, (_, before, secret) => before + mark(secret))
    .replace(AUTH_INFO, (_, before, secret) => before + mark(secret));
}

function quoted(value: string, mark: Mark): string {
  const [first = ''] = value;
  if (value.startsWith('$')) return value;
  const closed = value.length > 1 && value.endsWith(first) && /["'/]/.test(first);
  return closed ? first + mark(value.slice(1, -1)) + first : mark(value);
}

/** A variable that names a file or a program holds no secret itself. */
function isSecretName(name: string): boolean {
  if (/file|path|dir|prog|cmd|maps$|bypass|checkpass/i.test(name)) return false;
  return /pass(w|wd|word|phrase)?($|[^a-z])|secret|token|api_?key|private_?key|bind_?pw|[._-]pw$/i.test(name);
}

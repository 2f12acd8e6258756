/**
 * Secrets do not go into an image: a mark stands in their place, the same for the same secret, so that what is compared
 * with it (a database with its source) still is alike or differs.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { basename } from '../host/access.ts';
import { LEFT_OUT } from '../host/image-format.ts';
import { type CdbEntry, CdbError, cdbEntries, cdbMake } from '../qmail/cdb.ts';
import { knownSecrets } from './known-secrets.ts';
import { type IsPasswordTable, withoutInline } from './postfix-secrets.ts';
import { isSecretName, type Mark, plainText, SECRET_OPTION } from './secret-text.ts';

/** The content of a file without its secrets; null where they cannot be told from the rest. */
export type Censor = (path: string, content: string) => string | null;

export interface Secrets {
  readonly censor: Censor;
  /** The arguments of a process. */
  readonly args: (args: readonly string[]) => string[];
  /** What was made of the files' texts, as names that were looked up: without the secrets that `censor` met so far. */
  readonly name: (text: string) => string;
}

/** `isTable`: what Postfix has passwords in. The key of the marks is made here and kept nowhere: a mark tells nothing of its secret. */
export function secrets(isTable: IsPasswordTable = () => false): Secrets {
  const key = randomBytes(32);
  const known = knownSecrets((secret) => {
    const digest = createHmac('sha256', key).update(secret, 'latin1').digest('hex');
    return `${LEFT_OUT}-${digest.slice(0, 8)}`;
  });
  const { mark } = known;
  return {
    name: known.without,
    censor: (path, content) => censored(path, content, mark, isTable(path)),
    args: (args) =>
      args
        .map((each, i) => (SECRET_OPTION.test(args[i - 1] ?? '') ? mark(each) : plainText(each, mark)))
        .map(known.without),
  };
}

function censored(path: string, content: string, mark: Mark, isTable: boolean): string | null {
  const name = basename(path);
  if (NEVER.test(path)) return null;
  if (name.startsWith('vpasswd')) return vpasswd(name, content, mark);
  if (name.endsWith('.cdb')) {
    const isSecret = isTable || KEYED.test(name) || isWhole(name, content);
    return isSecret ? changedCdb(content, mark) : variablesCdb(content, mark);
  }
  if (isTable) return eachLine(content, (line) => keyed(line, mark));
  if (ROUTES.test(name)) return eachLine(plainText(content, mark), (line) => route(line, mark));
  if (KEYED.test(name)) return eachLine(content, (line) => keyed(line, mark));
  // `password: alice` is an alias there: with a mark for a target that mail would be lost.
  if (ALIASES.test(name)) return plainText(content, mark, false);
  if (isWhole(name, content)) return eachLine(content, (line) => line.replace(/\S(.*\S)?/, mark));
  return plainText(withoutInline(content, mark), mark);
}

/** A key and the rest; a line that begins with a blank goes on with the rest of the one before. */
function keyed(line: string, mark: Mark): string {
  return line.replace(/^(\S+\s+|\s+)(\S.*)$/, (_, key, rest) => key + mark(rest));
}

/** Passwords that only root reads, and private keys that lie alone. */
const NEVER = /^\/etc\/(shadow|gshadow|master\.passwd|passwd)[^/]*$|^\/etc\/ssl\/private\/|\.(key|p12|pfx|jks|keytab)$/;
const ALIASES = /(^|[._-])aliases$/;
const ROUTES = /(smtproutes|qmtproutes|authsenders)/i;
/** A name, then its secret: sendmail's and Postfix's. */
const KEYED = /^(sasl_passwd|sasl_password|authinfo|default-auth-info)(\.[a-z]+)?$/;
const ALL_SECRET =
  /^(srs_secrets|ldap(group)?password|pbssecret|batvkey|remote_auth|smtpauth(user|pass\w*)?|vpopmail\.(mysql|pgsql|ldap|oracle)|\.my\.cnf|\.pgpass|\.netrc)([^a-z].*)?$/;
const SECRET_NAME =
  /passwd|password|passphrase|(^|[^a-z])(pass|secret|secrets|token|api_?key|credentials?)([^a-z]|$)|(?<!by|com|tres)pass([^a-z]|$)/i;

/** As envdir has them. */
const VARIABLE_FILE = /^[A-Z][A-Z0-9_]*$/;

/** A file that is nothing but secrets. A script or a dot-qmail file only has a name like one. */
function isWhole(name: string, content: string): boolean {
  if (name.startsWith('.qmail') || content.startsWith('#!') || content.startsWith('\x7fELF')) return false;
  return ALL_SECRET.test(name) || SECRET_NAME.test(name) || (VARIABLE_FILE.test(name) && isSecretName(name));
}

function eachLine(text: string, change: (line: string) => string): string {
  return text.split('\n').map(change).join('\n');
}

/** `domain:relay:port user password`, the words parted by blanks or by `|`; a password behind a further colon. A blank before the relay is a slip of its own. */
function route(line: string, mark: Mark): string {
  const words = /^([^:]*:[ \t]*(?![ \t])[^\s|]*[|\s])(\S.*?|\s.*?\S)(\s*)$/.exec(line);
  if (words !== null) return `${words[1]}${login(words[2] ?? '', mark)}${words[3]}`;
  const [key, relay = '', third = '', ...rest] = line.split(':');
  const isAddress = /^(\[.*|[0-9a-f]{0,4})$/i.test(relay);
  if (rest.length === 0 || isAddress) return line;
  return [key, relay, third, mark(rest.join(':'))].join(':');
}

/** A name and a password; what stands alone may be either. */
function login(words: string, mark: Mark): string {
  const [, user = '', password = words] = /^([|\s]*[^\s|]+[|\s]+)(.+)$/.exec(words) ?? [];
  const [blanks = ''] = /^[|\s]*/.exec(password) ?? [];
  return user + blanks + mark(password.slice(blanks.length));
}

/** The hash and the password in clear, in the text and in what is compiled from it. */
function vpasswd(name: string, content: string, mark: Mark): string | null {
  const value = (text: string) => {
    const [hash = '', ...fields] = text.split(':');
    return [mark(hash), ...fields.slice(0, 5), ...fields.slice(5).map(mark)].join(':');
  };
  if (name.includes('.cdb')) return changedCdb(content, value);
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

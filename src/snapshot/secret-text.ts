/** Secrets in a text of no particular form: by the names they are given. */

import { LEFT_OUT } from '../host/image-format.ts';
import { withoutGiven } from './given-secrets.ts';

/** What stands in the place of a secret. */
export type Mark = (secret: string) => string;

const PRIVATE_KEY =
  /(-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----)([\s\S]*?)(-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$(?![\s\S]))/g;
const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*/g;
const OPTION = /--?(?:[a-z]+-)?(pass|password|passwd|passphrase|secret|token)[ \t=]+/g;
/** A word of tcprules in quotes of its own: `!a b!`. */
const RULE_WORD = /([!#%+*^~@/])[^\n]*?\1(?=[,\s]|$)/y;
/** A word of the shell with its quotes. */
const WORD = /(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s,;|&)"'`\\]+)+/y;
/** A quote that is not closed. */
const REST = /["'`\\][\s\S]*/y;
/** `password: x` and `password x`, as files for SQL and LDAP have it. */
const SETTING = /^([ \t]*)([A-Za-z_][A-Za-z0-9_.-]*)(:?[ \t]+)([^\s=][^\n]*)$/gm;
/** Where the shell gets it from: no secret itself, as `$1$salt$hash` is. */
const VARIABLE = /^\$([A-Za-z_]\w*|\d|\{[A-Za-z_]\w*\}|\(.*)$/s;
export const SECRET_OPTION = /^--?([a-z]+-)?(pass|password|passwd|passphrase|secret|token)$/;
const IN_URL = /(:\/\/[^\s/:@]*:)([^\s/]+)(?=@)/g;
/** sendmail's AuthInfo, and the same without quotes. */
const AUTH_INFO = /("P[:=])([^"\n]*)(?=")/gi;
const AUTH_LINE = /^[#\s]*AuthInfo:.*$/gim;

/** Private keys, variables and options that are named like a secret, passwords in URLs. `settings`: where `name: value` is a setting, and no alias. */
export function plainText(text: string, mark: Mark, settings = true): string {
  const keyless = text.replace(PRIVATE_KEY, (_, begin, body, end) => `${begin}\n${mark(body.trim())}\n${end}`);
  const assigned = markAfter(keyless, ASSIGNMENT, isSecretName, mark);
  return withoutGiven(
    markAfter(assigned, OPTION, () => true, mark),
    mark,
  )
    .replace(SETTING, (all, indent, name, between, value) =>
      settings && isSecretSetting(name) ? indent + name + between + quoted(value, mark) : all,
    )
    .replace(IN_URL, (_, before, secret) => before + mark(secret))
    .replace(AUTH_INFO, (_, before, secret) => before + mark(secret))
    .replace(AUTH_LINE, (line) => line.replace(/(\sP[:=])(\S+)/gi, (_, before, secret) => before + mark(secret)));
}

/** Marks the word behind each `before` whose name is that of a secret. What other names stand for is looked through as well. */
function markAfter(text: string, before: RegExp, isSecret: (name: string) => boolean, mark: Mark): string {
  let kept = '';
  let from = 0;
  for (const { index, 0: all, 1: name = '' } of text.matchAll(before)) {
    const start = index + all.length;
    if (index < from || !isSecret(name)) continue;
    const value = withinQuote(text, index, start) ?? wordAt(text, start);
    kept += text.slice(from, start) + quoted(value, mark);
    from = start + value.length;
  }
  return kept + text.slice(from);
}

function wordAt(text: string, start: number): string {
  for (const form of [RULE_WORD, WORD, REST]) {
    form.lastIndex = start;
    const found = form.exec(text)?.[0];
    if (found === undefined) continue;
    if (form !== WORD) return found;
    REST.lastIndex = start + found.length;
    return found + (REST.exec(text)?.[0] ?? '');
  }
  return '';
}

/** Bytes: a line may be a megabyte long. */
const LOOKED_BACK = 4096;

/**
 * The value where a quote was opened on the line before it: up to that quote where the whole assignment is in it,
 * `Environment="PASSWORD=two words"`, else up to a blank too. Null where no quote is open, or the value has its own.
 */
function withinQuote(text: string, index: number, start: number): string | null {
  const before = text.slice(Math.max(0, index - LOOKED_BACK), index);
  const line = before.slice(before.lastIndexOf('\n') + 1).replace(/\\./g, '');
  for (const quote of ['"', "'"]) {
    if (line.split(quote).length % 2 === 1) continue;
    const form = new RegExp(`(?:\\\\.|[^\\n\\\\${quote}${line.endsWith(quote) ? '' : '\\s"\''}])+(?=${quote})`, 'y');
    form.lastIndex = start;
    return form.exec(text)?.[0] ?? null;
  }
  return null;
}

function quoted(value: string, mark: Mark): string {
  const [first = ''] = value;
  if (value.startsWith(LEFT_OUT) || VARIABLE.test(value)) return value;
  const closed = value.length > 1 && value.endsWith(first) && /["'/!#%+*^~@]/.test(first);
  return closed ? first + mark(value.slice(1, -1)) + first : mark(value);
}

/** A variable that names a file or a program holds no secret itself. */
export function isSecretName(name: string): boolean {
  if (/(file|path|dir|directory|prog|program|cmd|maps)$|bypass|^check/i.test(name)) return false;
  return (
    /pass(w|wd|word|phrase)?($|[^a-z])|secret|token|api_?key|private_?key|pw$|^pwd$|[._-]pwd$/i.test(name) &&
    name !== 'PWD'
  );
}

/** `passwd:` stands in nsswitch.conf too. */
function isSecretSetting(name: string): boolean {
  return name !== 'passwd' && isSecretName(name);
}

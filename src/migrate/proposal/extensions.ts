/** `alias+anything`: what came to the alias, or to the name of a virtual domain, comes to it here too. */
import type { OldMail } from '../old-mail.ts';
import type { Domains } from './domains.ts';
import type { NewMachine, PlannedFile } from './types.ts';
import { NO_MAILBOX, tailOf } from './virtuals.ts';

/** What the line of a -default file does with a name that has one of `letters` in it: it goes to what stands before, at `domain`. */
export interface ExtensionLine {
  readonly letters: string;
  readonly domain: string;
  /** What the other names are for, as a command: `bouncesaying 'text'`, or `forward` with addresses. */
  readonly other: string;
}

const LINE =
  /^case "\$DEFAULT" in \?\*\[([+=_.#%~]+)\]\*\) exec forward "\$\{DEFAULT%%\[([+=_.#%~]+)\]\*\}"@([\w.-]+);; \*\) exec (bouncesaying '[^']*'|forward( ([\w.+=-]*"\$DEFAULT")?[\w.+=-]*@[\w.-]+)+);; esac$/;

/** Null for any other command. */
export function parseExtensionLine(command: string): ExtensionLine | null {
  const [, letters, again, domain, other] = LINE.exec(command) ?? [];
  if (letters === undefined || domain === undefined || other === undefined || again !== letters) return null;
  return { letters, domain, other };
}

function extensionLine({ letters, domain, other }: ExtensionLine): string {
  return `case "$DEFAULT" in ?*[${letters}]*) exec forward "\${DEFAULT%%[${letters}]*}"@${domain};; *) exec ${other};; esac`;
}

/** The planned files with such a line for the -default files of ~alias, which are made where they lack. */
export function withExtensions(
  files: readonly PlannedFile[],
  old: OldMail,
  { home, moved }: Domains,
  { aliasHome }: NewMachine,
): PlannedFile[] {
  // A hyphen begins an extension in qmail itself.
  const letters = [...old.delimiter].filter((letter) => /[+=_.#%~]/.test(letter)).join('');
  if (letters === '' || !/^[\w.-]+$/.test(home)) return [...files];
  const named = new Set(
    old.rewrites.flatMap(({ local, domain, maildir }) => (local === null || maildir ? [] : [domain])),
  );
  const virtuals = new Set([...moved, ...old.virtuals.map(({ value }) => value)]);
  const wanted = new Map(
    [...virtuals]
      .filter((domain) => named.has(domain) && /^[\w.-]+$/.test(domain))
      .map((domain) => [`${aliasHome}/.qmail-${tailOf(domain).replaceAll('.', ':')}-default`, domain]),
  );
  if (old.aliases.length > 0) wanted.set(`${aliasHome}/.qmail-default`, home);
  const known = files.map((file): PlannedFile => {
    const domain = wanted.get(file.path);
    if (domain === undefined) return file;
    wanted.delete(file.path);
    const other = otherOf(file.text);
    return other === null ? file : { ...file, text: `|${extensionLine({ letters, domain, other })}\n` };
  });
  const refusing = `bouncesaying '${NO_MAILBOX}'`;
  return [...known, ...[...wanted].map(([path, domain]) => defaultFile(path, { letters, domain, other: refusing }))];
}

/** The lines of a file as one command, as far as they refuse or forward; null where they do more. */
function otherOf(text: string): string | null {
  const lines = text.split('\n').filter((line) => line !== '');
  const [first = ''] = lines;
  if (lines.length === 1 && /^\|bouncesaying '[^']*'$/.test(first)) return first.slice(1);
  const addresses = lines.map(
    (line) => /^(?:&|\|forward )((?:[\w.+=-]*"\$DEFAULT")?[\w.+=-]*@[\w.-]+)$/.exec(line)?.[1],
  );
  return addresses.includes(undefined) ? null : `forward ${addresses.join(' ')}`;
}

function defaultFile(path: string, line: ExtensionLine): PlannedFile {
  return { path, kind: 'alias', text: `|${extensionLine(line)}\n`, owner: 'alias', mode: 0o644, from: [], remarks: [] };
}

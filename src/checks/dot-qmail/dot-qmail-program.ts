import { basename, ROOT, walk } from '../../host/access.ts';
import type { Instruction } from '../../qmail/dot-qmail.ts';
import type { Installation } from '../../qmail/installation.ts';
import type { Mailbox, MailboxCheck, Prevented, Skipped } from '../check.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';
import { credentialsOf, ownAssignment, ownerName } from '../mailbox.ts';
import { type NotRun, notRun, plainWords, syntaxError } from '../program-line.ts';
import { octal } from '../text.ts';
import { tried } from '../tried.ts';

/**
 * The command of a program line that /bin/sh cannot run: what it exits with then defers mail (qmail-local.c:258). Nothing is
 * run to find out, and only what is certain is told: one simple command that names its program by a path.
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  for (const [index, each] of file?.lines.entries() ?? []) {
    if (file === null || each.kind !== 'program' || each.target.endsWith('\r')) continue;
    const { data, subject } = linePlace(mailbox, file.path, each);
    const text = syntaxError(each.target);
    if (text !== null) {
      const prevents = [{ id: 'SH-3', data: { number: '1', text } }];
      yield { message: 'syntax', data: { ...data, says: text }, subject, prevents };
    } else if (/[^\\](\\\\)*\\$/.test(each.target) && follows(file.lines, index)) {
      yield { message: 'continued', data, subject, prevents: [] };
    } else {
      // What is behind a program is none of the mailbox: that it cannot be looked at leaves the rest as it is.
      const trouble = tried(() => troubleOf(mailbox, installation, each));
      if (trouble !== null && 'skip' in trouble) yield trouble;
      else if (trouble !== null) yield { ...trouble, data: { ...data, ...trouble.data }, subject };
    }
  }
};

function follows(lines: readonly Instruction[], index: number): boolean {
  return lines.slice(index + 1).some(({ kind }) => kind !== 'blank' && kind !== 'comment');
}

interface Trouble {
  readonly message: string;
  readonly data: Readonly<Record<string, string>>;
  readonly prevents: readonly Prevented[];
}

/** Throws CouldNotCheck. */
function troubleOf(mailbox: Mailbox, installation: Installation, { text }: Instruction): Trouble | Skipped | null {
  const assignment = ownAssignment(mailbox);
  const words = plainWords(text.slice(1));
  if (assignment === null || words === null) return null;
  const home = walk(installation.host, ROOT, assignment.home);
  if (!home.ok) return null;
  const own = [home.path, assignment.home, installation.home];
  const ask = (word: string): NotRun | Skipped | null =>
    word.includes('/')
      ? seen(installation, () => notRun(installation.host, credentialsOf(assignment), word, home, own))
      : null;
  const [program = '', inner = ''] = words;
  const found = ask(program);
  if (found !== null && !('skip' in found))
    return { ...told(installation, found), prevents: shellSays(found, program) };
  const within = basename(program) === 'preline' ? ask(inner) : null;
  if (within === null || 'skip' in within) return found ?? within;
  const error = within.why === 'closed' ? 'access denied' : 'file does not exist';
  return { ...told(installation, within), prevents: [{ id: 'PRELINE-2', data: { file: inner, error } }] };
}

/** An image that was written by hand leaves out the content of qmail's own programs. */
function seen({ host, home }: Installation, look: () => NotRun | null): NotRun | Skipped | null {
  const found = tried(look);
  const isOwn = found !== null && 'skip' in found && found.path?.startsWith(`${home}/bin/`);
  return isOwn && host.lacks === 'anything' ? null : found;
}

function told(installation: Installation, { why, at, stat, interpreter }: NotRun): Omit<Trouble, 'prevents'> {
  const owner = stat === null ? '' : ownerName(installation, stat.uid);
  return { message: why, data: { at, owner, mode: stat === null ? '' : octal(stat.mode), interpreter } };
}

function shellSays({ why }: NotRun, file: string): Prevented[] {
  return [{ id: why === 'closed' ? 'SH-2' : 'SH-1', data: { number: '1', file } }];
}

/** Targets of the old system as lines of a dot-qmail file. */
import { lowerCase } from '../../qmail/control.ts';
import type { Target } from '../old-mail.ts';
import type { Remark } from './types.ts';

/** In place of a target: the mailbox of the user whose file it is. */
export const OWN_MAILBOX = 'own mailbox';

export interface Lines {
  readonly lines: readonly string[];
  readonly remarks: readonly Remark[];
}

export interface LineScene {
  /** What is put after a name without a domain. */
  readonly origin: string;
  /** Whose program or file it will be. */
  readonly user: string;
  readonly mailbox: string;
  /** Names with an alias or a forward file: `\name` must go past it. */
  readonly redirected: (name: string) => boolean;
}

/** A refusal beside others is left out: qmail would do nothing that stands after it, and bring nothing to an address at all. */
export function dotQmailLines(targets: readonly (Target | typeof OWN_MAILBOX)[], scene: LineScene): Lines {
  const remarks: Remark[] = [];
  const lines = targets.flatMap((target) =>
    target === OWN_MAILBOX ? [scene.mailbox] : lineOf(target, scene, remarks),
  );
  const refusals = lines.filter((line) => line.startsWith(BOUNCE));
  const others = lines.filter((line) => !line.startsWith(BOUNCE));
  const all = [...new Set(others.length > 0 ? others : refusals.slice(0, 1))];
  return { lines: all.length === 0 ? [DISCARD] : all, remarks };
}

/** To the same name in another domain: a program of qmail itself. */
const SAME_NAME = /^forward [\w.+=-]*"\$DEFAULT"[\w.+=-]*@[\w.-]+$/;

/** The one line of a file that throws mail away. */
export const DISCARD = '# discarded';
const BOUNCE = '|bouncesaying ';

function lineOf(target: Target, scene: LineScene, remarks: Remark[]): string[] {
  const say = (what: string) => remarks.push({ what, data: { text: target.text, user: scene.user } });
  switch (target.kind) {
    case 'program':
      if (SAME_NAME.test(target.text)) return [`|${target.text}`];
      say('program-as-user');
      return [`|${qmailCommand(target.text)}`];
    case 'file':
      return [target.text];
    case 'refuse':
      return [`${BOUNCE}${quoted(target.text)}`];
    case 'discard':
    case 'include':
      return [];
    default:
      if (target.literal && scene.redirected(lowerCase(target.text.replace(/@.*$/, '')))) say('literal');
      return [`&${target.text.includes('@') ? target.text : `${target.text}@${scene.origin}`}`];
  }
}

/** The command with the lines before the message that other systems put there (preline(1)). */
export function qmailCommand(command: string): string {
  const plain = command.trim().replace(/^exec\s+/, '');
  return /^[/A-Za-z0-9._-]+(\s|$)/.test(plain) && !/[|&;<>#]/.test(plain)
    ? `preline ${plain}`
    : `preline sh -c ${quoted(command.trim())}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replace(/[\r\n]+/g, ' ')}'`;
}

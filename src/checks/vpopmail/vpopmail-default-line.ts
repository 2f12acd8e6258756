import { EXECUTE, may, type Walk, walk } from '../../host/access.ts';
import { unknownUsers } from '../../qmail/vpopmail.ts';
import type { Check, Data, Report, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { ownerName } from '../mailbox.ts';
import { octal } from '../text.ts';
import { defaultLine, isReached, named, type VpopmailHome, vpopmailHomes } from '../vpopmail.ts';

/**
 * .qmail-default runs a vdelivermail that is not there, may not be run, or does not take its arguments: each is a deferral. A program
 * that many domains run is told of once.
 */
export const check: Check = function* (target) {
  const programs = new Map<string, Unrun>();
  yield* eachHome(vpopmailHomes(target), (home) => judge(target, home, programs));
  for (const unrun of programs.values()) yield report(unrun);
};

interface Unrun {
  readonly message: 'missing' | 'closed';
  readonly domains: string[];
  readonly data: Data;
  readonly subject: { readonly path: string; readonly line: number };
}

function* judge(target: Target, home: VpopmailHome, programs: Map<string, Unrun>): Generator<Yield> {
  const line = isReached(target, home) ? defaultLine(target, home) : null;
  if (line === null) return;
  const [domain = ''] = home.domains;
  const { path, program } = line;
  const found = walk(target.host, home.who, program);
  const message = refusalOf(found, home);
  const to = ownerName(target.installation, home.who.uid);
  const subject = { path, line: line.line };
  if (message === null) {
    if (unknownUsers(line) === null) yield wrongArguments(domain, subject, program);
    return;
  }
  const key = `${message} ${program} ${to}`;
  const known = programs.get(key);
  if (known !== undefined) {
    known.domains.push(domain);
    return;
  }
  const [at, stat] = [found.ok ? found.path : found.at, found.stat];
  const data = { path, line: String(line.line), program, at, mode: stat ? octal(stat.mode) : '', to };
  programs.set(key, { message, domains: [domain], data, subject });
}

/** The shell says it in words of its own. */
function report({ message, domains, data, subject }: Unrun): Report {
  const [domain = '', another] = domains;
  return {
    message,
    data: { ...data, domain: named(domains) },
    subject: { ...subject, ...(another === undefined ? { domain } : {}) },
    prevents: [{ id: 'LOCAL-30' }],
  };
}

function wrongArguments(domain: string, subject: { path: string; line: number }, program: string): Report {
  const output = 'vdelivermail: invalid syntax in .qmail-default file\n';
  return {
    message: 'arguments',
    data: { domain, path: subject.path, line: String(subject.line), wanted: `| ${program} '' bounce-no-mailbox` },
    subject: { ...subject, domain },
    prevents: [{ id: 'LOCAL-30', data: { output } }],
  };
}

function refusalOf(found: Walk, { who }: VpopmailHome): 'missing' | 'closed' | null {
  if (!found.ok) return found.errno === 'EACCES' ? 'closed' : 'missing';
  if (found.stat.type !== 'file') return 'missing';
  return may(who, found.stat, EXECUTE) ? null : 'closed';
}

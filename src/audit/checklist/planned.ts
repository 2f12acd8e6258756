/** Planned files against what stands on the new machine. */
import { ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck, type Host } from '../../host/host.ts';
import { LEFT_OUT } from '../../host/image-format.ts';
import type { PlannedFile } from '../../migrate/proposal/types.ts';
import { parseAssign } from '../../qmail/assign.ts';
import { lowerCase, readLine, readList } from '../../qmail/control.ts';
import { parseInstructions } from '../../qmail/dot-qmail.ts';
import { compileTcprules } from '../../qmail/tcprules.ts';
import { sameText } from '../compare/same-text.ts';
import type { ItemState } from './types.ts';

export interface Standing {
  readonly state: ItemState;
  /** The file as it should be: what is there, with what it lacks. */
  readonly file: PlannedFile;
  /** Lines that the file on the machine lacks. */
  readonly lacks: readonly string[];
}

/** Never throws. */
export function standing(host: Host, file: PlannedFile): Standing {
  const there = textAt(host, file.path);
  if (there === null) return { state: 'missing', file, lacks: [] };
  if (there === undefined) return { state: 'could-not', file, lacks: [] };
  const { lacks, text } = JUDGES[file.kind](there, file.text);
  const differs = lacks.length > 0;
  return { state: differs ? 'different' : 'done', file: { ...file, text: differs ? text : there }, lacks };
}

/** Null: there is nothing; undefined: it could not be looked at. */
function textAt(host: Host, path: string): string | null | undefined {
  try {
    const found = walk(host, ROOT, path);
    if (!found.ok) return null;
    return found.stat.type === 'file' ? host.read(found.path) : undefined;
  } catch (error) {
    if (error instanceof CouldNotCheck) return undefined;
    throw error;
  }
}

interface Judged {
  readonly lacks: readonly string[];
  readonly text: string;
}

type Judge = (there: string, planned: string) => Judged;

/** Entries in any order; what else is listed is left there. */
const list: Judge = (there, planned) => {
  const known = new Set(readList(there).map(({ text }) => lowerCase(text)));
  const lacks = readList(planned)
    .map(({ text }) => text)
    .filter(
      (text) =>
        !(text.includes(LEFT_OUT) ? [...known].some((other) => isFilled(text, other)) : known.has(lowerCase(text))),
    );
  const replaced = new Set(lacks.filter((text) => text.includes(':')).map(keyIn));
  const kept = there.split('\n').filter((line) => !line.includes(':') || !replaced.has(keyIn(line)));
  return { lacks, text: withLines(kept.join('\n'), lacks) };
};

/** Whether a mark of a snapshot was replaced by what it stands for. */
function isFilled(marked: string, there: string): boolean {
  return !there.includes(LEFT_OUT) && sameText(lowerCase(marked), there);
}

/** Of `key:value`. */
function keyIn(line: string): string {
  return lowerCase(line.slice(0, line.indexOf(':')));
}

const value: Judge = (there, planned) => {
  const wanted = readLine(planned);
  return { lacks: lowerCase(readLine(there)) === lowerCase(wanted) ? [] : [wanted], text: planned };
};

/** By what tcprules makes of them; rules that lack come first, since the first of two holds. */
const rules: Judge = (there, planned) => {
  const known = new Map(compiled(there).toReversed());
  const inForce = ([address, data]: readonly [string, string]) => known.get(address) === data;
  const lacks = planned.split('\n').filter((line) => line !== '' && !compiled(line).every(inForce));
  return { lacks, text: `${lacks.map((line) => `${line}\n`).join('')}${there}` };
};

function compiled(source: string): (readonly [address: string, data: string])[] {
  const done = compileTcprules(source);
  return done.ok ? done.rules.map(({ address, data }) => [address, data] as const) : [];
}

const assign: Judge = (there, planned) => {
  const known = new Set(parseAssign(there).entries.map((entry) => assignText(entry)));
  const wanted = parseAssign(planned).entries;
  const lacks = wanted.map(assignText).filter((line) => !known.has(line));
  const kept = parseAssign(there).entries.map(assignText);
  return { lacks, text: `${[...lacks, ...kept, '.'].join('\n')}\n` };
};

function assignText(entry: ReturnType<typeof parseAssign>['entries'][number]): string {
  const { type, local, user, uid, gid, home, dash, ext } = entry;
  return `${type}${[local, user, uid, gid, home, dash, ext].join(':')}:`;
}

/** The same instructions in any order. */
const dotQmail: Judge = (there, planned) => {
  const said = (text: string) =>
    parseInstructions(text).flatMap((each) => ('target' in each ? [`${each.kind} ${each.target}`] : []));
  const [known, wanted] = [said(there).sort(), said(planned).sort()];
  const same = known.length === wanted.length && known.every((each, index) => each === wanted[index]);
  return { lacks: same ? [] : planned.split('\n').filter((line) => line !== ''), text: planned };
};

const JUDGES: Readonly<Record<PlannedFile['kind'], Judge>> = {
  list,
  value,
  rules,
  assign,
  alias: dotQmail,
  home: dotQmail,
};

function withLines(text: string, lines: readonly string[]): string {
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${ended}${lines.map((line) => `${line}\n`).join('')}`;
}

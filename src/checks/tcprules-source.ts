/** The source of tcprules as tcprules takes it, line by line. */
import { CdbError, cdbEntries } from '../qmail/cdb.ts';
import { compileTcprules, type Instructions, type TcprulesCompiled } from '../qmail/tcprules.ts';
import type { RulesFile } from '../services/rules-files.ts';
import type { Skipped, Target } from './check.ts';
import { sedReplace } from './sed.ts';
import { compileData, rulesCdb, rulesInUse, rulesText } from './tcprules-file.ts';

/** A line that makes at least one record. */
export interface RuleLine extends Instructions {
  readonly line: number;
  /** Without blanks at its end. */
  readonly text: string;
  /** As it is written. */
  readonly address: string;
  /** What tcpserver will look for: a range is expanded. */
  readonly keys: readonly string[];
}

export interface RefusedLine {
  readonly line: number;
  /** As tcprules shows it. */
  readonly text: string;
}

export interface RulesSource {
  readonly file: RulesFile;
  readonly path: string;
  readonly texts: readonly string[];
  /** tcprules stops at the first of them; what else is here leaves them out. */
  readonly refused: readonly RefusedLine[];
  readonly compiled: TcprulesCompiled;
  readonly lines: readonly RuleLine[];
}

const COMPLAINT = 'tcprules: fatal: unable to parse this line: ';

/** Every source that may be in force; what cannot be read is yielded as skipped. */
export function* rulesSources(target: Target): Generator<RulesSource | Skipped> {
  for (const file of rulesInUse(target)) {
    const found = rulesText(target, file);
    if (found === null) continue;
    yield 'skip' in found ? found : parsed(target, file, found.path, found.text);
  }
}

/** Takes the text at `path` apart. */
export function parsed(target: Target, file: RulesFile, path: string, text: string): RulesSource {
  const texts = text.split('\n');
  const whole = compileTcprules(text);
  const all = whole.ok ? [] : texts.flatMap(refusal);
  const left = new Set(all.map(({ line }) => line));
  const compiled = whole.ok
    ? whole
    : compileTcprules(texts.map((each, at) => (left.has(at + 1) ? '' : each)).join('\n'));
  if (!compiled.ok) throw new Error(`line ${compiled.line} of ${path} is refused only among others`);
  const refused = all.some(isIpv6) && knowsIpv6(target, file) ? all.filter((each) => !isIpv6(each)) : all;
  return { file, path, texts, refused, compiled, lines: ruleLines(compiled, texts) };
}

function refusal(text: string, index: number): RefusedLine[] {
  const taken = compileTcprules(text);
  return taken.ok ? [] : [{ line: index + 1, text: taken.says.slice(COMPLAINT.length) }];
}

function ruleLines({ rules, lines }: TcprulesCompiled, texts: readonly string[]): RuleLine[] {
  const made = new Map<number, { keys: string[] } & Instructions>();
  for (const { line, address, deny, env } of rules) {
    const known = made.get(line);
    if (known === undefined) made.set(line, { keys: [address], deny, env });
    else known.keys.push(address);
  }
  return lines.flatMap(({ line, address }) => {
    const record = made.get(line);
    return record === undefined ? [] : [{ line, address, text: withoutBlanks(texts[line - 1] ?? ''), ...record }];
  });
}

/** Blanks and tabs at its end, which tcprules takes off. */
function withoutBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return text.slice(0, end);
}

/** An address with colons, as patched versions of ucspi-tcp take it. */
function isIpv6({ text }: RefusedLine): boolean {
  return /^[[=]?[0-9a-fA-F]*:[0-9a-fA-F:.]*[\]/\d]*:(allow|deny)/.test(text);
}

/** Whether the cdb was made by such a version: 0.88 never makes a key with a colon. */
function knowsIpv6(target: Target, file: RulesFile): boolean {
  const found = rulesCdb(target, file);
  if (found === null || 'skip' in found) return false;
  try {
    return cdbEntries(found.cdb).some(({ key }) => key.includes(':'));
  } catch (error) {
    if (error instanceof CdbError) return false;
    throw error;
  }
}

/** What a command needs that puts `text` in place of a line and compiles: `sed -i {script} {source} && tcprules …`. */
export function mendData(source: RulesSource, line: string, text: string): Record<string, string> {
  return { script: sedReplace(line, [text]), ...compileData(source.file, source.path) };
}

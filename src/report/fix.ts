/** A plan and what came of it, for a person; the plan also for programs (`fix.schema.json`) and as commands. */
import { commandOf } from '../fix/commands.ts';
import type { Left, Plan, Refused, Result, State, Step } from '../fix/step.ts';
import { textOf } from '../host/bytes.ts';
import type { Accounts } from '../host/host.ts';
import { paint } from './colour.ts';
import { inRows, type Row } from './fix-rows.ts';
import { FIX_WORDS } from './fix-words.ts';
import type { Look } from './format.ts';
import { safeText } from './safe-text.ts';

/** What a plan is shown with. */
export interface Planned extends Plan {
  /** Byte strings. */
  readonly home: string;
  readonly root: string;
  readonly accounts: Accounts;
}

/** How many of a kind are listed. */
const LISTED = 20;

export function* planTable(plan: Planned, look: Look): Generator<string> {
  const words = FIX_WORDS[look.language];
  const colour = paint(look.colour);
  const { steps, refused } = plan;
  if (plan.root !== '') yield `${words.below(shown(plan.root))}\n`;
  yield steps.length === 0 ? `${words.nothing}\n` : `${colour.bold(words.plan(steps.length, shown(plan.home)))}\n`;
  const told = (step: Step) => stepText(step, plan.accounts, look);
  const rows = look.all ? steps.map((step) => ({ path: step.path, count: 1, first: step })) : inRows(steps, told);
  yield* listed(
    rows,
    ({ path, count, first }) => `${shown(path)}${count === 1 ? '' : ` (${count})`}: ${told(first)}`,
    look,
  );
  if (refused.length === 0) return;
  yield `\n${colour.bold(words.refused(refused.length))}\n`;
  yield* listed(
    refused.map((each) => ({ path: each.path, count: 1, first: each })),
    ({ path, first: { why, rules } }) => `${shown(path)}: ${words.refusal[why]}  ${colour.dim(rules.join(' '))}`,
    look,
  );
}

/** Those of one kind, which are wrong in the same way, are cut where they are many. */
function* listed<T extends Step | Refused>(
  all: readonly Row<T>[],
  text: (each: Row<T>) => string,
  look: Look,
): Generator<string> {
  const kinds = new Map<string, Row<T>[]>();
  for (const each of all) {
    const key = [...each.first.rules].sort().join(' ');
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [each]);
    else kind.push(each);
  }
  for (const kind of kinds.values()) {
    const most = look.all ? kind.length : LISTED;
    for (const each of kind.slice(0, most)) yield `  ${text(each)}\n`;
    const rest = kind.slice(most).reduce((sum, { count }) => sum + count, 0);
    if (rest > 0) yield `  ${FIX_WORDS[look.language].more(rest)}\n`;
  }
}

function stepText(step: Step, accounts: Accounts, { language, colour }: Look): string {
  const words = FIX_WORDS[language];
  const what = changesOf(step, accounts, words).join(language === 'ja' ? '、' : ', ');
  const as = step.as === null ? '' : words.as(nameOf(accounts, step.as.uid));
  return `${what}${as}  ${paint(colour).dim(step.rules.join(' '))}`;
}

function changesOf({ kind, type, before, after }: Step, accounts: Accounts, words: (typeof FIX_WORDS)['en']): string[] {
  if (kind === 'unmake' || after === null) return [words.unmake(type)];
  if (kind === 'make' || before === null) return [words.make(type, octal(after.mode), ownership(accounts, after))];
  const isGiven = before.uid !== after.uid || before.gid !== after.gid;
  return [
    ...(isGiven ? [words.owner(ownership(accounts, before), ownership(accounts, after))] : []),
    ...(before.mode === after.mode ? [] : [words.mode(octal(before.mode), octal(after.mode))]),
  ];
}

function nameOf({ userName }: Accounts, uid: number): string {
  return shown(userName(uid));
}

function ownership(accounts: Accounts, { uid, gid }: State): string {
  return `${nameOf(accounts, uid)}:${shown(accounts.groupName(gid))}`;
}

function shown(bytes: string): string {
  return safeText(textOf(bytes));
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** The plan as a script of a shell. */
export function* planCommands(plan: Planned, look: Look): Generator<string> {
  const words = FIX_WORDS[look.language];
  if (plan.root !== '') yield `# ${words.below(shown(plan.root))}\n`;
  yield `# ${words.caution}\n`;
  for (const step of plan.steps) yield `${safeText(commandOf(step, plan.accounts))}\n`;
}

export function* planJson({ steps, refused, home, root, accounts }: Planned): Generator<string> {
  const state = (of: State | null) =>
    of === null ? null : { uid: of.uid, gid: of.gid, owner: textOf(ownership(accounts, of)), mode: octal(of.mode) };
  const whole = {
    format: 'qmail-lint/fix',
    version: 1,
    target: { home: textOf(home), root: root === '' ? null : textOf(root) },
    steps: steps.map((step) => ({
      action: step.kind,
      type: step.type,
      path: textOf(step.path),
      rules: step.rules,
      as: step.as === null ? 'root' : textOf(accounts.userName(step.as.uid)),
      before: state(step.before),
      after: state(step.after),
      command: commandOf(step, accounts),
    })),
    refused: refused.map(({ path, rules, why }) => ({ path: textOf(path), rules, why })),
  };
  yield `${JSON.stringify(whole, null, 2)}\n`;
}

/** What was left alone and why, and how many were changed. `stop`: the command that stops qmail-send, where it is known. */
export function* resultLines(results: readonly Result[], look: Look, stop: string | null): Generator<string> {
  const words = FIX_WORDS[look.language];
  const colour = paint(look.colour);
  for (const result of results)
    if (result.did === 'left')
      yield `  ${colour.warning(words.leftAlone)}  ${shown(result.step.path)}: ${reasonOf(result.why, look, stop)}\n`;
  const left = results.filter(({ did }) => did === 'left').length;
  yield `${words.done(results.filter(({ did }) => did === 'done').length, left)}\n`;
}

function reasonOf(why: Left, { language }: Look, stop: string | null): string {
  const words = FIX_WORDS[language];
  if (typeof why !== 'string') return words.errno(why.errno);
  return why === 'qmail-send' ? words.sends(stop === null ? null : shown(stop)) : words.left[why];
}

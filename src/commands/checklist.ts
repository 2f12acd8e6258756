/** `qmail-lint checklist`: what is left to do for a move to qmail. */
import { checklist } from '../audit/checklist/checklist.ts';
import { type OldSide, otherSide } from '../audit/checklist/old-side.ts';
import { qmailSide } from '../audit/checklist/qmail-side.ts';
import { type ChecklistOutcome, isLeft } from '../audit/checklist/types.ts';
import { openTarget, type TargetOptions } from '../audit/target.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { reasonOf } from '../host/errno.ts';
import type { Host } from '../host/host.ts';
import { type HostOptions, type Opened, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import type { SystemName, Trouble } from '../migrate/old-mail.ts';
import { readPostfix } from '../migrate/postfix/postfix.ts';
import { readSendmail } from '../migrate/sendmail/sendmail.ts';
import { writeProposal } from '../proposal-dir.ts';
import type { Language } from '../qmail/message.ts';
import { checklistHtml } from '../report/checklist/html.ts';
import { checklistJson } from '../report/checklist/json.ts';
import { checklistMarkdown, tickedIn } from '../report/checklist/markdown.ts';
import { checklistTable } from '../report/checklist/table.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { readRegular } from '../trusted-file.ts';
import { targetOptions } from './machine.ts';

export interface ChecklistArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly from: SystemName;
  readonly old?: string;
  readonly oldRoot?: string;
  readonly write?: string;
  readonly done?: string;
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json' | 'markdown' | 'html';
  readonly lang?: Language;
}

/** Bytes: what a list of 100,000 users needs. */
const LONGEST_LIST = 512 * 1024 * 1024;

/** Returns the exit code. Throws UsageError for a wrong machine, list or directory. */
export async function showChecklist(options: ChecklistArguments, terminal: Terminal): Promise<number> {
  const { host, defaultDelivery } = await openHost(options);
  const machine = remembering(host);
  const old = await oldMachine(options);
  const same = old === null;
  const from = remembering(old?.host ?? host);
  const look = lookOf(options, terminal);
  const outcome = await checklist({
    old: await sideOf(from, options, old?.defaultDelivery ?? null),
    host: machine,
    same,
    target: targetOptions(options, defaultDelivery),
    deliveryGiven: options.defaultDelivery !== undefined,
    wording: { language: look.language, variant: 'notqmail' },
    ticked: options.done === undefined ? new Set() : tickedIn(readRegular(options.done, 'the list', LONGEST_LIST)),
  });
  if (options.write !== undefined) writeProposal(options.write, outcome.files, `${options.root ?? ''}${outcome.home}`);
  await writeAll(terminal.stdout, report(outcome, options, terminal));
  return exitOf(outcome);
}

function report(outcome: ChecklistOutcome, options: ChecklistArguments, terminal: Terminal): Iterable<string> {
  const look = lookOf(options, terminal);
  if (options.format === 'json') return checklistJson(outcome, languageOf(options, terminal.env));
  if (options.format === 'html') return checklistHtml(outcome, look.language);
  return options.format === 'markdown' ? checklistMarkdown(outcome, look.language) : checklistTable(outcome, look);
}

/** Null: it is the machine itself that changes its mail system. */
async function oldMachine({ old, oldRoot }: ChecklistArguments): Promise<Opened | null> {
  if (old !== undefined && oldRoot !== undefined) throw new UsageError('--old and --old-root exclude each other');
  if (old === undefined && oldRoot === undefined) return null;
  return openHost({ image: old, root: oldRoot, dns: false });
}

/** Throws UsageError where the configuration of that system is not there: there is nothing to move. */
async function sideOf(host: Host, options: ChecklistArguments, fromImage: string | null): Promise<OldSide> {
  const { from, old, oldRoot } = options;
  if (from === 'qmail') {
    if (old === undefined && oldRoot === undefined)
      throw new UsageError('--from qmail: say where the old machine is, by --old FILE or --old-root DIR');
    return qmailSide(openTarget(host, { defaultDelivery: fromImage ?? undefined }));
  }
  const troubles: Trouble[] = [];
  const mail = from === 'postfix' ? readPostfix(host, troubles) : readSendmail(host, troubles);
  if (mail !== null) return otherSide(host, mail);
  const [first] = troubles;
  const reason =
    first === undefined ? '' : ` (${first.at.file}: ${first.data['reason'] ?? reasonOf({ code: 'ENOENT' })})`;
  throw new UsageError(`no configuration of ${from} on ${old ?? oldRoot ?? 'this machine'}${reason}`);
}

function exitOf({ items }: ChecklistOutcome): number {
  const left = items.filter(isLeft);
  if (left.length === 0) return EXIT.fine;
  return left.every(({ state }) => state === 'could-not') ? EXIT.incomplete : EXIT.findings;
}

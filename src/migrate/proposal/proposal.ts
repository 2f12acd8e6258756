/** The qmail that does what the old system did, as files. */
import type { Host } from '../../host/host.ts';
import type { OldMail, Trouble } from '../old-mail.ts';
import { planControls } from './controls.ts';
import { type DetailPlan, planDetails } from './details.ts';
import { domainsOf } from './domains.ts';
import { withExtensions } from './extensions.ts';
import { planLocals } from './locals.ts';
import { planRules } from './rules.ts';
import type { NewMachine, PlannedFile } from './types.ts';
import { planVirtuals } from './virtuals.ts';

export interface Proposal {
  readonly files: readonly PlannedFile[];
  /** What has no counterpart, beside what could not be read of the old system. */
  readonly troubles: readonly Trouble[];
}

/** `host`: the old machine. Never throws. */
export function propose(host: Host, old: OldMail, machine: NewMachine): Proposal {
  const troubles: Trouble[] = [];
  const domains = domainsOf(old);
  const locals = planLocals(host, old, machine, domains, troubles);
  const details = planDetails(host, old, machine, domains, locals.files, troubles);
  const virtuals = planVirtuals(host, old, machine, domains, troubles);
  const files = [
    ...planControls(old, machine, domains, virtuals.entries, troubles),
    planRules(old, machine, troubles),
    ...assignOf(locals.assigned, details, virtuals.assigned, machine),
    ...locals.files,
    ...details.files,
    ...virtuals.files,
  ];
  return { files: withExtensions(onePerPath(files), old, domains, machine), troubles };
}

/** qmail-lspawn asks users/cdb before it asks for a user of that name. */
function assignOf(
  names: readonly string[],
  details: DetailPlan,
  maildirs: readonly string[],
  { home, aliasHome, alias }: NewMachine,
): PlannedFile[] {
  const lines = [
    ...names.map((name) => `=${name}:alias:${alias.uid}:${alias.gid}:${aliasHome}:-:${name}:`),
    ...details.lines,
    ...maildirs,
  ];
  if (lines.length === 0) return [];
  const text = `${[...lines, '.'].join('\n')}\n`;
  const remarks = [
    ...(names.length === 0 ? [] : [{ what: 'shadowed', data: { names: names.join(', ') } }]),
    ...(details.lines.length === 0 ? [] : [{ what: 'details', data: { text: details.delimiter } }]),
  ];
  return [{ path: `${home}/users/assign`, kind: 'assign', text, owner: 'root', mode: 0o644, from: [], remarks }];
}

function onePerPath(files: readonly PlannedFile[]): PlannedFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** Findings of one kind, and what they share: it is shown once. */
import type { AuditOutcome, Finding, PreventedText } from '../../audit/outcome.ts';
import type { FindingClass } from '../../checks/check.ts';
import { distinct } from '../varies.ts';

export interface Kind {
  readonly findings: readonly [Finding, ...Finding[]];
  /** How many there are, listed or not. */
  readonly count: number;
  /** What all of them have; null where they differ. */
  readonly prevents: readonly PreventedText[] | null;
  readonly remedy: string | null;
  readonly command: string | null;
}

/** What it is called here: what is silent about its cause and has a line in the log all the same is not in no log. */
export function classOf({ class: named, prevents }: Finding): FindingClass {
  const isLogged = prevents.some(({ where, text }) => where === 'log' && text !== null);
  return named === 'silent' && isLogged ? 'breaks' : named;
}

/** In the order of the findings. By rule: there are as many kinds as rules at most, however much was found. */
export function kindsOf({ findings, folded }: Pick<AuditOutcome, 'findings' | 'folded'>): Kind[] {
  const counts = new Map(folded.map(({ fold, count, listed }) => [fold, count - listed]));
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${classOf(finding)} ${finding.rule}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map((group) => ({
    findings: group,
    count: group.length + unlisted(group, counts),
    prevents: shared(group, ({ prevents }) => JSON.stringify(prevents.map(seen))) ? distinct(group[0].prevents) : null,
    remedy: shared(group, ({ remedy }) => remedy.text) ? group[0].remedy.text : null,
    command: shared(group, ({ remedy }) => remedy.command) ? group[0].remedy.command : null,
  }));
}

function unlisted(group: readonly Finding[], counts: ReadonlyMap<string, number>): number {
  return [...new Set(group.map(({ fold }) => fold))].reduce((sum, fold) => sum + (counts.get(fold) ?? 0), 0);
}

function shared(group: readonly Finding[], of: (finding: Finding) => string | null): boolean {
  const first = group[0] === undefined ? null : of(group[0]);
  return group.every((finding) => of(finding) === first);
}

function seen({ where, status, text, meaning }: PreventedText): string {
  return `${where} ${status} ${text ?? meaning}`;
}

import type { Finding } from '../audit/outcome.ts';

/** Findings of one kind stand together, in the order of the first of each. */
export function groupsOf(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.fold);
    if (group === undefined) groups.set(finding.fold, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

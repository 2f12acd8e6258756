/** Two installations, part by part. What is alike but for its subject is told once. */
import type { Target } from '../../checks/check.ts';
import { textOf } from '../../host/bytes.ts';
import type { Unseen } from '../address-list.ts';
import { compareAccounts } from './accounts.ts';
import { compareAddresses } from './addresses.ts';
import { compareAssign } from './assign.ts';
import { compareControls } from './controls.ts';
import { type Comparison, type Difference, type DifferenceFound, type Pair, sideOf } from './difference.ts';
import { compareInstallations } from './installation.ts';
import { compareOwners } from './owners.ts';
import { compareQueues } from './queue.ts';
import { compareRules } from './rules.ts';

export interface SideFacts {
  readonly home: string;
  readonly host: string | null;
  readonly variant: string;
}

export interface ComparisonOutcome {
  readonly old: SideFacts;
  readonly new: SideFacts;
  readonly differences: readonly DifferenceFound[];
  readonly skipped: readonly (Unseen & { readonly count: number })[];
  readonly summary: {
    readonly error: number;
    readonly warning: number;
    readonly info: number;
    /** How many addresses were resolved on both sides. */
    readonly addresses: number;
  };
}

/** How many further subjects of one kind are kept. */
const LISTED = 20;

const PARTS: readonly ((pair: Pair) => Comparison)[] = [
  compareInstallations,
  compareControls,
  compareRules,
  compareAssign,
  compareAccounts,
  compareOwners,
  compareQueues,
];

/** `all`: every subject is kept. */
export async function compare(
  old: Target,
  now: Target,
  options: { all: boolean; progress?: (done: number) => void },
): Promise<ComparisonOutcome> {
  const pair: Pair = { old: sideOf(old), new: sideOf(now) };
  const found = new Map<string, DifferenceFound & { count: number; also: string[] }>();
  const skipped = new Map<string, Unseen & { count: number }>();
  const most = options.all ? Number.POSITIVE_INFINITY : LISTED;
  let addresses = 0;
  const resolved = () => {
    addresses += 1;
    options.progress?.(addresses);
  };
  for (const part of [(both: Pair) => compareAddresses(both, resolved), ...PARTS])
    for await (const each of part(pair)) {
      if ('reason' in each) tally(skipped, each.reason, each);
      else keep(found, each, most);
    }
  const differences = inOrder([...found.values()]);
  const count = (severity: Difference['severity']) =>
    differences.filter((each) => each.severity === severity).reduce((sum, each) => sum + each.count, 0);
  return {
    old: factsOf(old),
    new: factsOf(now),
    differences,
    skipped: [...skipped.values()],
    summary: { error: count('error'), warning: count('warning'), info: count('info'), addresses },
  };
}

function keep(
  found: Map<string, DifferenceFound & { count: number; also: string[] }>,
  each: Difference,
  most: number,
): void {
  const key = `${each.kind} ${each.severity} ${each.fold ?? each.subject}`;
  const known = found.get(key);
  if (known === undefined) found.set(key, { ...each, count: 1, also: [] });
  else {
    known.count += 1;
    if (known.also.length < most) known.also.push(each.subject);
  }
}

function tally(skipped: Map<string, Unseen & { count: number }>, reason: string, each: Unseen): void {
  const known = skipped.get(reason);
  if (known === undefined) skipped.set(reason, { ...each, count: 1 });
  else known.count += 1;
}

const SEVERITIES: readonly Difference['severity'][] = ['error', 'warning', 'info'];

/** Worst first, else as they were found. */
function inOrder(found: readonly DifferenceFound[]): DifferenceFound[] {
  return found.toSorted((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
}

function factsOf({ host, installation }: Target): SideFacts {
  return { home: textOf(installation.home), host: host.hostname, variant: installation.variant.name };
}

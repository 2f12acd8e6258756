/** What tcpserver is told of its clients, by the rules that are in force. */

import { rulesInUse } from '../../checks/tcprules-file.ts';
import { inForce, type RulesRecord, relays } from '../../checks/tcprules-records.ts';
import { textOf } from '../../host/bytes.ts';
import type { Unseen } from '../address-list.ts';
import { attempt, type Difference, type Pair, type Side } from './difference.ts';
import { sameText } from './same-text.ts';

export function* compareRules(pair: Pair): Generator<Difference | Unseen> {
  const unseen: Unseen[] = [];
  yield* attempt(() => files(pair, unseen));
  yield* unseen;
}

interface Rules {
  readonly path: string;
  readonly records: ReadonlyMap<string, RulesRecord>;
}

function* files(pair: Pair, unseen: Unseen[]): Generator<Difference> {
  const [before, after] = [rulesOf(pair.old, unseen), rulesOf(pair.new, unseen)];
  for (const rules of before) {
    const other = after.find(({ path }) => path === rules.path) ?? (before.length === 1 ? after[0] : undefined);
    if (other === undefined)
      yield {
        kind: 'rules-missing',
        severity: 'error',
        subject: textOf(rules.path),
        old: listed([...rules.records.values()]),
        new: null,
      };
    else yield* compared(rules, other);
  }
}

function rulesOf(side: Side, unseen: Unseen[]): Rules[] {
  return rulesInUse(side.target).flatMap((file) => {
    const path = file.cdb ?? file.source ?? '';
    return [...inForce(side.target, file)].flatMap((each): Rules[] => {
      if ('skip' in each) {
        if (each.skip === 'could-not') unseen.push({ path: textOf(each.path ?? path), reason: textOf(each.reason) });
        return [];
      }
      return [{ path, records: new Map(each.records.map((record) => [record.key, record])) }];
    });
  });
}

function* compared(before: Rules, after: Rules): Generator<Difference> {
  const gone = without(before, after);
  const added = without(after, before);
  if (gone.length + added.length === 0) return;
  const opens = added.some((record) => relays(record)) || gone.some(({ deny }) => deny);
  const closes = gone.some((record) => relays(record)) || added.some(({ deny }) => deny);
  yield {
    kind: 'rules-list',
    severity: opens || closes ? 'error' : 'warning',
    subject: textOf(after.path),
    old: gone.length === 0 ? null : listed(gone),
    new: added.length === 0 ? null : listed(added),
  };
}

function without(some: Rules, other: Rules): RulesRecord[] {
  return [...some.records.values()].filter((record) => {
    const found = other.records.get(record.key);
    return found === undefined || !sameText(written(record), written(found));
  });
}

const SHOWN = 10;

function listed(records: readonly RulesRecord[]): string {
  const more = records.length - SHOWN;
  return `${records.slice(0, SHOWN).map(written).map(textOf).join('; ')}${more > 0 ? `; ... (+${more})` : ''}`;
}

/** As tcprules reads it; the order of the variables does not matter. */
function written({ key, deny, env }: RulesRecord): string {
  const sets = env.map(({ name, value }) => `,${name}="${value}"`).sort();
  return `${key}:${deny ? 'deny' : 'allow'}${sets.join('')}`;
}

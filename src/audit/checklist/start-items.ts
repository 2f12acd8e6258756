/** Items about how qmail is started on the new machine: by what, and with which default delivery. */
import type { Target } from '../../checks/check.ts';
import { DEFAULT_HOME } from '../target.ts';
import { startsAtBoot } from './boot.ts';
import type { ItemParts, MakeItem } from './item.ts';
import type { OldSide } from './old-side.ts';
import type { Item, ItemState } from './types.ts';

/** `there`: null where no qmail is there. Never throws. */
export function startItems(old: OldSide, there: Target | null, item: MakeItem): Item[] {
  return [...delivery(old, there), sender(there), smtp(there)].map(item);
}

function sender(there: Target | null): ItemParts {
  const all = there?.services.send ?? [];
  const found = all.find(({ starters }) => atBoot(there, starters)) ?? all[0];
  const data = { home: there?.installation.home ?? DEFAULT_HOME };
  return startParts('start-send', found, found?.starters ?? [], there, data);
}

function smtp(there: Target | null): ItemParts {
  // What speaks QMTP or QMQP takes no mail by SMTP; a server that is not known here may.
  const all = there?.services.smtp.filter(({ program }) => !/^qmail-qm[tq]pd$/.test(program)) ?? [];
  const found = all.find(({ file }) => atBoot(there, [file])) ?? all[0];
  return startParts('start-smtp', found, found === undefined ? [] : [found.file], there, {});
}

function atBoot(there: Target | null, starters: readonly string[]): boolean {
  return there !== null && startsAtBoot(there.host, starters);
}

function startParts(
  what: string,
  found: { readonly file: string } | undefined,
  starters: readonly string[],
  there: Target | null,
  data: Readonly<Record<string, string>>,
): ItemParts {
  const id = `machine:${what}`;
  if (found === undefined) return { id, group: 'machine', what, data, state: startState(there) };
  if (atBoot(there, starters)) return { id, group: 'machine', what, data, state: 'done', file: found.file };
  const by = { ...data, path: found.file };
  return { id, group: 'machine', what: `${what}-boot`, data: by, state: 'by-hand', file: found.file };
}

/** By hand where nothing is found: there are more ways to start a program than are looked for. */
function startState(there: Target | null): ItemState {
  const unknown = there?.services.unchecked.some(({ kind, about }) => kind === 'could-not' && about === undefined);
  return unknown === true ? 'could-not' : 'by-hand';
}

/** None where the old system has no word for it that qmail has too. */
function delivery({ system, defaultDelivery }: OldSide, there: Target | null): ItemParts[] {
  if (defaultDelivery === null && system !== 'qmail') return [];
  const found = there?.installation.defaultDelivery;
  const now = found === undefined || found.how === 'assumed' ? null : found.text;
  const state = defaultDelivery === null ? 'could-not' : deliveryState(defaultDelivery, now, there);
  const what = state === 'different' ? 'default-delivery-differs' : 'default-delivery';
  return [
    {
      id: 'machine:default-delivery',
      group: 'machine',
      what: defaultDelivery === null ? 'default-delivery-unknown' : what,
      data: { wanted: inALine(defaultDelivery ?? ''), now: inALine(now ?? '') },
      state,
      ...(now === null || !found?.file ? {} : { file: found.file }),
    },
  ];
}

function deliveryState(wanted: string, now: string | null, there: Target | null): ItemState {
  if (now !== null) return inALine(now) === inALine(wanted) ? 'done' : 'different';
  return isUnknown(there) ? 'could-not' : 'by-hand';
}

/** Whether something that may start it could not be read. */
function isUnknown(there: Target | null): boolean {
  return (there?.services.unchecked ?? []).some(({ kind, about }) => kind === 'could-not' && about !== 'rules');
}

/** A newline at its end says nothing. */
function inALine(delivery: string): string {
  return delivery.replace(/\n$/, '').replaceAll('\n', ' \\n ');
}

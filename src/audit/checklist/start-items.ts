/** Items about how qmail is started on the new machine: the default delivery. */
import type { Target } from '../../checks/check.ts';
import type { ItemParts, MakeItem } from './item.ts';
import type { OldSide } from './old-side.ts';
import type { Item, ItemState } from './types.ts';

/** `there`: null where no qmail is there. None where the old system has no word for it that qmail has too. Never throws. */
export function startItems(old: OldSide, there: Target | null, item: MakeItem): Item[] {
  return delivery(old, there).map(item);
}

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

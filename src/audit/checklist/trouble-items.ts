/** Items for what could not be read of the old system, and for what qmail has in another way. */
import type { Feature, Place, Trouble } from '../../migrate/old-mail.ts';
import type { MakeItem } from './item.ts';
import type { Item } from './types.ts';

/** Each once, since several parameters may name one file. */
export function troubleItems(troubles: readonly Trouble[], item: MakeItem): Item[] {
  const all = troubles.map(({ kind, what, at, data }) =>
    item({
      id: ['old', what, data['table'] === undefined ? placeText(at) : at.file, data['name'] ?? data['table']]
        .filter((each) => each !== undefined)
        .join(':'),
      group: 'old-system',
      what,
      data: { place: placeText(at), file: at.file, ...data },
      state: kind,
      from: [at],
    }),
  );
  return [...new Map(all.map((each) => [each.id, each])).values()];
}

export function featureItems(features: readonly Feature[], item: MakeItem): Item[] {
  const all = features.map(({ what, at, data, same }) =>
    item({
      id: `feature:${what}${data['name'] === undefined ? '' : `:${data['name']}`}`,
      group: 'old-system',
      what: `feature-${what}`,
      data,
      state: same ? 'done' : 'by-hand',
      from: at === null ? [] : [at],
    }),
  );
  return [...new Map(all.map((each) => [each.id, each])).values()];
}

export function placeText({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}

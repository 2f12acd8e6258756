/** For whom the queue waits, put together by where the recipient goes. */

import type { Entry } from './queue.ts';
import { parseInfo, parseList } from './queue-records.ts';
import { CHANNELS, type Channel } from './queue-schedule.ts';

export interface Wait {
  readonly channel: Channel;
  /** As stored; of a remote domain the first. */
  readonly address: string;
  /** Of the first message. */
  readonly sender: string;
  /** The numbers of the messages. */
  readonly ids: readonly string[];
  /** The first birth, seconds since 1970. */
  readonly born: number | null;
}

/** By local address, and by remote domain (`waitKey`). */
export type Waits = Map<string, Wait & { ids: string[]; born: number | null }>;

/** What is the same for all of a channel that wait for it: a local address, the domain of a remote one. */
export function waitPlace(channel: Channel, address: string): string {
  return channel === 'local' ? address : address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

export function waitKey(channel: Channel, address: string): string {
  return `${channel} ${waitPlace(channel, address)}`;
}

export function addWaits(waits: Waits, { id, info, todo, local, remote }: Entry): void {
  if (info === null || todo !== null) return;
  const lists = { local, remote };
  for (const channel of CHANNELS) {
    const text = lists[channel]?.text ?? '';
    for (const { address, done } of parseList(text).recipients) {
      if (done) continue;
      const key = waitKey(channel, address);
      const born = info.stat.mtime ?? null;
      const known = waits.get(key);
      if (known === undefined)
        waits.set(key, { channel, address, sender: parseInfo(info.text ?? '').sender, ids: [id], born });
      else {
        if (known.ids.at(-1) !== id) known.ids.push(id);
        known.born = known.born === null || born === null ? (known.born ?? born) : Math.min(known.born, born);
      }
    }
  }
}

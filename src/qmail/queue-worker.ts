/** A worker thread: reads the numbers that it is given and answers with what they have. */
import { parentPort, workerData } from 'node:worker_threads';
import { accountsFrom } from '../host/accounts.ts';
import { machineHost } from '../host/machine.ts';
import { noDns } from '../host/no-dns.ts';
import { transferable } from '../host/threads.ts';
import { openQueue, readEntry } from './queue.ts';
import { packed, type Wanted, wishesOf } from './queue-parcel.ts';
import type { QueueThreadStart } from './queue-read.ts';

const { source, installation } = workerData as QueueThreadStart;
const host = machineHost({ ...source, accounts: accountsFrom([], []), dns: noDns, addresses: [] });
const queue = openQueue({ ...installation, host });

parentPort?.on('message', (wanted: Wanted | null) => {
  if (wanted === null) return parentPort?.close();
  const parcel = packed(wishesOf(wanted), ({ id, listed }) => readEntry(queue, id, [], listed));
  parentPort?.postMessage(parcel, transferable(parcel));
});

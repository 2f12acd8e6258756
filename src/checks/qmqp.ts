/** Whether mail leaves this machine through qmail-qmqpc, and by which servers. */
import { ROOT, walk } from '../host/access.ts';
import { type Entry, readList } from '../qmail/control.ts';
import type { Skipped, Target } from './check.ts';

/** bin/qmail-queue is a link to qmail-qmqpc: there is no queue, and neither qmail-send nor what that runs. Throws CouldNotCheck. */
export function isMiniQmail({ installation: { host, home } }: Target): boolean {
  const queue = walk(host, ROOT, `${home}/bin/qmail-queue`, { follow: false });
  return queue.ok && queue.stat.type === 'symlink' && isQmqpc(host.readlink(queue.path));
}

export const MINI_QMAIL: Skipped = {
  skip: 'not-applicable',
  reason: 'all mail leaves through qmail-qmqpc: there is no queue',
};

/** A mini-qmail, or a service names qmail-qmqpc in QMAILQUEUE. */
export function queuesByQmqp(target: Target): boolean {
  if (isMiniQmail(target)) return true;
  const { smtp, send } = target.services;
  return [...smtp, ...send].some(({ env }) =>
    env.some(({ name, value }) => name === 'QMAILQUEUE' && isQmqpc(value ?? '')),
  );
}

function isQmqpc(program: string): boolean {
  return /(^|\/)qmail-qmqpc$/.test(program);
}

/** The entries that qmail-qmqpc tries, and those that it passes over (qmail-qmqpc.c:96): an IPv4 address must come first. */
export function qmqpServers(text: string): { readonly tried: readonly Entry[]; readonly skipped: readonly Entry[] } {
  const entries = readList(text);
  const isAddress = (entry: Entry) => /^\d+\.\d+\.\d+\.\d+/.test(entry.text);
  return { tried: entries.filter(isAddress), skipped: entries.filter((entry) => !isAddress(entry)) };
}

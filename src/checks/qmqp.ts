/** Whether mail leaves this machine through qmail-qmqpc, and by which servers. */
import { ROOT, walk } from '../host/access.ts';
import { type Entry, readList } from '../qmail/control.ts';
import type { Target } from './check.ts';

/** A mini-qmail: bin/qmail-queue is a link to qmail-qmqpc, or a service names that in QMAILQUEUE. */
export function queuesByQmqp(target: Target): boolean {
  const { host, home } = target.installation;
  const queue = walk(host, ROOT, `${home}/bin/qmail-queue`, { follow: false });
  if (queue.ok && queue.stat.type === 'symlink' && isQmqpc(host.readlink(queue.path))) return true;
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

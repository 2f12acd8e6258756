/** When qmail-send tries a recipient, and when it gives up (qmail-send.c:1026-1081). All times are seconds since 1970. */

export type Channel = 'local' | 'remote';
export const CHANNELS: readonly Channel[] = ['local', 'remote'];

/** chanskip (qmail-send.c:70). */
const SKIP: Readonly<Record<Channel, number>> = { local: 10, remote: 20 };

/** What the queue tells of a channel's next attempt. */
export interface Schedule {
  readonly channel: Channel;
  /** The birth of the message. */
  readonly born: number;
  /**
   * The time of its list of recipients: the next attempt, where it lies ahead (qmail-send.c:415, 461); else when the list was made or a
   * recipient was marked as done, so that an attempt began no later.
   */
  readonly touched: number;
}

/** The attempt after one that begins at `at` (qmail-send.c:1043). */
export function retryAfter({ channel, born }: Pick<Schedule, 'channel' | 'born'>, at: number): number {
  return born + (root(at - born) + SKIP[channel]) ** 2;
}

/** The first attempt after `now`. One that qmail-send could not make in time moves the others only where it was very late. */
export function attemptAfter(schedule: Schedule, now: number): number {
  const { channel, born, touched } = schedule;
  if (touched > now) return touched;
  const start = root(touched - born);
  const steps = Math.floor((root(now - born) - start) / SKIP[channel]) + 1;
  return born + (start + Math.max(steps, 1) * SKIP[channel]) ** 2;
}

/** The first attempt that begins after `expires`, where the next one begins at `next`: what fails then is not tried again. */
export function lastAttempt(schedule: Schedule, next: number, expires: number): number {
  return next > expires ? next : attemptAfter({ ...schedule, touched: next }, expires);
}

/** How long after its end of life a message may still wait for the attempt that is its last: the longest pause between two. */
export function longestPause(lifetime: number): number {
  const skip = SKIP.remote;
  return 2 * skip * root(lifetime) + skip * skip;
}

function root(seconds: number): number {
  return seconds <= 0 ? 0 : Math.floor(Math.sqrt(seconds));
}

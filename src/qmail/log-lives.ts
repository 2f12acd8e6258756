/** The life of single messages in a log: from `new msg` to `end msg`, since numbers are given again. */
import type { LogEvent } from './log-events.ts';

export interface Life {
  readonly message: number;
  readonly events: LogEvent[];
}

export interface Lives {
  observe(event: LogEvent): void;
  /** Those that were asked for, in the order in which they ended; then those that have not. */
  all(): Life[];
  /** How many more there were than are kept. */
  more(): number;
}

/** Lives that are kept; messages under way; lines of one. */
const KEPT = 1000;
const OPEN = 50_000;
const EVENTS = 1000;

/** `message`: a number; `recipients`: addresses, capitals do not matter. Both: either. */
export function lifeTable(wanted: { message?: number | undefined; recipients: readonly string[] }): Lives {
  const recipients = new Set(wanted.recipients.map((each) => each.toLowerCase()));
  const open = new Map<number, Life & { chosen: boolean }>();
  const done: Life[] = [];
  let lost = 0;
  const close = (life: Life & { chosen: boolean }) => {
    open.delete(life.message);
    if (!life.chosen) return;
    if (done.length < KEPT) done.push(life);
    else lost += 1;
  };
  const begin = (message: number) => {
    const made = { message, events: [], chosen: message === wanted.message };
    open.set(message, made);
    const [oldest] = open.size > OPEN ? open.values() : [];
    if (oldest !== undefined) close(oldest);
    return made;
  };
  return {
    observe: (event) => {
      const { message, kind } = event;
      if (message === null) return;
      const before = open.get(message);
      // A number comes again when its file is gone; or preprocessing failed and is tried again, with nothing between.
      if (kind === 'new' && before !== undefined && before.events.some((each) => each.kind === 'start')) close(before);
      const life = open.get(message) ?? begin(message);
      if (life.events.length < EVENTS) life.events.push(event);
      if (event.recipient !== null && recipients.has(event.recipient.toLowerCase())) life.chosen = true;
      if (kind === 'end') close(life);
    },
    all: () => [...done, ...[...open.values()].filter(({ chosen }) => chosen)].slice(0, KEPT),
    more: () => lost,
  };
}

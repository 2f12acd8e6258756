/** What is counted of a log, and which of its lines count. */
/** What was counted; times are seconds since 1970, NaN where no line has one. */
export interface LogCounts {
  lines: number;
  /** Lines that are none of qmail's. */
  others: number;
  /** Lines outside the time that was asked for. */
  outside: number;
  /** Lines of qmail-send without a time, which a time that was asked for cannot choose from. */
  undated: number;
  from: number;
  to: number;
  messages: number;
  ended: number;
  success: number;
  failure: number;
  deferral: number;
  mangled: number;
  bounces: number;
  doubleBounces: number;
  tripleBounces: number;
  /** `status: exiting`. */
  exits: number;
  /** How often the numbers of deliveries began again. */
  restarts: number;
}

/** Seconds since 1970: only lines from then on are counted, and until then. */
export interface Period {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Whether a line counts; the period that was seen grows with each that does. */
export function chooser({ since, until }: Period, counts: LogCounts): (time: number) => boolean {
  const from = since ?? Number.NEGATIVE_INFINITY;
  const to = until ?? Number.POSITIVE_INFINITY;
  const chosen = since !== undefined || until !== undefined;
  return (time) => {
    if (Number.isNaN(time)) {
      if (chosen) counts.undated += 1;
      return !chosen;
    }
    if (time < from || time > to) {
      counts.outside += 1;
      return false;
    }
    if (!(time >= counts.from)) counts.from = time;
    if (!(time <= counts.to)) counts.to = time;
    return true;
  };
}

export function noCounts(): LogCounts {
  return {
    lines: 0,
    others: 0,
    outside: 0,
    undated: 0,
    from: Number.NaN,
    to: Number.NaN,
    messages: 0,
    ended: 0,
    success: 0,
    failure: 0,
    deferral: 0,
    mangled: 0,
    bounces: 0,
    doubleBounces: 0,
    tripleBounces: 0,
    exits: 0,
    restarts: 0,
  };
}

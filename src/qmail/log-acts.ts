/** What is done with each line of a log: counted, put to its report or delivery, and told to who asks. */
import type { LogCounts } from './log-counts.ts';
import type { Deliveries, Delivery } from './log-deliveries.ts';
import type { LogEvent } from './log-events.ts';
import type { Line } from './log-line.ts';
import type { Notices } from './log-notices.ts';
import { copied, type Reports } from './log-reports.ts';
import type { ServerLines } from './log-servers.ts';
import type { Stamp } from './log-stamp.ts';

/** Takes the words `text[at, end)` of a line of qmail-send; `bytes` are the same. */
export type Act = (bytes: Uint8Array, text: string, at: number, end: number) => void;

/** What the acts share; `line` and `stamp` are those of the line at hand. */
export interface Desk {
  readonly counts: LogCounts;
  readonly reports: Reports;
  readonly notices: Notices;
  readonly servers: ServerLines;
  readonly open: Deliveries;
  readonly line: Line;
  readonly stamp: Stamp;
  /** Whether a line of that time counts. */
  wanted(time: number): boolean;
  readonly observe: ((event: LogEvent) => void) | undefined;
  /** Takes what stands behind NULs: `text[nul]` is the first of them. */
  afterNuls(bytes: Uint8Array, text: string, nul: number, end: number): void;
}

export function lineActs(desk: Desk): Record<Line['kind'], Act> {
  const { counts, stamp } = desk;
  const { deliver, start, mangled } = deliveryActs(desk);
  const noticed = noticeAct(desk);
  return {
    new: countAct(desk, 'messages', 'new'),
    end: countAct(desk, 'ended', 'end'),
    bounce: countAct(desk, 'bounces', 'bounce'),
    triple: countAct(desk, 'tripleBounces', 'triple'),
    start,
    delivery: deliver,
    mangled,
    info: infoAct(desk),
    status: () => void desk.wanted(stamp.time),
    exit: () => {
      if (desk.wanted(stamp.time)) counts.exits += 1;
    },
    alert: noticed,
    warning: noticed,
    other: otherAct(desk),
  };
}

function tell(
  { observe, stamp, line }: Desk,
  kind: LogEvent['kind'],
  text: string,
  at: number,
  end: number,
  more: Partial<LogEvent> = {},
): void {
  observe?.({
    kind,
    time: stamp.time,
    text: copied(text.slice(at, end)),
    message: line.message,
    recipient: null,
    channel: null,
    report: null,
    notice: null,
    ...more,
  });
}

function countAct(
  desk: Desk,
  key: 'messages' | 'ended' | 'bounces' | 'tripleBounces',
  kind: 'new' | 'end' | 'bounce' | 'triple',
): Act {
  const { counts, stamp } = desk;
  return (_, text, at, end) => {
    if (!desk.wanted(stamp.time)) return;
    counts[key] += 1;
    if (desk.observe) tell(desk, kind, text, at, end);
  };
}

/** A delivery is known by its number also where its lines do not count. */
function deliveryActs(desk: Desk): { deliver: Act; start: Act; mangled: Act } {
  const { counts, reports, open, line, stamp } = desk;
  return {
    start: (bytes, text, at, end) => {
      open.start(line.delivery, line.message, line.channel, bytes, line.from, end);
      if (!desk.wanted(stamp.time) || !desk.observe) return;
      const recipient = copied(text.slice(line.from, end));
      tell(desk, 'start', text, at, end, { channel: line.channel, recipient });
    },
    deliver: (_, text, at, end) => {
      const delivery = open.finish(line.delivery);
      if (!desk.wanted(stamp.time)) return;
      counts[line.status] += 1;
      const report = reports.add(line.status, text, line.from, end, stamp.time, delivery);
      if (desk.observe) tell(desk, 'delivery', text, at, end, { ...whom(delivery), report });
    },
    mangled: (_, text, at, end) => {
      const delivery = open.finish(line.delivery);
      if (!desk.wanted(stamp.time)) return;
      counts.mangled += 1;
      if (desk.observe) tell(desk, 'mangled', text, at, end, whom(delivery));
    },
  };
}

function whom(delivery: Delivery | null): Partial<LogEvent> {
  if (delivery === null) return { message: null };
  return { message: delivery.message, channel: delivery.channel, recipient: delivery.text() };
}

/** The envelope sender of a double bounce is `#@[]` (qmail-send.c:691). */
function infoAct(desk: Desk): Act {
  const { counts, line, stamp } = desk;
  return (_, text, at, end) => {
    if (!desk.wanted(stamp.time)) return;
    if (line.to - line.from === 4 && text.startsWith('#@[]', line.from)) counts.doubleBounces += 1;
    if (desk.observe) tell(desk, 'info', text, at, end);
  };
}

/** Among lines of other programs only what is known is qmail's. */
function noticeAct(desk: Desk): Act {
  const { counts, notices, stamp } = desk;
  return (_, text, at, end) => {
    const said = text.slice(at, end);
    if (stamp.shared && !notices.knows(said)) {
      counts.others += 1;
      return;
    }
    if (!desk.wanted(stamp.time)) return;
    const notice = notices.add(said, stamp.time, true);
    if (desk.observe) tell(desk, 'notice', text, at, end, { message: null, notice });
  };
}

function otherAct(desk: Desk): Act {
  const { counts, servers, stamp } = desk;
  return (bytes, text, at, end) => {
    const nul = text.indexOf('\0', at);
    if (nul >= 0 && nul < end) desk.afterNuls(bytes, text, nul, end);
    else if (!servers.add(text, at, end, stamp.time)) counts.others += 1;
    else desk.wanted(stamp.time);
  };
}

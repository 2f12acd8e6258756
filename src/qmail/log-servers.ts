/** Lines of the programs around qmail-smtpd, counted: tcpserver, rblsmtpd, recordio, and what common patches log. */
import { lineMatcher } from './line-match.ts';
import { type Notice, noticeTable } from './log-notices.ts';

export interface ServerCounts {
  /** `tcpserver: ok` and `deny`: connections taken, and refused by the rules. */
  ok: number;
  deny: number;
  /** `tcpserver: end … status 0`, and with any other status. */
  ended: number;
  endedBadly: number;
  /** rblsmtpd: turned away for now (451), for good (553). */
  blockedTemporarily: number;
  blocked: number;
  /** By patches and wrappers (chkuser, qlogenvelope, spamdyke, simscan, s/qmail): envelopes taken and refused. */
  accepted: number;
  rejected: number;
}

export interface ServerLines {
  readonly counts: ServerCounts;
  /** Takes the line `text[at, end)` where it is one of these programs'; false where it is not. */
  add(text: string, at: number, end: number, time: number): boolean;
  /** Complaints and refusals, each distinct one. */
  notices(): Notice[];
}

const SERVERS = new Set(['tcpserver', 'rblsmtpd', 'recordio', 'qmail-smtpd', 'qmail-smtpd/run', 'softlimit']);
const OTHERS = new Set(['setuidgid', 'supervise', 'svscan', 'multilog', 'qmail-start', 'qmail-pop3d', 'tcprules']);

/** What patches log, by what cannot be mistaken; the first that fits counts. */
const PATCHES: readonly (readonly [RegExp, 'accepted' | 'rejected'])[] = [
  [/^CHKUSER accepted rcpt: /, 'accepted'],
  [/^CHKUSER (?:rejected|mbx overquota)/, 'rejected'],
  [/^qlog(?:envelope|received): result=accepted /, 'accepted'],
  [/^qlog(?:envelope|received): result=rejected /, 'rejected'],
  [/^(?:qmail-smtpd: )?(?:pid \d+ )?Accept::\w+::/, 'accepted'],
  [/^(?:qmail-smtpd: )?(?:pid \d+ )?Reject::\w+::/, 'rejected'],
  [/^(?:spamdyke(?:\[\d+\])?: )?ALLOWED(?:_\w+)? from: /, 'accepted'],
  [/^(?:spamdyke(?:\[\d+\])?: )?(?:DENIED|FILTER|TIMEOUT)(?:_\w+)? (?:from|[a-z]+): /, 'rejected'],
  [/^simscan:\[\d+\]:(?:CLEAN|PASSTHRU|RELAYCLIENT)/, 'accepted'],
  [/^simscan:\[\d+\]:(?:VIRUS|SPAM REJECT|ATTACH)/, 'rejected'],
];

export function serverLines(): ServerLines {
  const counts: ServerCounts = {
    ok: 0,
    deny: 0,
    ended: 0,
    endedBadly: 0,
    blockedTemporarily: 0,
    blocked: 0,
    accepted: 0,
    rejected: 0,
  };
  const notices = noticeTable(lineMatcher((program) => SERVERS.has(program) || OTHERS.has(program)));
  const tcpserver = (line: string, time: number): boolean => {
    if (line.startsWith('ok ', 11)) counts.ok += 1;
    else if (line.startsWith('deny ', 11)) counts.deny += 1;
    else if (line.startsWith('end ', 11)) counts[line.endsWith(' status 0') ? 'ended' : 'endedBadly'] += 1;
    else if (!/^tcpserver: (?:status: \d|pid \d)/.test(line)) return notices.add(line, time, true) !== null;
    return true;
  };
  const rblsmtpd = (line: string, time: number): boolean => {
    const reply = /^rblsmtpd: \S+ pid \d+: (451|553) (.*)/.exec(line);
    if (reply === null) return notices.add(line, time, true) !== null;
    counts[reply[1] === '451' ? 'blockedTemporarily' : 'blocked'] += 1;
    return true;
  };
  const patched = (line: string): boolean => {
    const found = PATCHES.find(([pattern]) => pattern.test(line));
    if (found !== undefined) counts[found[1]] += 1;
    return found !== undefined;
  };
  return {
    counts,
    notices: () => notices.all(),
    add: (text, at, end, time) => {
      const line = text.slice(at, end);
      if (line.startsWith('tcpserver: ')) return tcpserver(line, time);
      if (line.startsWith('rblsmtpd: ')) return rblsmtpd(line, time);
      // recordio: what the server said, with a blank at the end of each line (recordio.c).
      const said = /^\d+ > ([45]\d\d[ -].*?) ?$/.exec(line)?.[1];
      if (said !== undefined) return notices.add(said, time, false) !== null;
      if (/^(?:softlimit|setuidgid|supervise|svscan|multilog|tcprules|fatal): /.test(line))
        return notices.add(line, time, false) !== null;
      return patched(line);
    },
  };
}

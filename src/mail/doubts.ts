/** Whether this qmail would carry a mail of ours: what the findings and the way of the address say. */
import type { AuditOutcome, Finding } from '../audit/outcome.ts';
import type { Traced } from '../audit/traced.ts';
import { arrives } from '../audit/traced.ts';

/** Why mail by this qmail does not arrive. */
export interface Doubt {
  /** The rule that says so; null for the way of an address. */
  readonly rule: string | null;
  /** The finding's sentence, or what the log would say. */
  readonly says: string;
}

/**
 * What keeps every message from being taken or sent on: qmail-inject ends with an error, a program does not start, or qmail-send
 * does not run or gives up.
 */
const STOPPING = /^(INJECT-(QQ-)?\d+|START-Q\d+|SEND-A\d+|SEND-Q18|SEND-Q19|UID-1|GID-1)$/;

/** Rules about one message of the queue: the others pass. */
const ONE_MESSAGE = new Set(['message-inode', 'message-lost', 'message-file', 'bounce-file', 'envelope-unusable']);

/** `ways`: what would become of mail for each of those who are to be told. */
export function doubts({ findings }: AuditOutcome, ways: readonly Traced[]): Doubt[] {
  return [
    ...findings.filter(stops).map(({ rule, message }) => ({ rule, says: message })),
    ...ways.filter((way) => !arrives(way)).map((way) => ({ rule: null, says: `${way.address}: ${endOf(way)}` })),
  ];
}

function stops({ severity, class: kind, prevents, rule, subject }: Finding): boolean {
  if (severity !== 'error' || (kind !== 'breaks' && kind !== 'silent')) return false;
  if (ONE_MESSAGE.has(rule) || subject.user !== undefined) return false;
  return prevents.some(({ id }) => STOPPING.test(id));
}

/** The last thing that is known of a way that does not arrive. */
function endOf({ outcome, then }: Traced): string {
  const further = then.find((each) => !arrives(each));
  if (further !== undefined) return endOf(further);
  return outcome === null ? 'refused' : `${outcome.status}: ${outcome.report ?? ''}`;
}

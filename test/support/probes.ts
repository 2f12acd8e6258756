/** What a real qmail did with the mail and the talks of an installation, and what the program says to the same. */

import { openTarget } from '../../src/audit/target.ts';
import { tracer } from '../../src/audit/trace.ts';
import type { Target } from '../../src/checks/check.ts';
import { bytesOf } from '../../src/host/bytes.ts';
import type { Host } from '../../src/host/host.ts';
import type { Image } from '../../src/host/image.ts';
import { idsOf } from '../../src/qmail/installation.ts';
import { readSmtpControls, smtpTalk } from '../../src/qmail/smtpd.ts';

export interface Delivery {
  readonly channel: string;
  readonly to: string;
  readonly status: string;
  readonly report: string;
}

interface DeliverProbe {
  readonly kind: 'deliver';
  readonly sender: string;
  readonly recipient: string;
  readonly observed: readonly Delivery[];
}

interface SmtpProbe {
  readonly kind: 'smtp';
  readonly sender: string;
  readonly recipient: string;
  readonly relayclient: string | null;
  readonly replies: readonly string[];
}

export interface Installation {
  readonly name: string;
  readonly image: Image;
  readonly probes: readonly (DeliverProbe | SmtpProbe)[];
}

/** A report that configuration cannot tell: what a program printed, what another host answered, whether it took the call. */
const UNTELLABLE = /^(127\.0\.0\.9_accepted_message|Sorry,_I_wasn't_able_to_establish|out\/$|Aack,_child_crashed)/;

export interface Verdicts {
  readonly wrong: unknown[];
  told: number;
}

export function targetOf(host: Host, image: Image): Target {
  return openTarget(host, { defaultDelivery: bytesOf(image.defaultDelivery ?? '') });
}

/** Compares every first report and every reply with the record. */
export async function judge({ name, image, probes }: Installation, host: Host, into: Verdicts): Promise<void> {
  const target = targetOf(host, image);
  for (const probe of probes) {
    const [said, want] = probe.kind === 'smtp' ? talk(target, probe) : await delivery(target, probe);
    if (JSON.stringify(said) === JSON.stringify(want)) into.told += 1;
    else if (!isUntellable(said, want)) into.wrong.push({ case: name, recipient: probe.recipient, said, want });
  }
}

function isUntellable(said: unknown, want: unknown): boolean {
  const [one, other] = [said, want] as [Delivery, Delivery];
  return (
    one.status === 'unknown' && one.channel === other.channel && one.to === other.to && UNTELLABLE.test(other.report)
  );
}

async function delivery(target: Target, { sender, recipient, observed }: DeliverProbe): Promise<[Delivery, Delivery]> {
  const first = observed[0] as Delivery;
  const trace = await tracer(target, { sender: bytesOf(sender), smtp: null });
  const { channel, to, outcome } = await trace(bytesOf(recipient));
  return [
    { channel: channel ?? '', to: to ?? '', status: outcome?.status ?? '', report: outcome?.report ?? '' },
    { channel: first.channel, to: first.to, status: first.status, report: first.report.replace(/qp_\d+/, 'qp_0') },
  ];
}

/** The server's side of HELO, MAIL, RCPT, QUIT. */
function talk({ installation, host }: Target, probe: SmtpProbe): [string[], string[]] {
  const controls = readSmtpControls(installation, idsOf(installation, 'qmaild')!);
  const mail = { sender: bytesOf(probe.sender), recipient: bytesOf(probe.recipient), relayclient: probe.relayclient };
  const { replies } = smtpTalk(controls, host.addresses, mail);
  const quit = replies.at(-1)?.startsWith('421') ? [] : [`221 ${controls?.greeting}`];
  return [[...replies, ...quit], probe.replies.map(bytesOf)];
}

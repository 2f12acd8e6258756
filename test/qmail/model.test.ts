/** The model against what a real qmail did: every delivery of the recorded installations, byte for byte. */
import { expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import { bytesOf } from '../../src/host/bytes.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import { openControl } from '../../src/qmail/control.ts';
import { localHop } from '../../src/qmail/hop.ts';
import { type Installation, idsOf } from '../../src/qmail/installation.ts';
import { readUsersCdb } from '../../src/qmail/lspawn.ts';
import { reportOf } from '../../src/qmail/message.ts';
import { readRemoteControls, remote } from '../../src/qmail/remote.ts';
import { readSendControls, route, type SendControls } from '../../src/qmail/send.ts';
import { logsafe, type Outcome } from '../../src/qmail/trace.ts';
import { readCases } from '../support/cases.ts';

interface Delivery {
  readonly channel: string;
  readonly to: string;
  readonly status: string;
  readonly report: string;
}

interface Case {
  readonly name: string;
  readonly image: Image;
  readonly probes: readonly { kind: string; sender: string; recipient: string; observed?: readonly Delivery[] }[];
}

/** A report that configuration cannot tell: what a program printed, what another host answered, whether it took the call. */
const UNTELLABLE = /^(127\.0\.0\.9_accepted_message|Sorry,_I_wasn't_able_to_establish|out\/$|Aack,_child_crashed)/;

test.each(['installations', 'installations-netqmail'])('%s: each delivery is predicted', async (name) => {
  const wrong: unknown[] = [];
  let told = 0;
  for (const each of readCases<Case>(name)) {
    const { installation } = openTarget(imageHost(each.image), {
      defaultDelivery: bytesOf(each.image.defaultDelivery ?? ''),
    });
    for (const { kind, sender, recipient, observed } of each.probes) {
      const first = observed?.[0];
      if (kind !== 'deliver' || first === undefined) continue;
      const predicted = await predict(installation, bytesOf(recipient), bytesOf(sender));
      const want = {
        channel: first.channel,
        to: bytesOf(first.to),
        status: first.status,
        report: first.report.replace(/qp_\d+/, 'qp_0'),
      };
      if (predicted.status === 'unknown' && UNTELLABLE.test(first.report) && predicted.to === want.to) continue;
      if (JSON.stringify(predicted) === JSON.stringify(want)) told += 1;
      else wrong.push({ case: each.name, recipient, predicted, want });
    }
  }
  expect(wrong).toEqual([]);
  expect(told).toBeGreaterThan(0);
});

async function predict(installation: Installation, recipient: string, sender: string): Promise<Delivery> {
  const controls = readSendControls(installation, idsOf(installation, 'qmails')!) as SendControls;
  const { channel, to } = route(controls, recipient);
  const at = to.lastIndexOf('@');
  const outcome = await (channel === 'local'
    ? localHop(installation, readUsersCdb(installation), { local: to.slice(0, at), host: to.slice(at + 1), sender })
        .outcome
    : remoteOutcome(installation, to.slice(at + 1)));
  return { channel, to: logsafe(to), status: outcome.status, report: reportOf(outcome) ?? '' };
}

async function remoteOutcome({ host, home, variant, ...rest }: Installation, domain: string): Promise<Outcome> {
  const qmailr = idsOf({ host, home, variant, ...rest }, 'qmailr')!;
  const controls = readRemoteControls((name) => openControl(host, qmailr, home, `control/${name}`));
  return (await remote(host.dns, host.addresses, controls!, domain, variant.name !== 'notqmail')).outcome;
}

import { ROOT } from '../../host/access.ts';
import { accepts, readRcpthosts } from '../../qmail/rcpthosts.ts';
import { readRemoteControls, remote } from '../../qmail/remote.ts';
import type { Check } from '../check.ts';
import { isOurs, NOT_ASKED, noAnswer, writtenCandidates } from '../dns-names.ts';

/** A name that SMTP takes mail for, which is neither ours nor anybody's: the mail is taken and then bounces (qmail-remote.c:366). */
export const check: Check = async function* (target) {
  const { host, installation } = target;
  const controls = target.send();
  const routes = readRemoteControls((name) => target.control(name));
  if ('refused' in controls || routes === null) return;
  const rcpthosts = readRcpthosts(installation, ROOT);
  const { found, skipped } = writtenCandidates(target);
  yield* skipped;
  for (const each of found) {
    if (isOurs(controls, each.name)) continue;
    const acceptance = accepts(rcpthosts, `postmaster@${each.name}`);
    if (acceptance === 'trouble' || acceptance.by === null) continue;
    const { outcome, relays } = await remote(
      host.dns,
      host.addresses,
      routes,
      each.name,
      installation.variant.name !== 'notqmail',
    );
    if (outcome.message === 'REMOTE-5' || outcome.message === 'REMOTE-6') yield noAnswer(each.name);
    if (outcome.message === null && relays.length === 0) yield NOT_ASKED;
    if (outcome.message !== 'REMOTE-11' && outcome.message !== 'REMOTE-12') continue;
    yield {
      message: target.control('locals').state === 'absent' ? 'locals-missing' : 'default',
      data: { domain: each.name, from: each.from },
      subject: each.subject,
      prevents: [{ id: outcome.message, data: outcome.data }],
    };
  }
};

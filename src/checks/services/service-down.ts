import { basename, dirname, isWithin, ROOT, walk } from '../../host/access.ts';
import type { Check, Report, Target } from '../check.ts';
import { textOf } from '../exposure.ts';
import { portNumber, runningSend, runningServers } from '../processes.ts';
import { type Entry, isOfQmail, scannedEntries } from '../service-directories.ts';
import { isStarted, startedAtBoot } from '../starters.ts';
import { tried } from '../tried.ts';

/**
 * A file `down` keeps a supervisor from starting a service. Mostly somebody wants it so: only where nothing else does what the service
 * is there for, and nothing at boot brings it up, is it more than a remark.
 */
export const check: Check = function* (target) {
  for (const entry of scannedEntries(target)) {
    if (!isOfQmail(target, entry)) continue;
    const found = tried(() => downReport(target, entry));
    if (found !== null) yield found;
  }
  const idle = tried(() => idleReport(target));
  if (idle !== null) yield idle;
};

/** qmail-send has its script or unit, and neither it nor any other is linked from where services are started, as others are. */
function idleReport(target: Target): Report | null {
  const starters = target.services.send.flatMap((service) => service.starters);
  if (starters.some((path) => isStarted(target, path))) return null;
  const kinds = new Map(target.services.files.map(({ path, kind }) => [path, kind]));
  const run = starters.find((path) => kinds.get(path) === 'run' && isIdleRun(target, path));
  const unit = starters.find((path) => kinds.get(path) === 'systemd' && isIdleUnit(target, path));
  const path = run ?? unit;
  if (path === undefined) return null;
  const data = { path, dir: dirname(path), unit: basename(path) };
  return {
    message: run === undefined ? 'disabled' : 'unlinked',
    data,
    subject: { path },
    prevents: [{ id: 'SERVICE-Q2' }],
  };
}

/** Whether a script lies where qmail keeps its services, of which others are linked. */
function isIdleRun(target: Target, path: string): boolean {
  const entries = scannedEntries(target);
  const isOwn =
    isWithin(path, `${target.installation.home}/supervise`) || isWithin(path, `${target.installation.home}/service`);
  const isLinked = entries.some(({ found }) => found.ok && isWithin(path, found.path));
  const ours = entries.filter((entry) => isOfQmail(target, entry));
  // A link that leads nowhere is told as such.
  return isOwn && !isLinked && ours.length > 0 && ours.every(({ found }) => found.ok);
}

const UNITS = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system', '/run/systemd/system'];

/** Whether no target, other unit or timer asks for a unit, on a machine where units are enabled. */
function isIdleUnit({ host }: Target, path: string): boolean {
  if (!walk(host, ROOT, '/etc/systemd/system/multi-user.target.wants').ok) return false;
  const name = basename(path);
  const asking = UNITS.flatMap((dir) => {
    const found = walk(host, ROOT, dir);
    const names = found.ok && found.stat.type === 'dir' ? host.list(found.path) : [];
    return names
      .filter((each) => /\.(wants|requires|upholds)$/.test(each))
      .map((each) => `${found.ok ? found.path : dir}/${each}/${name}`);
  });
  return !/@\.service$/.test(name) && !asking.some((each) => walk(host, ROOT, each, { follow: false }).ok);
}

function downReport(target: Target, { found }: Entry): Report | null {
  if (!found.ok || found.stat.type !== 'dir') return null;
  const isThere = (path: string) => walk(target.host, ROOT, path).ok;
  const dirs = [found.path, `${found.path}/log`];
  const [down] = dirs.filter((dir) => isThere(`${dir}/down`) && isThere(`${dir}/run`));
  if (down === undefined) return null;
  const path = `${down}/down`;
  const report = (message: string, id = 'SERVICE-Q2'): Report => ({
    message,
    data: { path, dir: down },
    subject: { path },
    prevents: [{ id }],
  });
  if (down !== found.path) return report('log', 'MULTILOG-Q1');
  const run = walk(target.host, ROOT, `${down}/run`);
  const lost = run.ok ? lostBy(target, run.path) : null;
  return report(lost === null || bringsUp(target) ? 'kept' : lost);
}

/** What nothing but the service of this script does: deliver (`send`), or take mail from others (`smtp`). */
function lostBy(target: Target, run: string): 'send' | 'smtp' | null {
  const { send, smtp } = target.services;
  const processes = target.host.processes();
  if (send.some(({ starters }) => starters.includes(run))) {
    const others = send.flatMap(({ starters }) => starters).filter((path) => path !== run);
    return runningSend(target) === null && !others.some((path) => isStarted(target, path)) ? 'send' : null;
  }
  const isSmtp = ({ port }: { port: string | null }) => port !== null && portNumber(port) === '25';
  if (!smtp.some((service) => service.file === run && isSmtp(service))) return null;
  const others = smtp.filter((service) => service.file !== run && isSmtp(service));
  const isServed = runningServers(processes ?? []).some(({ args }) => isSmtp(args));
  return !isServed && !others.some(({ file }) => isStarted(target, file)) ? 'smtp' : null;
}

const UP = /\bsvc\s+-[a-z]*[uo]|\bsv\s+(up|start|once)\b|\bs6-svc\s+-[a-z]*[uo]|\bqmailctl\s+start\b/;

/** Whether a script that runs at boot starts services by hand. */
function bringsUp(target: Target): boolean {
  const scripts = ['/etc/rc.local', '/etc/rc.d/rc.local', ...startedAtBoot(target).map(({ path }) => path)];
  return scripts.some((path) => UP.test(textOf(target, path)));
}

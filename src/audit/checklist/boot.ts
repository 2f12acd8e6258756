/** Whether what starts a program is itself started with the machine, told from files. */
import { basename, ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck, type Host } from '../../host/host.ts';

const UNITS = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];
const LEVELS = ['2', '3', '4', '5'].map((level) => `/etc/rc${level}.d`);
/** Whose entries a program keeps running. */
const SCANNED = [
  '/service',
  '/etc/service',
  '/var/service',
  '/run/service',
  '/etc/runit/runsvdir/default',
  '/etc/s6-overlay/s6-rc.d',
  '/etc/services.d',
];
const SCANNER = /svscan|runsvdir|daemontools|runit|s6/;
/** Whose lines are run when the machine starts; of those of cron the ones with `@reboot`. */
const LINES = ['/etc/inittab', '/etc/rc.local', '/etc/rc.d/rc.local', '/etc/init/svscan.conf'];
const CRON = '/etc/cron.d';
/** They are started by the first process of the machine or the container. */
const FIRST = ['/etc/runit/2', '/init'];

/** `starters`: scripts and units. False where nothing is found that does. Never throws. */
export function startsAtBoot(host: Host, starters: readonly string[]): boolean {
  return tried(() => starters.some((path) => startedItself(host, path)), false);
}

function startedItself(host: Host, path: string): boolean {
  const name = basename(path);
  if (/^\/etc\/(rc\.d\/)?rc\.local$/.test(path)) return isExecutable(host, path);
  if (path.includes('/systemd/')) return isWanted(host, (unit) => unit.split(/[@.]/)[0] === name.split(/[@.]/)[0]);
  if (path.startsWith('/etc/init.d/') || path.startsWith('/etc/rc.d/init.d/'))
    return LEVELS.some((dir) => namesIn(host, dir).some((each) => /^S\d\d/.test(each) && each.slice(3) === name));
  // An rc.conf decides on BSD, the mode elsewhere.
  if (/^\/(usr\/local\/)?etc\/rc\.d\//.test(path)) return isExecutable(host, path);
  if (bootLines(host).some((line) => line.includes(path))) return true;
  return isScanned(host, path) && hasScanner(host);
}

function isScanned(host: Host, path: string): boolean {
  return SCANNED.some((dir) =>
    namesIn(host, dir).some((name) => {
      const found = walk(host, ROOT, `${dir}/${name}`);
      return found.ok && path.startsWith(`${found.path}/`);
    }),
  );
}

function hasScanner(host: Host): boolean {
  const isThere = (path: string) => walk(host, ROOT, path).ok;
  if (FIRST.some(isThere) || isWanted(host, (unit) => SCANNER.test(unit))) return true;
  return bootLines(host).some((line) => SCANNER.test(line));
}

function bootLines(host: Host): string[] {
  const cron = ['/etc/crontab', ...namesIn(host, CRON).map((name) => `${CRON}/${name}`)];
  const reboot = cron.flatMap((path) => linesIn(host, path).filter((line) => line.includes('@reboot')));
  return [...LINES.flatMap((path) => linesIn(host, path)), ...reboot];
}

function linesIn(host: Host, path: string): string[] {
  const found = walk(host, ROOT, path);
  if (!found.ok || found.stat.type !== 'file') return [];
  const lines = host.read(found.path).split('\n');
  return lines.filter((line) => !line.trim().startsWith('#'));
}

/** Whether a target wants such a unit. */
function isWanted(host: Host, isIt: (unit: string) => boolean): boolean {
  return UNITS.some((dir) =>
    namesIn(host, dir).some(
      (target) => /\.(wants|requires)$/.test(target) && namesIn(host, `${dir}/${target}`).some(isIt),
    ),
  );
}

function isExecutable(host: Host, path: string): boolean {
  const found = walk(host, ROOT, path);
  return found.ok && (found.stat.mode & 0o111) !== 0;
}

function namesIn(host: Host, dir: string): readonly string[] {
  return tried(() => {
    const found = walk(host, ROOT, dir);
    return found.ok && found.stat.type === 'dir' ? host.list(found.path) : [];
  }, []);
}

function tried<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof CouldNotCheck) return otherwise;
    throw error;
  }
}

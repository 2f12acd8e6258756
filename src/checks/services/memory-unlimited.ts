import { ROOT, walk } from '../../host/access.ts';
import type { Check, Target } from '../check.ts';
import { textOf } from '../exposure.ts';
import { smtpdBytes } from '../smtpd-program.ts';
import { controlText } from '../text.ts';

/** What limits memory, in a script, a unit or a configuration file, whatever its value. */
const LIMITS = /softlimit|ulimit|prlimit|chpst\s.*-m|Limit(AS|DATA)|Memory(Max|High|Limit)|rlimit_(as|data)/;
/** What starts the supervisor, and whose limits all below it have. */
const ABOVE = [
  '/command/svscanboot',
  '/usr/bin/svscanboot',
  '/etc/systemd/system/daemontools.service',
  '/etc/systemd/system/svscan.service',
  '/etc/systemd/system/runit.service',
];
/** Packages of qmail-1.03 and netqmail that are mended in their builds. */
const PACKAGES = ['/var/lib/dpkg/info/qmail.list', '/var/lib/dpkg/info/netqmail.list', '/var/db/pkg', '/var/db/pkgin'];

/**
 * Sizes of qmail-1.03 and netqmail-1.06 are 32-bit numbers in a 64-bit address space (CVE-2005-1513 to 1515), which only a
 * limit of memory keeps from overflowing. notqmail has mended them since 1.08.
 */
export const check: Check = function* (target) {
  const { host, services } = target;
  const { name: variant } = target.installation.variant;
  if (!isOpen(target) || PACKAGES.some((path) => walk(host, ROOT, path).ok)) return;
  if (ABOVE.some((path) => LIMITS.test(textOf(target, path)))) return;
  for (const { file: path, line, program, memory } of services.smtp) {
    if (memory !== null || program !== 'qmail-smtpd' || LIMITS.test(textOf(target, path))) continue;
    yield { message: 'smtp', data: { file: path, variant }, subject: { path, line } };
    break;
  }
  if (limitsMessages(target)) return;
  for (const { file: path, line, starters } of services.send) {
    if ([path, ...starters].some((each) => LIMITS.test(textOf(target, each)))) continue;
    yield { message: 'deliveries', data: { file: path, variant }, subject: { path, line } };
    break;
  }
};

/** Whether this is an old build for 64 bits: by its bytes, or where those are not there by what was said of it. */
function isOpen(target: Target): boolean {
  const { name, how } = target.installation.variant;
  if ((name !== 'qmail' && name !== 'netqmail') || how === 'assumed') return false;
  const bytes = smtpdBytes(target);
  return bytes === null ? how === 'given' : bytes.startsWith('\x7fELF\x02');
}

/** Whether no message from outside is large enough. */
function limitsMessages(target: Target): boolean {
  const bytes = Number(/^\d+/.exec(controlText(target, 'databytes') ?? '')?.[0] ?? 0);
  return bytes > 0 && bytes < 2 ** 31;
}

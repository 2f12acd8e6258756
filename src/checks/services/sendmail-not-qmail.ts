import { basename, ROOT, type Walk, walk } from '../../host/access.ts';
import type { Check, Skipped, Target } from '../check.ts';
import { SENDMAIL_PATHS } from '../sendmail-paths.ts';
import { tried } from '../tried.ts';

/** Programs that hand mail to some SMTP server and keep no queue: whose that is, their own configuration says. */
const HANDING_ON = /^(ssmtp|msmtp|esmtp|dma|nullmailer.*|mini_sendmail|busybox|sendmail\.ssmtp|msmtp-mta|opensmtpd)$/;

/** Each of the paths, once for each program that it leads to. */
export const check: Check = function* (target) {
  const told = new Set<string>();
  for (const path of SENDMAIL_PATHS) {
    const judged = tried(() => judge(target, path));
    if (judged === null) continue;
    if ('skip' in judged) {
      yield judged;
      continue;
    }
    const { message, end } = judged;
    if (told.has(end)) continue;
    told.add(end);
    const data = { path, end, program: basename(end), sendmail: `${target.installation.home}/bin/sendmail` };
    yield { message, data, subject: { path } };
  }
};

interface Judged {
  readonly message: 'other' | 'handing-on' | 'nowhere';
  /** Where the path leads, or what is missing there. */
  readonly end: string;
}

function judge(target: Target, path: string): Judged | Skipped | null {
  const { host, home } = target.installation;
  const found = walk(host, ROOT, path);
  if (!found.ok) {
    const itself = walk(host, ROOT, path, { follow: false });
    return itself.ok ? { message: 'nowhere', end: found.at } : null;
  }
  const own = walk(host, ROOT, `${home}/bin/sendmail`);
  if (found.stat.type !== 'file' || isSame(found, own)) return null;
  if (HANDING_ON.test(basename(found.path))) return { message: 'handing-on', end: found.path };
  const text = host.read(found.path);
  if (namesQmail(text) || (own.ok && own.stat.size === found.stat.size && host.read(own.path) === text)) return null;
  if (found.path.endsWith('/mailwrapper') && leadsToQmail(target, home)) return null;
  return { message: 'other', end: found.path };
}

function isSame(found: Extract<Walk, { ok: true }>, own: Walk): boolean {
  if (!own.ok) return false;
  const { inode, device } = found.stat;
  return found.path === own.path || (inode !== undefined && inode === own.stat.inode && device === own.stat.device);
}

/** A copy of another build, or a script that calls qmail. */
function namesQmail(text: string): boolean {
  return text.startsWith('#!') ? text.includes('qmail') : text.includes('qmail-inject');
}

/** mailer.conf(5) of BSD. */
function leadsToQmail({ host }: Target, home: string): boolean {
  const found = walk(host, ROOT, '/etc/mailer.conf');
  return found.ok && found.stat.type === 'file' && host.read(found.path).includes(`${home}/bin/`);
}

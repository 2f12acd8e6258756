import { type Credentials, openRead, ROOT, type Walk, walk } from '../../host/access.ts';
import type { Host } from '../../host/host.ts';
import { LEFT_OUT } from '../../host/image-format.ts';
import { type Certificate, firstCertificate, keyFits } from '../../services/certificate.ts';
import type { Check, Prevented, Report, Skipped, Target, Yield } from '../check.ts';
import { type TlsFiles, tlsFiles } from '../tls-files.ts';
import { tried } from '../tried.ts';

const DAY = 86_400;
/** Below these a certificate is worth a word; one that some authority renews for shorter times, below these parts of its life. */
const WARN_DAYS = 14;
const TELL_DAYS = 30;
const WARN_PART = 6;
const TELL_PART = 4;

/** The certificate of the SMTP service: there, readable by who reads it, with its key, and not run out. Each trouble of a file once. */
export const check: Check = function* (target) {
  const told = new Set<string>();
  const once = function* (yields: Iterable<Yield>): Generator<Yield> {
    for (const each of yields) {
      const key = 'skip' in each ? `${each.reason} ${each.path}` : `${each.message} ${each.subject.path}`;
      if (!told.has(key)) yield each;
      told.add(key);
    }
  };
  for (const files of tlsFiles(target)) {
    const judged = tried(() => [...judge(target, files)]);
    yield* once('skip' in judged ? [judged] : judged);
  }
};

function* judge(target: Target, files: TlsFiles): Generator<Yield> {
  const { host } = target;
  const present = presence(host, files);
  if (present !== null) {
    if ('skip' in present) yield present;
    else {
      const { message, path, at } = present;
      yield report(files, message, { path, at });
      return;
    }
  }
  const text = textAt(host, files.certificate);
  if (text === null) return;
  const certificate = firstCertificate(text);
  if (certificate === null) {
    yield report(files, 'unusable', {});
    return;
  }
  yield* judgeKey(target, files, certificate);
  yield* judgeTime(host, files, certificate);
}

interface Absence {
  readonly message: string;
  readonly path: string;
  readonly at: string;
}

/** What keeps the one who reads the files from them; null for nothing. */
function presence(host: Host, files: TlsFiles): Absence | Skipped | null {
  for (const path of new Set([files.certificate, files.key ?? files.certificate])) {
    const there = walk(host, ROOT, path);
    if (!there.ok) return absence(host, files, path, there);
    const found = files.who === null ? null : openRead(host, files.who, path);
    if (found === null) return unknownReader(files, path);
    if (found.ok) continue;
    if (found.errno !== 'EACCES') return { message: 'unreadable', path, at: found.at };
    if (mayHaveGroup(files, found)) return { ...unknownReader(files, path), reason: GROUPS };
    return { message: isHidden(host, files.who ?? ROOT, files, path) ? 'hidden' : 'unreadable', path, at: found.at };
  }
  return null;
}

function absence(host: Host, files: TlsFiles, path: string, there: Extract<Walk, { ok: false }>): Absence {
  const isLink = walk(host, ROOT, path, { follow: false }).ok;
  if (files.by !== 'patch') return { message: 'missing', path, at: there.at };
  return { message: isLink ? 'nowhere' : 'none', path, at: there.at };
}

/** Where stat(2) itself is refused, qmail-smtpd does not offer STARTTLS at all. */
function isHidden(host: Host, who: Credentials, { by }: TlsFiles, path: string): boolean {
  return by === 'patch' && !walk(host, who, path).ok;
}

const GROUPS = 'the further groups of its user are not known';

function unknownReader({ userName }: TlsFiles, path: string): Skipped {
  const whom = userName === '' ? 'whom the server runs as is not known' : `the ids of ${userName} are not known`;
  return { skip: 'could-not', reason: whom, path };
}

/** systemd, inetd and chpst give a program more groups than its account's own. */
function mayHaveGroup({ user }: TlsFiles, { stat }: Extract<Walk, { ok: false }>): boolean {
  const several = /^(User=|inetd|xinetd|chpst|tcpsvd|start-stop-daemon|daemon)/.test(user?.from ?? '');
  return several && stat !== null && (stat.mode & 0o050) !== 0 && stat.gid !== user?.gid;
}

function textAt(host: Host, path: string): string | null {
  const found = walk(host, ROOT, path);
  return found.ok && found.stat.type === 'file' ? host.read(found.path) : null;
}

function* judgeKey({ host }: Target, files: TlsFiles, certificate: Certificate): Generator<Yield> {
  const { key } = files;
  const text = key === null ? null : tried(() => textAt(host, key));
  if (text === null || key === null) return;
  if (typeof text !== 'string') {
    yield text;
    return;
  }
  const answer = keyFits(certificate, text, LEFT_OUT);
  if (answer === 'censored') yield { skip: 'could-not', reason: 'the image leaves the private key out', path: key };
  else if (answer === 'locked') yield { skip: 'could-not', reason: 'the private key wants a passphrase', path: key };
  else if (answer !== 'fits') yield report(files, answer === 'other' ? 'mismatch' : 'no-key', { path: key });
}

function* judgeTime(host: Host, files: TlsFiles, { from, until, selfSigned }: Certificate): Generator<Yield> {
  const path = files.certificate;
  if (host.now === null) {
    yield { skip: 'not-applicable', reason: 'the image does not say when it was taken', path };
    return;
  }
  const left = until - host.now;
  const days = Math.floor(Math.abs(left) / DAY);
  const data = { days: String(days), date: dateOf(until) };
  const life = selfSigned ? Number.POSITIVE_INFINITY : until - from;
  if (left < 0) yield report(files, 'expired', data);
  else if (from > host.now + DAY) yield report(files, 'early', { date: dateOf(from) });
  else if (left < Math.min(WARN_DAYS * DAY, life / WARN_PART)) yield report(files, 'soon', data);
  else if (left < Math.min(TELL_DAYS * DAY, life / TELL_PART)) yield report(files, 'later', data);
}

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 10);
}

function report(files: TlsFiles, message: string, data: Readonly<Record<string, string>>): Report {
  const { certificate, userName: user, service } = files;
  const program = files.by === 'sslserver' ? 'sslserver' : 'qmail-smtpd';
  const path = data['path'] ?? certificate;
  return {
    message,
    data: { at: path, ...data, path, certificate, user, program, script: service?.file ?? '' },
    subject: { path },
    prevents: seen(files, message),
  };
}

function seen({ by }: TlsFiles, message: string): readonly Prevented[] {
  if (message === 'none' || message === 'hidden' || message === 'nowhere') return [{ id: 'SMTPD-Q11' }];
  if (['expired', 'early', 'soon', 'later'].includes(message)) return [{ id: 'SMTPD-Q12' }];
  return by === 'sslserver' ? [{ id: 'SSLSERVER-Q1' }] : [{ id: 'SMTPD-TLS-1' }];
}

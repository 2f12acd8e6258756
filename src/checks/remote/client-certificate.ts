import { openRead, ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck } from '../../host/host.ts';
import { LEFT_OUT } from '../../host/image-format.ts';
import { idsOf } from '../../qmail/installation.ts';
import { firstCertificate, keyFits } from '../../services/certificate.ts';
import type { Check, Report, Target } from '../check.ts';

/** Where the TLS patches look, certificate and key in one file (qmail-remote.c, CLIENTCERT). */
const CLIENT_CERT = 'control/clientcert.pem';
const PROGRAM_LIMIT = 32 * 1024 * 1024;

/**
 * What qmail-remote shows to a server that asks who it is. Where it cannot be used mail is sent without it, in silence; of one that is
 * the server's as well, the rule about that tells the rest.
 */
export const check: Check = function* (target) {
  const { host, installation } = target;
  const path = `${installation.home}/${CLIENT_CERT}`;
  const there = walk(host, ROOT, path);
  if (!there.ok || there.stat.type !== 'file' || !isUsed(target)) return;
  const who = idsOf(installation, 'qmailr');
  const opened = who === null ? null : openRead(host, who, path);
  if (opened !== null && !opened.ok) {
    yield report('unreadable', path, opened.at);
    return;
  }
  if (isServers(target, there.path)) return;
  const text = host.read(there.path);
  const certificate = firstCertificate(text);
  if (certificate === null) {
    yield report('unusable', path, there.path);
    return;
  }
  const key = keyFits(certificate, text, LEFT_OUT);
  if (key === 'none' || key === 'broken' || key === 'other') yield report('unusable', path, there.path);
  else if (host.now !== null && certificate.until < host.now) yield report('expired', path, there.path);
};

function isServers({ host, installation }: Target, real: string): boolean {
  const server = walk(host, ROOT, `${installation.home}/control/servercert.pem`);
  return server.ok && server.path === real;
}

/** Whether qmail-remote has its name in its bytes. */
function isUsed({ host, installation }: Target): boolean {
  try {
    const found = walk(host, ROOT, `${installation.home}/bin/qmail-remote`);
    return found.ok && found.stat.type === 'file' && host.read(found.path, PROGRAM_LIMIT).includes(CLIENT_CERT);
  } catch (error) {
    if (error instanceof CouldNotCheck) return false;
    throw error;
  }
}

function report(message: string, path: string, at: string): Report {
  return { message, data: { path, at }, subject: { path } };
}

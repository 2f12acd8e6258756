/** Which files hold the certificate and the key of each SMTP service, as whom they are read, and what is seen where that fails. */
import { type Credentials, ROOT, walk } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { ServiceUser, SmtpService } from '../services/types.ts';
import type { Target } from './check.ts';

export interface TlsFiles {
  /** `patch`: qmail-smtpd offers STARTTLS by itself; `smtps`: it begins with TLS; `sslserver`: that does. */
  readonly by: 'patch' | 'smtps' | 'sslserver';
  readonly certificate: string;
  /** Null where it is not known. */
  readonly key: string | null;
  /** Null where its ids are not known. */
  readonly who: Credentials | null;
  readonly user: ServiceUser | null;
  /** Its name, or its uid. */
  readonly userName: string;
  readonly service: Pick<SmtpService, 'file' | 'line'> | null;
}

/** Where the TLS patches look, certificate and key in one file (qmail-smtpd.c, SERVERCERT). */
export const SERVER_CERT = 'control/servercert.pem';
const PROGRAM_LIMIT = 32 * 1024 * 1024;

export function tlsFiles(target: Target): TlsFiles[] {
  const { services, installation } = target;
  const patched = namesServerCert(target);
  const found = services.smtp.flatMap((service) => filesOf(target, service, patched));
  if (services.smtp.length > 0 || !patched) return found;
  const path = `${installation.home}/${SERVER_CERT}`;
  return [{ by: 'patch', certificate: path, key: path, who: null, user: null, userName: '', service: null }];
}

function filesOf(target: Target, service: SmtpService, patched: boolean): TlsFiles[] {
  const { home } = target.installation;
  const value = (name: string) => service.env.findLast((each) => each.name === name)?.value ?? '';
  if (service.tls) {
    const certificate = absolutePath(value('CERTCHAINFILE') || value('CERTFILE'), service.directory);
    const key = absolutePath(value('KEYFILE'), service.directory);
    // It reads them before the ids of -u (sslserver.c, main).
    const before = service.user?.from.startsWith('tcpserver') ? null : service.user;
    return certificate === null ? [] : [{ by: 'sslserver', certificate, key, ...readerOf(target, before), service }];
  }
  if (!patched || service.program !== 'qmail-smtpd') return [];
  const by = value('SMTPS') === '' ? 'patch' : 'smtps';
  const path = `${home}/${SERVER_CERT}`;
  return [{ by, certificate: path, key: path, ...readerOf(target, service.user), service }];
}

function absolutePath(name: string, directory: string | null): string | null {
  if (name === '' || name.startsWith('/')) return name || null;
  return directory === null ? null : `${directory}/${name}`;
}

function readerOf({ host }: Target, user: ServiceUser | null): Pick<TlsFiles, 'who' | 'user' | 'userName'> {
  if (user === null) return { who: ROOT, user, userName: host.accounts.userName(0) };
  const { uid, gid, name } = user;
  const who = uid === null || gid === null ? null : { uid, gid };
  return { who, user, userName: name ?? (uid === null ? '' : host.accounts.userName(uid)) };
}

/** Whether qmail-smtpd is one that offers TLS: by the name of the file in its bytes; where those are not known, by the file. */
function namesServerCert(target: Target): boolean {
  const { host, installation } = target;
  try {
    const found = walk(host, ROOT, `${installation.home}/bin/qmail-smtpd`);
    if (found.ok && found.stat.type === 'file') return host.read(found.path, PROGRAM_LIMIT).includes(SERVER_CERT);
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
  }
  return host.lacks !== 'nothing' && target.controlNames().includes('servercert.pem');
}

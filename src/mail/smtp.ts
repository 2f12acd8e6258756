/** By SMTP to a server that does not depend on the audited qmail. */
import type { SmtpSettings } from '../config/settings.ts';
import { readTrusted } from '../trusted-file.ts';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

const SECONDS = 1000;

/** Resolves when the server has taken the mail for every recipient. Throws with what it said. */
export async function sendBySmtp(message: Buffer, envelope: Envelope, server: SmtpSettings): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const tls = tlsOf(server);
  const transport = createTransport({
    host: server.host,
    port: portOf(server),
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    // Where plain text would do as well, a certificate of the server's own is no reason to fall back to it.
    ...(tls === 'opportunistic' ? { tls: { rejectUnauthorized: false } } : {}),
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: passwordOf(server) } }),
    connectionTimeout: 30 * SECONDS,
    greetingTimeout: 30 * SECONDS,
    socketTimeout: 120 * SECONDS,
  });
  try {
    const { rejected } = await transport.sendMail({
      envelope: { from: envelope.from, to: [...envelope.to] },
      raw: message,
    });
    if (rejected.length > 0) throw new Error(`refused for ${rejected.map(String).join(', ')}`);
  } finally {
    transport.close();
  }
}

function tlsOf({ tls, port, user }: SmtpSettings): NonNullable<SmtpSettings['tls']> {
  if (tls !== undefined) return tls;
  if (port === 465) return 'implicit';
  return user === undefined ? 'opportunistic' : 'starttls';
}

function portOf(server: SmtpSettings): number {
  if (server.port !== undefined) return server.port;
  if (server.tls === 'implicit') return 465;
  return server.user === undefined ? 25 : 587;
}

/** Throws UsageError for a file that others may read. */
function passwordOf({ passwordFile }: SmtpSettings): string {
  if (passwordFile === undefined) return '';
  return readTrusted(passwordFile, 'the password', { secret: true }).split(/\r?\n/)[0] ?? '';
}

/** A real SMTP server on loopback, and the mails that it took, parsed. */
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: ParsedMail;
  /** Whether it came through TLS. */
  readonly secure: boolean;
  readonly user: string | null;
}

export interface Server {
  readonly port: number;
  readonly mails: Received[];
  close(): Promise<void>;
}

/** Takes any mail and any password, unless the options say otherwise. */
export async function smtpServer(options: SMTPServerOptions = {}): Promise<Server> {
  const mails: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    onAuth: ({ username }, _, done) => done(null, { user: username }),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const bytes = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: bytes.toString('latin1'),
          mail: await simpleParser(bytes),
          secure: session.secure,
          user: session.user === undefined ? null : String(session.user),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {
    // A client that goes away in the middle is what some tests are about.
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, mails, close: () => new Promise((resolve) => server.close(resolve)) };
}

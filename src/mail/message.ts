/** A mail as bytes: plain text with an HTML alternative, marked as written by a program. */
import type { Language } from '../qmail/message.ts';

export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: Language;
  readonly at: Date;
}

/** RFC 5322 with CRLF, all of it ASCII. */
export async function composed(letter: Letter): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { from, to, subject, text, html, language, at } = letter;
  const built = await new MailComposer({
    from: { name: 'qmail-lint', address: from },
    to: to.map((address) => ({ name: '', address })),
    subject,
    text,
    html,
    date: at,
    xMailer: false,
    headers: {
      // RFC 3834: nobody's vacation program answers it.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      Precedence: 'bulk',
      'Content-Language': language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  return Buffer.from(built.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}

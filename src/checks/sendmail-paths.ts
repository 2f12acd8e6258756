/** What programs of the machine run to send mail. */
export const SENDMAIL_PATHS: readonly string[] = ['/usr/sbin/sendmail', '/usr/lib/sendmail'];

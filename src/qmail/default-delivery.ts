/** The delivery instruction that qmail-start was given for users without a .qmail (qmail-start.c:64). */
export interface DefaultDelivery {
  /** May hold several lines. */
  readonly text: string;
  /** The file (and line) that says so; null where it was given on the command line, by an image, or assumed. */
  readonly file: string | null;
  readonly line?: number;
  readonly how: 'found' | 'given' | 'assumed';
}

/** What qmail-start takes without an argument. */
export const EXAMPLE_DELIVERY = './Mailbox';

/** The records in the files of the queue that hold addresses. Each record is a letter, a text and a NUL; all text is byte strings. */

/** info/N. */
export interface Info {
  /** What follows the first byte, whatever that is (qmail-qread.c:121). */
  readonly sender: string;
  /** Whether qmail-send takes it: an F record with its NUL (qmail-send.c:214). */
  readonly usable: boolean;
}

export function parseInfo(text: string): Info {
  const nul = text.indexOf('\0');
  return { sender: text.slice(1, nul < 0 ? text.length : nul), usable: nul >= 0 && text[0] === 'F' };
}

/** local/N and remote/N. */
export interface RecipientList {
  readonly recipients: readonly Recipient[];
  /** The first record that is neither T nor D, or null (qmail-send.c:1112). */
  readonly unknown: string | null;
  /** The bytes after the last NUL, which nobody reads (qmail-send.c:1104). */
  readonly cut: string;
}

export interface Recipient {
  readonly address: string;
  readonly done: boolean;
}

export function parseList(text: string): RecipientList {
  const recipients: Recipient[] = [];
  let unknown: string | null = null;
  let at = 0;
  for (let nul = text.indexOf('\0'); nul >= 0; nul = text.indexOf('\0', at)) {
    const type = text[at];
    if (type === 'T' || type === 'D') recipients.push({ address: text.slice(at + 1, nul), done: type === 'D' });
    else unknown ??= text.slice(at, nul);
    at = nul + 1;
  }
  return { recipients, unknown, cut: text.slice(at) };
}

/** todo/N and intd/N. */
export interface Envelope {
  /** Who ran qmail-queue, and its process id: decimal numbers; null without their record. */
  readonly uid: string | null;
  readonly pid: string | null;
  readonly sender: string | null;
  readonly recipients: readonly string[];
  /** The first record that qmail-send does not know, or null (qmail-send.c:1387). */
  readonly unknown: string | null;
  readonly cut: string;
}

export function parseEnvelope(text: string): Envelope {
  const records = text.split('\0');
  const cut = records.pop() ?? '';
  const of = (type: string) => records.filter((record) => record[0] === type).map((record) => record.slice(1));
  return {
    uid: of('u')[0] ?? null,
    pid: of('p')[0] ?? null,
    sender: of('F')[0] ?? null,
    recipients: of('T'),
    unknown: records.find((record) => !/^[upFT]/.test(record)) ?? null,
    cut,
  };
}

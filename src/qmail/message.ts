/** The catalogue of what qmail writes, by id, and the texts made from it. */
import type { Walk } from '../host/access.ts';
import { catalogueFiles } from './catalogue.ts';
import { logsafe, type Outcome, type Status } from './trace.ts';
import type { VariantName } from './variant.ts';

export type Language = 'en' | 'ja';
export type Prose = Readonly<Record<Language, string>>;

export interface Message {
  readonly id: string;
  readonly program: string;
  readonly where: 'log' | 'smtp' | 'stderr' | 'peer' | 'silent' | 'none';
  /** `report`: of a delivery, escaped by qmail-send. `line`: as it stands. Absent where nothing is written. */
  readonly kind?: 'report' | 'line';
  readonly status?: string;
  /** With `{placeholders}`; null where nothing is written. */
  readonly text: string | null;
  readonly texts?: Readonly<Partial<Record<VariantName, string>>>;
  readonly variants?: readonly VariantName[];
  readonly source: string;
  readonly predictable: 'yes' | 'partly' | 'no';
  readonly condition: Prose;
  readonly meaning: Prose;
  readonly remedy: Prose;
}

interface CatalogueFile {
  readonly program: string;
  readonly messages: readonly (Omit<Message, 'program'> & { readonly program?: string })[];
}

export const MESSAGES: ReadonlyMap<string, Message> = new Map(
  (catalogueFiles as readonly CatalogueFile[]).flatMap((file) =>
    file.messages.map((message) => [message.id, { program: file.program, ...message }] as const),
  ),
);

/** Throws for an id that the catalogue does not have: a defect of ours. */
export function messageOf(id: string): Message {
  const message = MESSAGES.get(id);
  if (message === undefined) throw new Error(`the catalogue has no message ${id}`);
  return message;
}

/** The text as the program writes it, or null where it writes nothing. A placeholder without data stays as it is. */
export function writtenText(
  id: string,
  data: Readonly<Record<string, string>>,
  variant: VariantName = 'notqmail',
): string | null {
  const message = messageOf(id);
  const template = message.texts?.[variant] ?? message.text;
  return template?.replace(/\{([a-z-]+)\}/g, (whole, name: string) => data[name] ?? whole) ?? null;
}

/**
 * The text as it stands in the log or the reply: a delivery report as qmail-lspawn cuts it (spawn.c:248), through qmail-send's escaping
 * (qsutil.c:28).
 */
export function seenText(id: string, data: Readonly<Record<string, string>>, variant?: VariantName): string | null {
  const text = writtenText(id, data, variant);
  const { kind, program } = messageOf(id);
  if (text === null || kind !== 'report') return text;
  const isCut = program === 'qmail-local' && text.length > REPORT_BYTES;
  return logsafe((isCut && writtenText(TOO_LONG, { output: text.slice(0, CUT_BYTES) })) || text);
}

/** More than this qmail-lspawn does not hold, and keeps that much less when it cuts. */
const REPORT_BYTES = 3000;
const CUT_BYTES = 2966;
const TOO_LONG = 'LSPAWN-13';

/** A delivery that ended before or without qmail-local. */
export interface Ended {
  readonly outcome: Outcome;
}

export function ended(
  id: string,
  data: Readonly<Record<string, string>> = {},
  blocked: Outcome['blocked'] = null,
): Ended {
  return { outcome: outcomeOf(id, data, blocked) };
}

export function outcomeOf(
  id: string,
  data: Readonly<Record<string, string>> = {},
  blocked: Extract<Walk, { ok: false }> | null = null,
): Outcome {
  return { status: messageOf(id).status as Status, message: id, data, blocked };
}

/** The report as the log has it after `success: ` and its kin; null when unknown. */
export function reportOf(outcome: Outcome): string | null {
  return outcome.message === null ? null : seenText(outcome.message, outcome.data);
}

export const UNKNOWN: Outcome = { status: 'unknown', message: null, data: {}, blocked: null };

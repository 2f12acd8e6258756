/** The names of the formats of an audit, and for whom they are. */

/** Read by people, in the language of their locale. */
const FOR_PEOPLE = ['table', 'html', 'markdown'] as const;

/** Read by programs: English unless a language is asked for. */
const FOR_PROGRAMS = ['json', 'sarif', 'junit', 'nagios', 'prometheus', 'github'] as const;

export type AuditFormat = (typeof FOR_PEOPLE)[number] | (typeof FOR_PROGRAMS)[number];

export const AUDIT_FORMATS: readonly AuditFormat[] = [...FOR_PEOPLE, ...FOR_PROGRAMS];

export function isForPrograms(format: string): boolean {
  return (FOR_PROGRAMS as readonly string[]).includes(format);
}

/** A report that is written to a file beside the one that is shown. */
export interface OutputFile {
  readonly format: AuditFormat;
  readonly file: string;
}

/** Names of the old system that no dot-qmail file can have. */

/** Longer file names no file system takes, with what stands around them. */
const LONGEST = 200;

/** The sentence that says why `.qmail-NAME` cannot stand for the name, or null where it can. */
export function unfitName(name: string): 'alias-name' | 'alias-default' | null {
  if (name.length > LONGEST || /[/\0\n]/.test(name)) return 'alias-name';
  // dot-qmail(5): such a file takes the mail for every name that has none.
  return /(^|-)default$/i.test(name) ? 'alias-default' : null;
}

/** Which names the C library puts into a question (ns_name_pton, which res_query comes to). */

const LABEL_MAX = 63;
/** With the length byte of each label and the root's. */
const NAME_MAX = 255;

/**
 * Whether a question can be asked for `name`. Where not, no server is asked, and qmail takes it for a name that does not exist. An empty
 * label, one over 63 bytes, more than 255 in all, and a bad escape cannot; the empty name and `.` are the root.
 */
export function isAskable(name: string): boolean {
  if (name === '.') return true;
  const labels = labelsOf(name);
  if (labels === null) return false;
  if (labels.length > 1 && labels.at(-1) === 0) labels.pop();
  if (labels.length === 1 && labels[0] === 0) return true;
  const bytes = labels.reduce((sum, length) => sum + length + 1, 1);
  return bytes <= NAME_MAX && labels.every((length) => length > 0 && length <= LABEL_MAX);
}

/** How many bytes each label has, the last one too where a dot ends the name; null for a bad escape. */
function labelsOf(name: string): number[] | null {
  const lengths = [0];
  for (let i = 0; i < name.length; i += 1) {
    if (name[i] === '.') {
      lengths.push(0);
      continue;
    }
    if (name[i] === '\\') {
      i = escapeEnd(name, i + 1);
      if (i < 0) return null;
    }
    lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + 1;
  }
  return lengths;
}

/** Where the escape ends whose first character is at `at`: one character, or three digits of a byte; -1 for another. */
function escapeEnd(name: string, at: number): number {
  if (at >= name.length) return -1;
  if (!/[0-9]/.test(name[at] as string)) return at;
  const digits = name.slice(at, at + 3);
  return /^[0-9]{3}$/.test(digits) && Number(digits) <= 255 ? at + 2 : -1;
}

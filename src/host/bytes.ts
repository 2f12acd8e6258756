/** Between JavaScript text and byte strings (one character for each byte). */

export function bytesOf(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 126) return false;
  return true;
}

/** What a person or a JSON reader gets: valid UTF-8 as such, any other byte as `\xNN`, a real backslash as `\\`. */
export function textOf(bytes: string): string {
  if (isAscii(bytes) && !bytes.includes('\\')) return bytes;
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    const sequence = length === 0 ? null : decodeSequence(bytes.slice(i, i + length));
    if (sequence === null) {
      text += `\\x${bytes.charCodeAt(i).toString(16).padStart(2, '0')}`;
      i += 1;
    } else {
      text += sequence === '\\' ? '\\\\' : sequence;
      i += length;
    }
  }
  return text;
}

/** A text that is to be typed as it stands: no backslash is doubled, unless bytes that are no UTF-8 need their escapes. */
export function verbatimOf(bytes: string): string {
  return utf8Of(bytes) ?? textOf(bytes);
}

/** How long the UTF-8 sequence that starts here claims to be; 0 for a byte that starts none. */
function sequenceLength(bytes: string, at: number): number {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/** The text that the bytes are in UTF-8, or null where they are not. */
export function utf8Of(bytes: string): string | null {
  return isAscii(bytes) ? bytes : decodeSequence(bytes);
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeSequence(bytes: string): string | null {
  try {
    return STRICT.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return null;
  }
}

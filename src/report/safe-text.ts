/**
 * Text of the audited machine, made safe for a terminal: what could move the cursor, ring, recolour or reorder what stands
 * there is written as an escape. Bytes that are not UTF-8 were already written as `\xNN` when the finding was made.
 */
export function safeText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\ufffe\uffff]|\p{Cs}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

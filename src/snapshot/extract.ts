/** Of a program an image holds only the texts that tell which one it is and what it reads. */

const TELLING = /control\/|qmail|^2\d\d[ -]|libc\.so|sendmail|chkuser|rcpt|recipient|AUTH/i;
const SHORTEST = 4;
/** The class of an ELF file stands in its fifth byte. */
const IDENTITY = 5;

export function isProgram(content: string): boolean {
  return content.startsWith('\x7fELF');
}

export function extractOf(content: string): string {
  const texts = content.match(/[\x20-\x7e\t\r\n]{4,}/g) ?? [];
  const telling = texts.filter((text) => text.length >= SHORTEST && TELLING.test(text));
  return [content.slice(0, IDENTITY), ...telling].join('\0');
}

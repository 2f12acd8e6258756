/** What qmail-newmrh makes of control/morercpthosts. All text is byte strings. */
import { lowerCase, stripTail } from './control.ts';

/**
 * The keys of the morercpthosts.cdb that this text compiles to, in its order, each with its line (qmail-newmrh.c:54): lowercase, without
 * blanks, tabs and newlines at the end; a line that begins with `#` is a comment. Their data are empty.
 */
export function morercpthostsKeys(text: string): { readonly key: string; readonly line: number }[] {
  return text.split('\n').flatMap((raw, index) => {
    const key = lowerCase(stripTail(raw));
    return key === '' || key.startsWith('#') ? [] : [{ key, line: index + 1 }];
  });
}

import { readList, splitEntries, stripTail } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { keyTrouble, ROUTES } from '../routes.ts';
import { sedReplace } from '../sed.ts';
import { controlPath, controlText } from '../text.ts';

/** Keys are compared whole, byte for byte but for case (qmail-remote.c:334). A blank in front has a rule of its own. */
export const check: Check = function* (target) {
  const text = controlText(target, ROUTES);
  if (text === null) return;
  const path = controlPath(target, ROUTES);
  for (const { key, value, line } of splitEntries(readList(text))) {
    const trouble = keyTrouble(key);
    if (trouble === null || /^[ \t]/.test(key)) continue;
    yield {
      message: trouble,
      data: { key, value, line: String(line), path, edit: sedReplace(`${key}:${value}`, [`${meantBy(key)}:${value}`]) },
      subject: { path, line },
    };
  }
};

/** The key that does what this one was to do: an empty one for all hosts, `.domain` for those below a domain. */
function meantBy(key: string): string {
  const domain = key.slice(key.lastIndexOf('@') + 1);
  return stripTail(domain.replace(/^\*$/, '').replace(/^\*(?=\.)/, ''));
}

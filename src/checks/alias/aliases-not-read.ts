import { ROOT, walk } from '../../host/access.ts';
import type { Check } from '../check.ts';
import { bounces, seenOf, traceLocal } from '../local-address.ts';

/** Where sendmail and Postfix keep their aliases; fastforward compiles the same file. */
const PATHS = ['/etc/aliases', '/etc/mail/aliases'];
const NAMES_MOST = 1000;
/** A name at the start of a line, bare or in double quotes (aliases(5)). */
const NAME = /^(?:([A-Za-z0-9._+-]+)|"([^"]+)")[ \t]*:/;
/** They have rules of their own. */
const NEEDED = new Set(['postmaster', 'mailer-daemon', 'root']);

/** Names of another mail system's alias file that are nobody's here: qmail never reads it (INSTALL.alias). */
export const check: Check = function* (target) {
  for (const path of PATHS) {
    const found = walk(target.host, ROOT, path);
    if (!found.ok || found.stat.type !== 'file') continue;
    const lost = namesIn(target.host.read(found.path)).flatMap((name) => {
      const outcome = traceLocal(target, name)?.outcome ?? null;
      return outcome !== null && bounces(outcome) ? [{ name, outcome }] : [];
    });
    const [first] = lost;
    if (first === undefined) continue;
    const names = lost.slice(0, 5).map(({ name }) => name);
    const more = lost.length > names.length ? ' ...' : '';
    yield {
      data: { path, count: String(lost.length), names: `${names.join(', ')}${more}`, name: first.name },
      subject: { path },
      prevents: seenOf(first.outcome),
    };
    return;
  }
};

function namesIn(text: string): string[] {
  const names = text.split('\n').flatMap((line) => {
    const [, bare, quoted] = NAME.exec(line) ?? [];
    const name = (bare ?? quoted ?? '').toLowerCase();
    return name === '' || name.includes('@') || NEEDED.has(name) ? [] : [name];
  });
  return [...new Set(names)].slice(0, NAMES_MOST);
}

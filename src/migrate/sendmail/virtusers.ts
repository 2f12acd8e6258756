/** virtusertable: addresses of the machine's own domains, and of those in class VirtHost, that become others. */

import type { MapLine } from '../maps.ts';
import type { Rewrite, Target, Trouble } from '../old-mail.ts';
import { isRefusal, refusalText } from './access.ts';

/** `domains`: those for which sendmail asks the table. */
export function virtusertable(entries: readonly MapLine[], domains: readonly string[], troubles: Trouble[]): Rewrite[] {
  const asked = new Set(domains);
  return entries.flatMap(({ key, value, at }): Rewrite[] => {
    const sign = key.lastIndexOf('@');
    const tell = (what: string) => {
      troubles.push({ kind: 'by-hand', what, at, data: { key, value, name: key } });
      return [];
    };
    if (sign < 0) return tell('virtuser-no-domain');
    const [local, domain] = [key.slice(0, sign), key.slice(sign + 1)];
    if (!asked.has(domain)) return tell('virtuser-domain');
    if (/\+[*+]?$/.test(local) || /%[2-9]/.test(value)) return tell('virtuser-detail');
    const target: Target = isRefusal(value)
      ? { kind: 'refuse', text: refusalText(value) }
      : { kind: 'address', text: value };
    return [{ local: local === '' ? null : local, domain, targets: [target], at }];
  });
}

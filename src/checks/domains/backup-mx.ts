import { lowerCase, readList } from '../../qmail/control.ts';
import { route, type SendControls } from '../../qmail/send.ts';
import { NOBODY } from '../../qmail/trace.ts';
import type { Check } from '../check.ts';
import { isHostName } from '../names.ts';
import { remoteFate } from '../remote-fate.ts';
import { domainOf, relaying, routing } from '../routing.ts';
import { controlPath, controlText } from '../text.ts';

/** A domain that is taken by SMTP and leaves again by its MX: this host is its backup, or it was forgotten in locals. */
export const check: Check = async function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const text = controlText(target, 'rcpthosts');
  if (text === null) return;
  const path = controlPath(target, 'rcpthosts');
  const fate = remoteFate(target);
  const keeps = keeper(controls);
  const relayed = relaying(target);
  for (const { text: entry, line } of readList(text)) {
    if (!isHostName(entry.replace(/^\./, '')) || !entry.includes('.') || keeps(entry) || relayed(entry)) continue;
    const prevents = entry.startsWith('.') ? [] : await fate(entry);
    // dns/not-treated-as-local tells of what is no backup but a gap.
    if (prevents.some(({ id }) => id === 'REMOTE-13')) continue;
    yield {
      message: entry.startsWith('.') ? 'suffix' : 'default',
      data: { domain: entry, line: String(line), path },
      subject: { path, line, domain: entry },
      prevents,
    };
  }
};

/** Tells whether mail for a domain, or for some domain below a suffix, stays here. */
function keeper(controls: SendControls): (entry: string) => boolean {
  const virtual = controls.virtualdomains.entries.filter(({ value }) => value !== '');
  const keys = [...controls.locals.entries, ...virtual].map(({ key }) => lowerCase(key));
  const withAddresses = new Set(keys.filter((key) => key.includes('@')).map(domainOf));
  const isLocal = (domain: string) => route(controls, `${NOBODY}@${domain}`).channel === 'local';
  return (entry) => {
    const wanted = lowerCase(entry);
    if (!wanted.startsWith('.')) return isLocal(wanted) || withAddresses.has(wanted);
    return isLocal(NOBODY + wanted) || keys.some((key) => key.endsWith(wanted));
  };
}

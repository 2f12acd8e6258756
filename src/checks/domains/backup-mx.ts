import { lowerCase, readList } from '../../qmail/control.ts';
import { route, type SendControls } from '../../qmail/send.ts';
import type { Check } from '../check.ts';
import { isHostName } from '../names.ts';
import { remoteFate } from '../remote-fate.ts';
import { isRelayed, NOBODY, routing } from '../routing.ts';
import { controlPath, controlText } from '../text.ts';

/** A domain that is taken by SMTP and leaves again by its MX: this host is its backup, or it was forgotten in locals. */
export const check: Check = async function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const text = controlText(target, 'rcpthosts');
  if (text === null) return;
  if (typeof text !== 'string') return yield text;
  const path = controlPath(target, 'rcpthosts');
  const fate = remoteFate(target);
  for (const { text: entry, line } of readList(text)) {
    if (!isHostName(entry.replace(/^\./, '')) || keeps(controls, entry) || isRelayed(target, entry)) continue;
    yield {
      message: entry.startsWith('.') ? 'suffix' : 'default',
      data: { domain: entry, line: String(line), path },
      subject: { path, line, domain: entry },
      prevents: entry.startsWith('.') ? [] : await fate(entry),
    };
  }
};

/** Whether mail for the domain, or for some domain below a suffix, stays here. */
function keeps(controls: SendControls, entry: string): boolean {
  if (!entry.startsWith('.')) return controls.locals.find(entry) !== null || isVirtual(controls, entry);
  const suffix = lowerCase(entry);
  const own = [...controls.locals.entries, ...controls.virtualdomains.entries.filter(({ value }) => value !== '')];
  return own.some(({ key }) => lowerCase(key).endsWith(suffix)) || isVirtual(controls, NOBODY + entry);
}

/** By the domain, a suffix, the empty key, or an address in it. */
function isVirtual(controls: SendControls, domain: string): boolean {
  if (route(controls, `${NOBODY}@${domain}`).channel === 'local') return true;
  const at = `@${lowerCase(domain)}`;
  return controls.virtualdomains.entries.some(({ key, value }) => value !== '' && lowerCase(key).endsWith(at));
}

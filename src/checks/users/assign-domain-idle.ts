import type { AssignEntry } from '../../qmail/assign.ts';
import { assignEntries, newuOf } from '../assign.ts';
import type { Check, Target } from '../check.ts';
import { seenOf } from '../local-address.ts';
import { isHostName } from '../names.ts';
import { remoteFate } from '../remote-fate.ts';
import { exampleAddress, prefixesOf, routing } from '../routing.ts';
import { controlPath } from '../text.ts';

/** Only a line of virtualdomains turns user@domain into the `domain-user` that such an entry is for (qmail-send.c:151). */
export const check: Check = async function* (target) {
  const { path, entries } = assignEntries(target);
  const people = new Set(entries.filter(({ wild }) => !wild).map(({ local }) => local.toLowerCase()));
  const domains = entries.map((entry) => ({ ...entry, domain: domainOf(target, entry, people) }));
  if (domains.every(({ domain }) => domain === null)) return;
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const used = new Set(controls.virtualdomains.entries.flatMap(({ value }) => prefixesOf(value.toLowerCase())));
  const fate = remoteFate(target);
  for (const { domain, line, user, home } of domains) {
    if (domain === null || used.has(domain.toLowerCase())) continue;
    const local = controls.locals.find(domain);
    const given = local === null ? controls.virtualdomains.find(domain) : null;
    yield {
      message: local !== null ? 'local' : given === null || given.value === '' ? 'default' : 'given',
      data: {
        path,
        line: String(line),
        domain,
        user,
        home,
        virtualdomains: controlPath(target, 'virtualdomains'),
        wanted: `${domain}:${domain}`,
        value: given?.value ?? '',
        given: String(given?.line ?? ''),
        newu: newuOf(target),
      },
      subject: { path, line, domain },
      prevents:
        given !== null
          ? seenOf(target.trace(exampleAddress(domain)).outcome)
          : local === null
            ? await fate(domain)
            : [],
    };
  }
};

/** The domain of a wildcard such as `example.org-`; null for the extensions of a person whose name has a dot. */
function domainOf({ host }: Target, entry: AssignEntry, people: ReadonlySet<string>): string | null {
  const { local, wild, user, home } = entry;
  const domain = local.slice(0, -1);
  if (!wild || !local.endsWith('-') || !domain.includes('.') || !isHostName(domain) || !/[a-z]$/i.test(domain))
    return null;
  return people.has(domain.toLowerCase()) || host.accounts.byName(user)?.home === home ? null : domain;
}

import { completed, type InjectNames } from '../../qmail/inject.ts';
import { bare822, isSpecial } from '../../qmail/token822.ts';
import type { Check, Report } from '../check.ts';
import { isOurs } from '../dns-names.ts';
import { injectNames, isPlain } from '../inject-names.ts';
import { isHostName } from '../names.ts';
import { remoteFate } from '../remote-fate.ts';
import { routing } from '../routing.ts';
import { controlPath } from '../text.ts';

/** Mail for a bare name gets defaulthost, and goes where such an address goes (qmail-inject.c:678). Left to other rules: that me is not local. */
export const check: Check = async function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const names = injectNames(target);
  const host = names === null ? null : hostOf(names);
  if (names === null || host === null || isOurs(controls, host)) return;
  const fate = await remoteFate(target)(host);
  const added = addsDomain(names);
  // The name in the file has the DNS against it, which a rule on all such names reports.
  if (!added && fate.some(({ id }) => id === 'REMOTE-13')) return;
  const path = controlPath(target, 'defaulthost');
  const message: Pick<Report, 'message'> = added
    ? { message: 'no-dot' }
    : fate.length > 0
      ? { message: 'nowhere' }
      : {};
  yield {
    ...message,
    data: { value: names.defaulthost.value, host, added: bare822(tokensOf(names.defaultdomain)), path },
    subject: { path, line: 1, domain: host },
    prevents: fate.length > 0 ? fate : [{ id: 'INJECT-Q2' }],
  };
};

/** The host of a bare name, where defaulthost is a file of its own and gives a host that can be one. */
function hostOf(names: InjectNames): string | null {
  if (!isPlain(names.defaulthost)) return null;
  const address = completed(names, 'user');
  if (address === null || address.filter((token) => isSpecial(token, '@')).length !== 1) return null;
  const host = bare822(address).replace(/^user@/, '');
  return isHostName(host) ? host : null;
}

/** Whether defaultdomain follows it. */
function addsDomain({ defaulthost }: InjectNames): boolean {
  return !tokensOf(defaulthost).some((token) => isSpecial(token, '.') || token.kind === 'literal');
}

function tokensOf({ tokens }: InjectNames['defaulthost']) {
  return 'unclosed' in tokens ? [] : tokens;
}

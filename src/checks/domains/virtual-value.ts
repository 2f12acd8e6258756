import { NOBODY } from '../../qmail/trace.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { endOf, exampleAddress, routing, type VirtualEntry, virtualEntries, virtualPlace } from '../routing.ts';
import { sedReplace } from '../sed.ts';

/** What a value may hold that no prefix of qmail's has, and what is left without it. */
const TRAITS: Record<string, { found: RegExp; without: (value: string) => string }> = {
  blank: { found: /^[ \t]/, without: (value) => value.replace(/^[ \t]+/, '') },
  at: { found: /@/, without: (value) => value.replace(/@.*$/, '') },
  colon: { found: /:/, without: (value) => value.replace(/:.*$/, '') },
};

/**
 * The whole value, whatever it holds, becomes part of the local part (qmail-send.c:154). `parameters.trait` says what of it is looked for.
 * Where a .qmail file was made for just that, nothing is wrong.
 */
export const check: Check = function* (target, rule) {
  const trait = TRAITS[String(rule.parameters?.trait)];
  const controls = routing(target);
  if (trait === undefined || 'skip' in controls) return 'skip' in controls ? yield controls : undefined;
  for (const entry of virtualEntries(controls)) {
    if (!trait.found.test(entry.value) || !couldMatch(entry.key) || controls.locals.find(entry.domain) !== null)
      continue;
    const end = endOf(target.trace(exampleAddress(entry.key)));
    if (end === 'elsewhere' && !fails(target, entry)) continue;
    const { data, subject } = virtualPlace(target, entry);
    const meant = trait.without(entry.value);
    yield {
      message: end === 'catch-all' ? 'caught' : 'default',
      data: {
        ...data,
        value: entry.value,
        meant,
        to: target.trace(exampleAddress(entry.key)).to.replace(NOBODY, 'user'),
        script: sedReplace(entry.text, [`${entry.key}:${meant}`]),
      },
      subject,
      prevents: consequence(target, entry),
    };
  }
};

/** A comment that became an entry has a key that no address has; its value does no harm. */
function couldMatch(key: string): boolean {
  return /^[\x21\x22\x24-\x7e]*$/.test(key);
}

function fails(target: Target, { key }: VirtualEntry): boolean {
  const status = target.trace(exampleAddress(key)).outcome?.status;
  return status === 'failure' || status === 'deferral';
}

function consequence(target: Target, { key }: VirtualEntry): Prevented[] {
  const { outcome } = target.trace(exampleAddress(key));
  if (outcome?.message == null || outcome.status === 'success') return [{ id: 'LOCAL-Q3' }];
  return [{ id: outcome.message, data: outcome.data }];
}

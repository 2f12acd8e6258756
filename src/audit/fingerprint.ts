/** What a finding is known by from one run to the next. */
import { createHash } from 'node:crypto';
import type { Report, Rule } from '../checks/check.ts';
import type { Finding } from './outcome.ts';

/** Data that tells one trouble of a place from another there: what was written, never how much, how old or on which line. */
const NAMING = [
  'entry',
  'key',
  'hosts',
  'relay',
  'address',
  'clients',
  'rule',
  'pattern',
  'name',
  'text',
  'domain',
  'to',
  'id',
  'mount',
  'program',
  'service',
];

/** Stays the same while the trouble does: no wording, line numbers, times or counts go into it. `message`: its key in the rule. */
export function fingerprintOf({ id }: Rule, message: string, { subject, data, prevents }: Report): string {
  const named = NAMING.flatMap((name) => (data[name] === undefined ? [] : [`${name}=${data[name]}`]));
  const { path = '', user = '', domain = '' } = subject;
  return hashOf([id, message, path, user, domain, ...(prevents ?? []).map((each) => each.id), '', ...named]);
}

/** What is the same twice (a line that is written twice) is told apart by its place in the order. */
export function apart(findings: readonly Finding[]): Finding[] {
  const known = new Map<string, number>();
  return findings.map((finding) => {
    const { fingerprint } = finding;
    const before = known.get(fingerprint) ?? 0;
    known.set(fingerprint, before + 1);
    return before === 0 ? finding : { ...finding, fingerprint: hashOf([fingerprint, String(before + 1)]) };
  });
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0'), 'latin1').digest('hex').slice(0, 16);
}

import { NOBODY } from '../../qmail/trace.ts';
import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';
import { bounces, seenIf } from '../local-address.ts';

/**
 * The last letter of a wildcard is noted as it is written, and addresses are cut behind the noted letters in lower case
 * (qmail-newu.c:109, qmail-lspawn.c:132), unless another wildcard ends in the same letter in lower case.
 */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  const ends = new Set(entries.filter(({ wild }) => wild).map(({ local }) => local.slice(-1)));
  for (const { wild, local, line, user } of entries) {
    const last = local.slice(-1);
    if (!wild || !/[A-Z]/.test(last) || ends.has(last.toLowerCase())) continue;
    yield {
      data: { path, line: String(line), name: local, lower: local.toLowerCase(), user, newu: newuOf(target) },
      subject: { path, line, user: local },
      prevents: [{ id: 'LSPAWN-Q1' }, ...seenIf(target, local + NOBODY, bounces)],
    };
  }
};

/** What the mailbox rules say of accounts, beside what a real qmail did with mail for them. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/audit/outcome.ts';
import type { Image } from '../../src/host/image.ts';
import { auditImage } from '../support/audit.ts';
import { readCases } from '../support/cases.ts';

interface Delivery {
  readonly channel: string;
  readonly to: string;
  readonly status: string;
  readonly report: string;
}

interface Installation {
  readonly name: string;
  readonly image: Image;
  readonly probes: readonly { readonly recipient?: string; readonly observed?: readonly Delivery[] }[];
}

/** What a program in a .qmail file wrote: its own decision. */
const OF_PROGRAMS = ['', 'out/'];

/** The rooms of the rules that tell of mail for an account by its own name. */
const AREAS = ['maildir', 'home', 'dot-qmail', 'users'];

/** They tell of a copy that is forwarded. */
const OF_COPIES = ['dot-qmail-cr', 'dot-qmail-path-forward'];

/** The first delivery for each account by its own name. */
function deliveries({ image, probes }: Installation): { user: string; delivery: Delivery }[] {
  const people = new Set(image.passwd.filter(([, uid]) => uid !== 0).map(([name]) => name));
  return probes.flatMap(({ recipient, observed }) => {
    const [delivery] = observed ?? [];
    const user = recipient?.slice(0, recipient.lastIndexOf('@'));
    if (user === undefined || delivery === undefined || !people.has(user)) return [];
    return delivery.channel === 'local' && delivery.to === recipient ? [{ user, delivery }] : [];
  });
}

function foretold(findings: readonly Finding[], user: string): (string | null)[] {
  return findings
    .filter(({ area, rule, subject }) => subject.user === user && AREAS.includes(area) && !OF_COPIES.includes(rule))
    .flatMap(({ prevents }) => prevents)
    .filter(({ status }) => status === 'deferral' || status === 'failure')
    .map(({ text }) => text);
}

describe.each(['installations', 'installations-netqmail'])('%s', (set) => {
  test('mail for an account ends as its findings say', async () => {
    let compared = 0;
    for (const installation of readCases<Installation>(set)) {
      const { findings, failed } = await auditImage(installation.image);
      expect(failed).toEqual([]);
      const errors = findings.filter(({ severity }) => severity === 'error');
      for (const { user, delivery } of deliveries(installation)) {
        const where = `${installation.name}, ${user}: ${delivery.report}`;
        if (delivery.status === 'success') expect(foretold(errors, user), where).toEqual([]);
        else if (!OF_PROGRAMS.includes(delivery.report))
          expect(foretold(findings, user), where).toContain(delivery.report);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(20);
  });
});

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

/** Of extensions, what no file of theirs is at fault for: there is none, or the home that users/assign gives them is closed. */
const NOT_OF_FILES = /^(Sorry,_no_mailbox|Unable_to_switch_to|Uh-oh:_home|Home_directory)/;

/** The rooms of the rules that tell of mail for an account by its own name. */
const AREAS = ['maildir', 'home', 'dot-qmail', 'users'];

/** They tell of a copy that is forwarded. */
const OF_COPIES = ['dot-qmail-cr', 'dot-qmail-path-forward', 'dot-qmail-address', 'dot-qmail-unused'];

interface Told {
  readonly local: string;
  /** The account; `local` may have an extension. */
  readonly user: string;
  readonly delivery: Delivery;
}

/** The first delivery for each account, by its own name or with an extension. */
function deliveries({ image, probes }: Installation): Told[] {
  const people = image.passwd.filter(([name, uid]) => uid !== 0 && name !== 'alias').map(([name]) => name);
  return probes.flatMap(({ recipient, observed }) => {
    const [delivery] = observed ?? [];
    const local = recipient?.slice(0, recipient.lastIndexOf('@'));
    const user = people.find((name) => local === name) ?? people.find((name) => local?.startsWith(`${name}-`));
    if (local === undefined || user === undefined || delivery === undefined) return [];
    return delivery.channel === 'local' && delivery.to === recipient ? [{ local, user, delivery }] : [];
  });
}

/** What the findings about an account foretell. */
function foretold(findings: readonly Finding[], user: string): (string | null)[] {
  return findings
    .filter(({ area, rule, subject }) => subject.user === user && AREAS.includes(area) && !OF_COPIES.includes(rule))
    .flatMap(({ prevents }) => prevents)
    .filter(({ status }) => status === 'deferral' || status === 'failure')
    .map(({ text }) => text);
}

/** Those that speak of mail for that very address. */
function about(findings: readonly Finding[], { local, user }: Told): Finding[] {
  return findings.filter(({ message }) => {
    const ext = new RegExp(`[Mm]ail for ${user}-(\\S+)`).exec(message)?.[1];
    if (ext === undefined) return local === user;
    const of = local.slice(user.length + 1).toLowerCase();
    return ext.endsWith('*') ? false : of === ext;
  });
}

describe.each(['installations', 'installations-netqmail'])('%s', (set) => {
  test('mail for an account ends as its findings say', async () => {
    let compared = 0;
    for (const installation of readCases<Installation>(set)) {
      const { findings, failed } = await auditImage(installation.image);
      expect(failed).toEqual([]);
      const errors = findings.filter(({ severity }) => severity === 'error');
      for (const each of deliveries(installation)) {
        const { local, user, delivery } = each;
        const where = `${installation.name}, ${local}: ${delivery.report}`;
        if (local !== user && NOT_OF_FILES.test(delivery.report)) continue;
        if (delivery.status === 'success') expect(foretold(about(errors, each), user), where).toEqual([]);
        else if (!OF_PROGRAMS.includes(delivery.report))
          expect(foretold(findings, user), where).toContain(delivery.report);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(20);
  });
});

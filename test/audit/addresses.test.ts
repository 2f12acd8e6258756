/** The list of addresses against what a real qmail did: whatever it delivered is listed, and where it bounced nothing else is said. */
import { expect, test } from 'vitest';
import { addresses, type ListedAddress } from '../../src/audit/addresses.ts';
import { textOf } from '../../src/host/bytes.ts';
import { imageHost } from '../../src/host/image.ts';
import { byteString, readCases } from '../support/cases.ts';
import { type Installation, targetOf } from '../support/probes.ts';

async function listOf({ image }: Installation): Promise<ListedAddress[]> {
  const listed: ListedAddress[] = [];
  const host = { ...imageHost(image), dns: imageHost({ ...image, dns: {} }).dns };
  for await (const each of addresses(targetOf(host, image), {})) if (!('reason' in each)) listed.push(each);
  return listed;
}

/** The entry that speaks of an address: its own, else the closest pattern that it fits. */
function entryFor(listed: readonly ListedAddress[], address: string): ListedAddress | undefined {
  const wanted = address.toLowerCase();
  const own = listed.find((each) => !each.wild && each.address.toLowerCase() === wanted);
  if (own !== undefined) return own;
  return listed
    .filter((each) => each.wild && fits(each.address.toLowerCase(), wanted))
    .toSorted((one, other) => letters(other) - letters(one))[0];
}

function letters({ address }: ListedAddress): number {
  return address.replaceAll('*', '').length;
}

function fits(pattern: string, address: string): boolean {
  const pieces = pattern.split('*').map((piece) => piece.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`, 's').test(address);
}

/** Names that are not listed: `alias-info`, which is info once more, and what the percent hack rewrites. */
const UNLISTED = /^alias-|%.*@/;

test('every address that a real qmail delivered to is listed, and ends as it did', async () => {
  const wrong: unknown[] = [];
  let exact = 0;
  for (const installation of readCases<Installation>('installations')) {
    const listed = await listOf(installation);
    for (const probe of installation.probes) {
      if (probe.kind !== 'deliver' || !probe.recipient.includes('@') || UNLISTED.test(probe.recipient)) continue;
      const [first] = probe.observed;
      if (first?.channel !== 'local') continue;
      const entry = entryFor(listed, textOf(byteString(probe.recipient)));
      if (entry !== undefined && !entry.wild) exact += 1;
      // A name that nobody has is not listed, in whatever domain and behind whosever name.
      if (entry?.others && first.report.startsWith('Sorry,_no_mailbox_here')) continue;
      if (!agrees(entry, first.status))
        wrong.push({ name: installation.name, recipient: probe.recipient, first, entry });
    }
  }
  expect(wrong.slice(0, 12)).toEqual([]);
  expect(exact).toBeGreaterThan(1000);
});

/** What happens at the first hop; of what a program does nothing is known. */
function agrees(entry: ListedAddress | undefined, status: string): boolean {
  if (entry === undefined) return status === 'failure';
  const here = entry.ends.filter(({ via }) => via === undefined);
  if (here.some(({ kind }) => kind === 'program')) return true;
  const says = (wanted: string) => here.some(({ kind }) => kind === wanted);
  if (status === 'failure') return says('bounce');
  return status === 'deferral' ? says('deferral') : !says('bounce') && !says('deferral');
}

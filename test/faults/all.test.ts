/** Every recorded fault of both variants, none left out: what its record expects of an audit. */
import { describe, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { readCases } from '../support/cases.ts';

interface Fault {
  readonly name: string;
  readonly image: Image;
  readonly expect: { readonly texts: readonly string[]; readonly path?: string };
}

describe.each([
  ['faults', 57],
  ['faults-netqmail', 6],
] as const)('%s', (file, count) => {
  const faults = readCases<Fault>(file);

  test('all are here', () => expect(faults).toHaveLength(count));

  test.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (_, { image, expect: wanted }) => {
    const outcome = await auditImage(image);
    expect(outcome.failed).toEqual([]);
    const found = troubles(outcome);
    const shown = found.flatMap(({ prevents }) => prevents.flatMap(({ text }) => text ?? []));
    const { texts, path } = wanted;
    const isNamed = texts.some((text) => shown.includes(text));
    const isPointedAt = path !== undefined && found.some(({ subject }) => subject.path?.endsWith(path));
    if (texts.length > 0 || path !== undefined)
      expect({ isNamed, isPointedAt }).not.toEqual({ isNamed: false, isPointedAt: false });
    // qmail said nothing that it does not say of the sound installation: nothing may be claimed.
    else
      expect(
        outcome.findings
          .filter(({ rule }) => rule === 'account-missing')
          .flatMap(({ prevents }) => prevents.flatMap(({ text }) => text ?? [])),
      ).toEqual([]);
  });
});

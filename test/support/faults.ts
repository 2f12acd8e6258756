/** The recorded faults: an installation with one thing broken, and what a real qmail wrote. */
import { describe, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { auditImage, troubles } from './audit.ts';
import { readCases } from './cases.ts';

interface Fault {
  readonly name: string;
  readonly image: Image;
  /** `texts`: what was written because of it. `path`: the end of the path of the file at fault. */
  readonly expect: { readonly texts: readonly string[]; readonly path?: string };
}

/** One test for each fault of these names: an error or warning names one of its texts, or the file where nothing was written. */
export function faultTests(names: readonly string[]): void {
  const faults = readCases<Fault>('faults');
  describe('faults', () => {
    test.each(names)('%s', async (name) => {
      const fault = faults.find((each) => each.name === name);
      if (fault === undefined) throw new Error(`no fault ${name}`);
      const { texts, path } = fault.expect;
      const found = troubles(await auditImage(fault.image));
      const shown = found.flatMap(({ prevents }) => prevents.map(({ text }) => text));
      if (texts.length > 0) expect(texts.some((text) => shown.includes(text))).toBe(true);
      if (path !== undefined) expect(found.filter(({ subject }) => subject.path?.endsWith(path))).not.toEqual([]);
    });
  });
}

/** The model against what a real qmail did: every delivery and every SMTP talk of the recorded installations, byte for byte. */
import { expect, test } from 'vitest';
import { imageHost } from '../../src/host/image.ts';
import { readCases } from '../support/cases.ts';
import { type Installation, judge, type Verdicts } from '../support/probes.ts';
import { type Setup, setUp } from '../support/setup.ts';

test.each(['installations', 'installations-netqmail'])('%s: all is foretold', async (name) => {
  const verdicts: Verdicts = { wrong: [], told: 0 };
  for (const each of readCases<Installation>(name)) await judge(each, imageHost(each.image), verdicts);
  expect(verdicts.wrong).toEqual([]);
  expect(verdicts.told).toBeGreaterThan(0);
});

/** The sound installation with some paths changed, one for each thing that a model may get wrong. */
test.each(readCases<Omit<Installation, 'image'> & { setup: Setup }>('odd'))(
  '$name',
  async ({ name, setup, probes }) => {
    const verdicts: Verdicts = { wrong: [], told: 0 };
    const image = setUp(setup);
    await judge({ name, image, probes }, imageHost(image), verdicts);
    expect(verdicts.wrong).toEqual([]);
    expect(verdicts.told).toBeGreaterThan(0);
  },
);

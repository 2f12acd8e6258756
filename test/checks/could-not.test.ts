/** What cannot be looked at is said to be unchecked, by every rule that needs it, and keeps no rule from what else it looks at. */
import { expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { auditImage } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';

const CONTROL = '/var/qmail/control';

/** The installation with the content of one control file not recorded. */
function without(setup: Setup, name: string): Image {
  const image = setUp(setup);
  const path = `${CONTROL}/${name}`;
  return {
    ...image,
    files: image.files.map(({ content, base64, ...file }) =>
      file.path === path
        ? file
        : { ...file, ...(content === undefined ? {} : { content }), ...(base64 === undefined ? {} : { base64 }) },
    ),
  };
}

async function unchecked(image: Image): Promise<(string | undefined)[][]> {
  const { skipped } = await auditImage(image);
  return skipped.filter(({ kind }) => kind === 'could-not').map(({ rule, path }) => [rule, path]);
}

const ROUTE = { [`${CONTROL}/smtproutes`]: 'far.test:relay.test:\n' };

test('whether a route is used is not known where virtualdomains is not', async () => {
  const image = without({ ...ROUTE, [`${CONTROL}/virtualdomains`]: 'x.test:alice\n' }, 'virtualdomains');
  const path = `${CONTROL}/virtualdomains`;
  expect(await unchecked(image)).toEqual(
    expect.arrayContaining([
      ['route-unused', path],
      ['route-port-missing', path],
    ]),
  );
});

test('a file that is not recorded leaves the others of its rule', async () => {
  const image = without(
    {
      [`${CONTROL}/rcpthosts`]: 'one.test\n',
      [`${CONTROL}/locals`]: 'one.test.\n',
      [`${CONTROL}/concurrencylocal`]: '0\n',
      [`${CONTROL}/concurrencyremote`]: '0\n',
    },
    'concurrencylocal',
  );
  const outcome = await auditImage(image);
  expect(await unchecked(image)).toContainEqual(['concurrency-zero', `${CONTROL}/concurrencylocal`]);
  expect(outcome.findings.filter(({ rule }) => rule === 'concurrency-zero').map(({ subject }) => subject.path)).toEqual(
    [`${CONTROL}/concurrencyremote`],
  );
});

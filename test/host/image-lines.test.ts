import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { imageHost, openImageFile, readImage } from '../../src/host/image.ts';
import { readByLines } from '../../src/host/image-lines.ts';
import { oldTree, POSTFIX } from '../support/old-tree.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const image = oldTree({ ...POSTFIX, '/etc/größe': 'ä\n' });
/** As `snapshot` writes it. */
function laidOut({ files, ...rest }: typeof image, end = '"taken":1700000000}'): string {
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},\n"files":[\n${files.map((file) => JSON.stringify(file)).join(',\n')}],\n${end}\n`;
}
const kept = (name: string, content: string | Buffer): string => {
  const file = join(dir, name);
  writeFileSync(file, content);
  return file;
};

/** All that the host says of every path. */
function all(host: ReturnType<typeof imageHost>, path = '/'): unknown[] {
  const stat = host.lstat(path);
  const own = [path, stat, stat?.type === 'file' ? host.read(path) : null];
  if (stat?.type !== 'dir') return [own];
  const names = host.list(path).toSorted();
  return [own, ...names.flatMap((name) => all(host, `${path === '/' ? '' : path}/${name}`))];
}

test('an image with a file on each line is the same machine as when it is read as a whole', async () => {
  const text = laidOut(image);
  const files: unknown[] = [];
  expect(await readByLines([Buffer.from(text)], (file) => files.push(file))).not.toBeNull();
  expect(files).toEqual(image.files);
  for (const [name, content] of [
    ['plain.json', text],
    ['packed.json.gz', gzipSync(text)],
  ] as const) {
    const file = kept(name, content);
    const opened = await openImageFile(file);
    expect(all(opened.host)).toEqual(all(imageHost(readImage(file))));
    expect(opened.host.now).toBe(1_700_000_000);
    expect(opened.host.accounts.all).toHaveLength(image.passwd.length);
  }
});

test('a path that is there twice is one name in its directory', async () => {
  const [first] = image.files;
  if (first === undefined) throw new Error('no file');
  const { host } = await openImageFile(kept('twice.json', laidOut({ ...image, files: [...image.files, first] })));
  expect(all(host)).toEqual(all(imageHost(image)));
});

test('pieces may end anywhere', async () => {
  const bytes = Buffer.from(laidOut(image));
  for (const length of [1, 7, 100]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
      bytes.subarray(index * length, (index + 1) * length),
    );
    const files: unknown[] = [];
    expect(await readByLines(pieces, (file) => files.push(file))).toMatchObject({ taken: 1_700_000_000 });
    expect(files).toEqual(image.files);
  }
});

test('many files, in more than one piece', async () => {
  const files = Array.from({ length: 5000 }, (_, index) => ({
    ...(image.files[0] as (typeof image.files)[0]),
    path: `/home/many/with-a-name-that-is-long-enough-for-several-pieces-${index}`,
  }));
  const many = { ...image, files };
  const { host } = await openImageFile(kept('many.json', laidOut(many)));
  expect(host.list('/home/many')).toHaveLength(5000);
});

test.each([
  ['a line that is no file', laidOut(image).replace('"type":"dir"', '"type":"door"'), /\/files\/0\/type/],
  ['a line that is no JSON', laidOut(image).replace('{"path"', '{path'), /it is cut short or damaged$/],
  ['an end that is no JSON', laidOut(image, 'oops'), /it is cut short or damaged$/],
  ['what is cut off', laidOut(image).slice(0, 3000), /it is cut short or damaged$/],
  ['another text', 'hello', /it is not JSON$/],
  ['other JSON', '{"files": []}', /its "format" is not "qmail-lint\/image"$/],
  ['a list', '[]', /its "format" is not "qmail-lint\/image"$/],
  [
    'a newer image',
    laidOut({ ...image, version: 2 as 1 }),
    /is an image of version 2, and this qmail-lint reads version 1/,
  ],
  ['no version', laidOut({ ...image, version: 'x' as unknown as 1 }), /\/version must be equal to constant$/],
  ['what was packed and cut off', gzipSync(laidOut(image)).subarray(0, 500), /the compressed data is cut short$/],
  ['what is packed and no image', gzipSync('hello\n'.repeat(1e5)), /it is not JSON$/],
  ['what unpacks without end', gzipSync(Buffer.alloc(600 * 1024 * 1024, ' '), { level: 1 }), /it is too large$/],
])('%s is told in a line', async (_, text, says) => {
  await expect(openImageFile(kept('broken.json', text))).rejects.toThrow(says);
});

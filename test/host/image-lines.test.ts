import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { imageHost, openImageFile, readImage } from '../../src/host/image.ts';
import { imageParts } from '../../src/host/image-lines.ts';
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

test('an image with a file on each line is the same machine as when it is read as a whole', () => {
  const text = laidOut(image);
  expect(imageParts(Buffer.from(text))).not.toBeNull();
  for (const [name, content] of [
    ['plain.json', text],
    ['packed.json.gz', gzipSync(text)],
  ] as const) {
    const file = kept(name, content);
    const opened = openImageFile(file);
    expect(all(opened.host)).toEqual(all(imageHost(readImage(file))));
    expect(opened.host.now).toBe(1_700_000_000);
    expect(opened.host.accounts.all).toHaveLength(image.passwd.length);
  }
});

test('a path that is there twice is one name in its directory', () => {
  const [first] = image.files;
  if (first === undefined) throw new Error('no file');
  const { host } = openImageFile(kept('twice.json', laidOut({ ...image, files: [...image.files, first] })));
  expect(all(host)).toEqual(all(imageHost(image)));
});

test('many files, in more than one piece', () => {
  const files = Array.from({ length: 5000 }, (_, index) => ({
    ...(image.files[0] as (typeof image.files)[0]),
    path: `/home/many/with-a-name-that-is-long-enough-for-several-pieces-${index}`,
  }));
  const many = { ...image, files };
  const { host } = openImageFile(kept('many.json', laidOut(many)));
  expect(host.list('/home/many')).toHaveLength(5000);
});

test.each([
  ['a line that is no file', laidOut(image).replace('"type":"dir"', '"type":"door"'), /\/files\/0\/type/],
  ['a line that is no JSON', laidOut(image).replace('{"path"', '{path'), /it is not JSON/],
  ['an end that is no JSON', laidOut(image, 'oops'), /it is not JSON/],
  ['what is cut off', laidOut(image).slice(0, 3000), /it is not JSON/],
])('%s is told as ever', (_, text, says) => {
  expect(() => openImageFile(kept('broken.json', text))).toThrow(says);
});

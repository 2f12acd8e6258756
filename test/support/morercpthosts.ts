/** morercpthosts.cdb, made the way qmail-newmrh makes it. */
import type { Image } from '../../src/host/image.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { morercpthostsKeys } from '../../src/qmail/newmrh.ts';

const SOURCE = '/var/qmail/control/morercpthosts';

/** The cdb that a text compiles to, as base64. */
export function newmrh(text: string): string {
  return cdbMake(morercpthostsKeys(text).map(({ key }) => ({ key, value: '' }))).toString('base64');
}

/** Adds morercpthosts.cdb made from morercpthosts, unless there is one already or nothing to make it from. */
export function compileMorercpthosts(image: Image): Image {
  const source = image.files.find(({ path }) => path === SOURCE)?.content;
  if (source === undefined || image.files.some(({ path }) => path === `${SOURCE}.cdb`)) return image;
  const cdb = { path: `${SOURCE}.cdb`, type: 'file', owner: 'root', group: 'qmail', mode: '0644' } as const;
  return { ...image, files: [...image.files, { ...cdb, base64: newmrh(source) }] };
}

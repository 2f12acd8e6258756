/** users/cdb as the experiments tell of it, made the way qmail-newu makes it. */
import type { Image, ImageFile } from '../../src/host/image.ts';
import { assignRecords, parseAssign } from '../../src/qmail/assign.ts';
import { type CdbEntry, cdbMake } from '../../src/qmail/cdb.ts';

const ASSIGN = '/var/qmail/users/assign';
const CDB = '/var/qmail/users/cdb';

/** Adds users/cdb as qmail-newu makes it from users/assign, which gets its last line where the record left that out. */
export function compileUsers(image: Image): Image {
  const source = image.files.find(({ path }) => path === ASSIGN);
  if (source?.content === undefined) return image;
  const content = parseAssign(source.content).dotLine === null ? `${source.content}.\n` : source.content;
  const base64 = compiled(content);
  const others = image.files.filter(({ path }) => path !== ASSIGN && path !== CDB);
  const cdb: ImageFile = { path: CDB, type: 'file', owner: 'root', group: 'root', mode: '0644', base64 };
  return { ...image, files: [...others, { ...source, content }, cdb] };
}

/** The cdb that a record describes in words, as base64; null where it does not. `assign` is users/assign of the same record. */
export function describedCdb(words: string, assign: string): string | null {
  if (words === 'compiled') return compiled(assign);
  const [, lines] = /^(?:compiled before the edit:|from) (.*)$/s.exec(words) ?? [];
  if (lines !== undefined) return compiled(`${lines}\n.\n`);
  const [, records, cut] = /^cdb of \[(.*)\](?: cut to (\d+) bytes)?$/s.exec(words) ?? [];
  if (records === undefined) return null;
  const file = cdbMake([...records.matchAll(/\('(.*?)', '(.*?)'\)/g)].map(recordOf));
  return file.subarray(0, cut === undefined ? file.length : Number(cut)).toString('base64');
}

function recordOf([, key = '', value = '']: RegExpExecArray): CdbEntry {
  return { key: key.replaceAll('\\x00', '\0'), value: value.replaceAll('\\x00', '\0') };
}

function compiled(assign: string): string {
  return cdbMake(assignRecords(parseAssign(assign).entries)).toString('base64');
}

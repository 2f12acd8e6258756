/** Tables of sendmail that are made from a text by makemap(8). */
import type { Host } from '../../host/host.ts';
import { type MapLine, parseMap } from '../maps.ts';
import type { Trouble } from '../old-mail.ts';
import { exists, readOld, textOrTrouble } from '../old-text.ts';
import type { SendmailCf } from './cf.ts';

const FROM_TEXT = ['hash', 'btree', 'dbm', 'cdb', 'text'];

/** The entries of the map that sendmail.cf calls `name`, in order; none of one that is not there or cannot be read as text. */
export function mapEntries(host: Host, cf: SendmailCf, name: string, troubles: Trouble[]): readonly MapLine[] {
  const spec = cf.maps.get(name);
  if (spec === undefined) return [];
  const { type, file, optional, at } = spec;
  if (!FROM_TEXT.includes(type) || !file.startsWith('/')) {
    troubles.push({ kind: 'by-hand', what: 'table-type', at, data: { type, table: file } });
    return [];
  }
  const read = readOld(host, file);
  if (read.state === 'absent' && exists(host, `${file}.db`) === true) {
    troubles.push({ kind: 'could-not', what: 'binary-only', at: { file: `${file}.db` }, data: { source: file } });
    return [];
  }
  const text = textOrTrouble(read, troubles, !optional);
  if (text === null) return [];
  const { entries, troubles: wrong } = parseMap(text, file, 'makemap');
  troubles.push(...wrong);
  return entries;
}

/** Lookup tables of Postfix (DATABASE_README): those made from a text are read from it, the rest is told of. */
import type { Host } from '../../host/host.ts';
import { type MapLine, parseMap } from '../maps.ts';
import type { Place, Trouble } from '../old-mail.ts';
import { exists, readOld, textOrTrouble } from '../old-text.ts';

export interface TableSpec {
  readonly type: string;
  readonly name: string;
}

/** Whose source is the file of their name. */
const FROM_TEXT = ['hash', 'btree', 'cdb', 'dbm', 'sdbm', 'lmdb', 'texthash'];
/** Sources of names that are no table of ours to read: users of the machine. */
const PASSWD = /^(proxy:)?unix:(passwd|group)\.byname$/;

const BINARY: Readonly<Record<string, string>> = {
  hash: '.db',
  btree: '.db',
  cdb: '.cdb',
  dbm: '.pag',
  sdbm: '.pag',
  lmdb: '.lmdb',
};

/** `type:name`, where `proxy:` before it changes nothing; null for what is no table. */
export function tableSpec(text: string, defaultType = 'hash'): TableSpec | null {
  const plain = text.replace(/^(proxy:)+/, '');
  const [, type, name = ''] = /^([a-z_][a-z0-9_]*):(.*)$/s.exec(plain) ?? [];
  if (type !== undefined) return { type, name };
  return plain.startsWith('/') ? { type: defaultType, name: plain } : null;
}

/** The file that an aliases-like table is made from, or null with what must be done by hand noted. */
export function tableText(
  host: Host,
  spec: TableSpec,
  at: Place,
  troubles: Trouble[],
): { file: string; text: string } | null {
  if (!FROM_TEXT.includes(spec.type)) {
    if (spec.type !== 'nis') byHand(spec, at, troubles);
    return null;
  }
  const read = readOld(host, spec.name);
  const binary = BINARY[spec.type];
  if (read.state === 'absent' && binary !== undefined && exists(host, `${spec.name}${binary}`) === true) {
    troubles.push({
      kind: 'could-not',
      what: 'binary-only',
      at: { file: `${spec.name}${binary}` },
      data: { source: spec.name },
    });
    return null;
  }
  const text = textOrTrouble(read, troubles, true);
  return text === null ? null : { file: spec.name, text };
}

/** The entries of a table, in order; none of one that cannot be read as text. */
export function tableEntries(host: Host, spec: TableSpec, at: Place, troubles: Trouble[]): readonly MapLine[] {
  if (spec.type === 'inline') return inlineEntries(spec.name, at);
  if (spec.type === 'static') {
    byHand(spec, at, troubles);
    return [];
  }
  const source = tableText(host, spec, at, troubles);
  if (source === null) return [];
  const { entries, troubles: found } = parseMap(source.text, source.file, 'postmap');
  troubles.push(...found);
  return entries;
}

/** `inline:{ key=value, { key = value with blanks } }`. */
function inlineEntries(text: string, at: Place): MapLine[] {
  const inside = /^\{([\s\S]*)\}$/.exec(text.trim())?.[1] ?? '';
  const parts = inside.match(/\{[^{}]*\}|[^\s,{}]+=[^\s,{}]*/g) ?? [];
  return parts.flatMap((part) => {
    const [, key = '', value = ''] = /^\{?\s*([^=\s]+)\s*=\s*([\s\S]*?)\s*\}?$/.exec(part) ?? [];
    return key === '' ? [] : [{ key: key.toLowerCase(), value, at }];
  });
}

export function isPasswd(text: string): boolean {
  return PASSWD.test(text);
}

function byHand({ type, name }: TableSpec, at: Place, troubles: Trouble[]): void {
  troubles.push({ kind: 'by-hand', what: 'table-type', at, data: { type, table: name } });
}

/** Builds an installation as the experiments describe it: the sound one with some paths changed. */
import type { Image, ImageFile } from '../../src/host/image.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { compileTcprules, tcprulesRecords } from '../../src/qmail/tcprules.ts';
import { readCase } from './cases.ts';
import { newmrh } from './morercpthosts.ts';
import { describedCdb } from './users.ts';

/**
 * Path to text, to attributes, or to null (remove it and all below); `passwd`, `group`, `default delivery instruction`, `host`.
 * users/cdb may be told in words: `compiled` (from users/assign), `from` lines of it, `cdb of` records. `{ newmrh: TEXT }` is what qmail-newmrh
 * makes of that text, `{ tcprules: TEXT }` what tcprules makes of it.
 */
export type Setup = Readonly<Record<string, unknown>>;

interface Attributes {
  mode?: string;
  /** `user`, `user:group`, or a uid. */
  owner?: string | number;
  group?: string | number;
  type?: ImageFile['type'];
  content?: string;
  base64?: string;
  target?: string;
  symlink?: string;
  mounted?: string;
  dir?: boolean;
  fifo?: boolean;
  socket?: boolean;
  holds?: string;
  'made by'?: string;
  size?: number;
  mtime?: number;
}

export function soundImage(): Image {
  return readCase<Image>('sound');
}

export function setUp(setup: Setup, base: Image = soundImage()): Image {
  const files = new Map(base.files.map((file) => [file.path, file]));
  const gone = /^no account (\w+)$/.exec(String(setup.passwd))?.[1];
  const passwd = [...base.passwd.filter(([name]) => name !== gone), ...passwdLines(setup.passwd)];
  for (const [path, value] of Object.entries(setup))
    if (path.startsWith('/')) put(files, path, toldCdb(path, value, setup), setup);
  const delivery = setup['default delivery instruction'];
  return {
    ...base,
    ...(typeof delivery === 'string' ? { defaultDelivery: delivery } : {}),
    ...(setup.host === undefined ? {} : { host: setup.host as NonNullable<Image['host']> }),
    ...(setup.processes === undefined ? {} : { processes: setup.processes as NonNullable<Image['processes']> }),
    ...(setup.zone === undefined ? {} : { dns: setup.zone as NonNullable<Image['dns']> }),
    passwd: passwd.filter(([name], index) => passwd.findLastIndex(([other]) => other === name) === index),
    files: [...files.values()],
  };
}

/** Adds /etc/tcp.smtp.cdb as tcprules makes it from /etc/tcp.smtp, where it takes that. */
export function compileRules(image: Image): Image {
  const source = image.files.find((file) => file.path === '/etc/tcp.smtp')?.content;
  const given = image.files.find((file) => file.path === '/etc/tcp.smtp.cdb');
  if (source === undefined || given?.type === 'file') return image;
  const compiled = compileTcprules(source);
  if (!compiled.ok) return image;
  const base64 = cdbMake(tcprulesRecords(compiled.rules)).toString('base64');
  const { owner = 'root', group = 'root', mode = '0644' } = given ?? {};
  const cdb: ImageFile = { path: '/etc/tcp.smtp.cdb', type: 'file', owner, group, mode, base64 };
  return { ...image, files: [...image.files, cdb] };
}

function tcprules(source: string): string {
  const compiled = compileTcprules(source);
  if (!compiled.ok) throw new Error(compiled.says);
  return cdbMake(tcprulesRecords(compiled.rules)).toString('base64');
}

function passwdLines(lines: unknown): [string, number, number, string][] {
  const list = Array.isArray(lines) ? lines : typeof lines === 'string' ? [lines] : [];
  return list.flatMap((line: string) => {
    const [name, , uid, gid, , home] = line.split(':');
    return name && uid && gid && home !== undefined && /^\d+$/.test(uid)
      ? [[name, Number(uid), Number(gid), home]]
      : [];
  });
}

function put(files: Map<string, ImageFile>, path: string, value: unknown, setup: Setup): void {
  if (value === null) {
    for (const each of files.keys()) if (each === path || each.startsWith(`${path}/`)) files.delete(each);
    return;
  }
  const before = files.get(path);
  if (typeof value === 'string') {
    const {
      size: _,
      mtime: __,
      base64: ___,
      ...rest
    }: Partial<ImageFile> & Pick<ImageFile, 'owner' | 'group' | 'mode'> = before ?? {
      path,
      ...ownerBelow(path),
      mode: '0644',
    };
    files.set(path, { ...rest, path, type: 'file', content: value });
    return;
  }
  const made = fileOf(path, value as Attributes, before);
  files.set(path, made);
  if (!holdsMaildir(value as Attributes)) return;
  for (const name of ['tmp', 'new', 'cur']) {
    const inner = `${path}/${name}`;
    if (!(inner in setup)) files.set(inner, { ...made, path: inner });
  }
}

function toldCdb(path: string, value: unknown, setup: Setup): unknown {
  const { newmrh: text, tcprules: rules, ...rest } = (value ?? {}) as Record<string, unknown>;
  if (typeof text === 'string') return { ...rest, type: 'file', base64: newmrh(text) };
  if (typeof rules === 'string') return { ...rest, type: 'file', base64: tcprules(rules) };
  if (path !== '/var/qmail/users/cdb' || typeof value !== 'string') return value;
  const assign = setup['/var/qmail/users/assign'];
  const base64 = describedCdb(value, typeof assign === 'string' ? assign : '');
  return base64 === null ? value : { type: 'file', base64 };
}

/** Whether tmp, new and cur are there too, with the same owner and mode. */
function holdsMaildir(value: Attributes): boolean {
  return value.holds !== undefined || value['made by'] !== undefined || /throughout$/.test(value.mode ?? '');
}

/** A file in a home is its user's, any other is root's. */
function ownerBelow(path: string): Pick<ImageFile, 'owner' | 'group'> {
  const user = /^\/home\/([^/]+)\//.exec(path)?.[1];
  return user === undefined ? { owner: 'root', group: 'qmail' } : { owner: user, group: 'users' };
}

function fileOf(path: string, value: Attributes, before: ImageFile | undefined): ImageFile {
  const named = typeof value.owner === 'string' ? value.owner.replace(/ throughout$/, '') : value.owner;
  const [owner, group] = typeof named === 'string' && named.includes(':') ? named.split(':') : [named, value.group];
  const target = value.symlink ?? value.target;
  const type = value.type ?? typeOf(value) ?? before?.type ?? 'dir';
  const defaults = before ?? { ...ownerBelow(path), mode: type === 'dir' ? '0755' : '0644' };
  const content = value.content ?? (type === 'file' && value.base64 === undefined ? before?.content : undefined);
  return {
    path,
    type,
    owner: numeric(owner ?? defaults.owner),
    group: numeric(value.group ?? group ?? defaults.group),
    mode: value.mode?.replace(/ throughout$/, '') ?? defaults.mode,
    ...(content === undefined ? {} : { content }),
    ...(value.base64 === undefined ? {} : { base64: value.base64 }),
    ...(target === undefined ? {} : { target }),
    ...(value.size === undefined ? {} : { size: value.size }),
    ...(value.mtime === undefined ? {} : { mtime: value.mtime }),
    ...(value.mounted === 'another filesystem' ? { device: 1 } : {}),
  };
}

function typeOf(value: Attributes): ImageFile['type'] | undefined {
  if (value.symlink !== undefined || value.target !== undefined) return 'symlink';
  if (value.content !== undefined || value.base64 !== undefined) return 'file';
  if (value.dir) return 'dir';
  if (value.fifo) return 'fifo';
  return value.socket ? 'socket' : undefined;
}

function numeric(owner: string | number): string | number {
  return typeof owner === 'string' && /^\d+$/.test(owner) ? Number(owner) : owner;
}

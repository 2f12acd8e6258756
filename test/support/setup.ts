/** Builds an installation as the experiments describe it: the sound one with some paths changed. */
import type { Image, ImageFile } from '../../src/host/image.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { compileTcprules, tcprulesRecords } from '../../src/qmail/tcprules.ts';
import { readCase } from './cases.ts';
import { newmrh } from './morercpthosts.ts';
import { describedCdb } from './users.ts';

/**
 * Path to text, to attributes (`PATH/**`: of it and of all that is below), or to null (remove it and all below); `passwd`, `group`, `default delivery instruction`, `host`,
 * `processes`, `mounts`, `room`, `taken`; `suppressions` of the configuration are the audit's matter.
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
  inode?: number;
}

export function soundImage(): Image {
  return readCase<Image>('sound');
}

export function setUp(setup: Setup, base: Image = soundImage()): Image {
  const files = new Map(numbered(base, setup).map((file) => [file.path, file]));
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
    ...(setup.taken === undefined ? {} : { taken: Number(setup.taken) }),
    ...(setup.mounts === undefined ? {} : { mounts: setup.mounts as NonNullable<Image['mounts']> }),
    ...(setup.room === undefined ? {} : { room: setup.room as NonNullable<Image['room']> }),
    ...mountedAs(setup),
    ...(setup.zone === undefined ? {} : { dns: setup.zone as NonNullable<Image['dns']> }),
    passwd: passwd.filter(([name], index) => passwd.findLastIndex(([other]) => other === name) === index),
    group: groupsOf(base, setup.group),
    files: [...files.values()],
  };
}

/** `mounted` of a path, where that says more than that it is another file system. */
function mountedAs(setup: Setup): Pick<Image, 'mounts' | 'room'> {
  for (const [path, value] of Object.entries(setup)) {
    const { mounted } = (value ?? {}) as Attributes;
    if (mounted === 'nosuid') return { mounts: [{ path, type: 'tmpfs', options: ['rw', 'nosuid'] }] };
    if (mounted !== 'no free blocks' && mounted !== 'no free inodes') continue;
    const free = { blocks: 1000, blocksFree: 1000, inodes: 1000, inodesFree: 1000, blockSize: 4096 };
    return { room: { [path]: { ...free, [mounted === 'no free blocks' ? 'blocksFree' : 'inodesFree']: 0 } } };
  }
  return {};
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

/** `no group NAME`, or lines of /etc/group. */
function groupsOf(base: Image, told: unknown): [string, number][] {
  const text = Array.isArray(told) ? told.join('\n') : String(told ?? '');
  const gone = /^no group (\w+)$/.exec(text)?.[1];
  const lines = [...text.matchAll(/(\w+):x:(\d+):/g)].map(([, name = '', gid]): [string, number] => [
    name,
    Number(gid),
  ]);
  const kept = base.group.filter(([name]) => name !== gone && !lines.some(([other]) => other === name));
  return [...kept.map(([name, gid]): [string, number] => [name, gid]), ...lines];
}

/** A file keeps its number when one of qmail's accounts or groups gets another one, or goes. */
function numbered(base: Image, setup: Setup): readonly ImageFile[] {
  if (setup.passwd === undefined && setup.group === undefined) return base.files;
  const users = new Map<string | number, number>(
    base.passwd.filter(([name]) => /^(alias|qmail[dlpqrs])$/.test(name)).map(([name, uid]) => [name, uid]),
  );
  const groups = new Map<string | number, number>(
    base.group.filter(([name]) => name === 'qmail' || name === 'nofiles').map(([name, gid]) => [name, gid]),
  );
  return base.files.map((file) => ({
    ...file,
    owner: users.get(file.owner) ?? file.owner,
    group: groups.get(file.group) ?? file.group,
  }));
}

function put(files: Map<string, ImageFile>, path: string, value: unknown, setup: Setup): void {
  if (path.endsWith('/**')) {
    const below = [...files.keys()].filter((each) => `${each}/`.startsWith(path.slice(0, -2)));
    for (const each of below) put(files, each, value, setup);
    return;
  }
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
    ...(value.inode === undefined ? {} : { inode: value.inode }),
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

/** Where scripts are that may start qmail, each real file once. */
import { dirname } from '../host/access.ts';
import { listNames, NO_MATTER, note, type Reader, readText, resolve } from './reader.ts';
import type { ScriptFile } from './script-file.ts';
import type { FoundFile } from './types.ts';

export interface PlacedScript extends ScriptFile {
  readonly kind: FoundFile['kind'];
  /** Where it is started, or null where that is not known. */
  readonly cwd: string | null;
}

/** Directories of service directories: daemontools, runit, s6, s6-rc and what s6-overlay brings into a container. */
function serviceRoots(home: string): string[] {
  return [
    '/service',
    '/etc/service',
    '/var/service',
    '/run/service',
    `${home}/supervise`,
    `${home}/service`,
    '/etc/sv',
    '/etc/s6',
    '/etc/s6/sv',
    '/etc/s6/adminsv',
    '/etc/s6-overlay/s6-rc.d',
    '/etc/s6-rc/source',
    '/etc/services.d',
    '/etc/runit',
    '/etc/runit/sv',
    '/etc/runit/runsvdir/current',
    '/etc/runit/runsvdir/default',
    '/var/svc.d',
  ];
}

const INIT_ROOTS = ['/etc/init.d', '/etc/rc.d/init.d', '/etc/rc.d', '/usr/local/etc/rc.d'];
const INIT_NAME = /qmail|smtpd/;

/** The scripts that have to do with qmail, in the order in which they are looked for. */
export function findScripts(reader: Reader, home: string): PlacedScript[] {
  const found = new Map<string, PlacedScript>();
  const add = (path: string, kind: FoundFile['kind'], cwd: string | null) => {
    const file = readText(reader, path);
    if (file.kind === 'other' && file.type !== 'dir')
      note(reader, file.path, `is a ${file.type}, not a regular file`, NO_MATTER);
    if (file.kind !== 'file' || found.has(file.path)) return;
    if (concernsQmail(file)) found.set(file.path, { path: file.path, text: file.text, kind, cwd });
  };
  for (const root of serviceRoots(home)) {
    const listed = listNames(reader, root);
    for (const name of listed?.names ?? []) {
      const service = resolve(reader, `${listed?.path}/${name}`);
      if (service === null || !service.ok || service.stat.type !== 'dir') continue;
      for (const directory of [service.path, `${service.path}/log`]) add(`${directory}/run`, 'run', directory);
    }
  }
  for (const root of INIT_ROOTS) {
    const listed = listNames(reader, root, (name) => INIT_NAME.test(name));
    for (const name of listed?.names ?? []) add(`${listed?.path}/${name}`, 'init', '/');
  }
  for (const path of ['/etc/rc.local', '/etc/rc.d/rc.local']) add(path, 'rc', '/');
  add(`${home}/rc`, 'rc', null);
  return [...found.values()];
}

function concernsQmail({ path, text }: ScriptFile): boolean {
  return /qmail|smtp/.test(dirname(path)) || /qmail|smtp|RELAYCLIENT/.test(text);
}

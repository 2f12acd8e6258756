/** What starts qmail on a machine, told from files alone: nothing that is found is ever executed. */
import type { Host } from '../host/host.ts';
import { controlDelivery } from './control-delivery.ts';
import { readHostsAllow } from './hosts-allow.ts';
import { readInetd } from './inetd.ts';
import { findScripts } from './places.ts';
import { listNames, type Reader, readText } from './reader.ts';
import { NOTHING, type Run } from './run.ts';
import { readShell } from './script.ts';
import { readScriptFile, type ScriptFile } from './script-file.ts';
import { readSystemd } from './systemd.ts';
import type { EnvPlace, FoundFile, Services, TcpdRule, Unchecked } from './types.ts';
import { readXinetd } from './xinetd.ts';

/** How many commands are read for one script, functions and included files among them. */
const FUEL = 20_000;

/**
 * Finds what starts qmail. Takes the host and qmail's home; returns the services of qmail-smtpd and its like and of
 * qmail-start, the files that were read, and what could not be looked at. Throws nothing of its own: a CouldNotCheck of
 * the host ends up in `unchecked`.
 */
export function findServices(host: Host, home: string): Services {
  const unchecked: Unchecked[] = [];
  const reader: Reader = { host, unchecked };
  const run: Run = {
    reader,
    home,
    smtp: [],
    send: [],
    logs: [],
    needs: new Map(),
    starter: '',
    fuel: FUEL,
    shell: (text, at, setting) => readShell(run, text, at, setting),
    script: (file, setting) => readScriptFile(run, file, setting),
  };
  const files: FoundFile[] = readSystemd(run);
  readSuperServers(run, files);
  for (const { path, text, kind, cwd } of findScripts(reader, home)) {
    run.fuel = FUEL;
    files.push({ path, kind });
    run.starter = path;
    readScriptFile(run, { path, text }, { ...NOTHING, cwd });
  }
  const tcpd: TcpdRule[] = [];
  const allow = readText(reader, '/etc/hosts.allow');
  if (allow.kind === 'file') tcpd.push(...readHostsAllow(allow));
  if (allow.kind === 'file' && tcpd.length > 0) files.push({ path: allow.path, kind: 'hosts.allow' });
  const { smtp, send, logs } = run;
  return {
    smtp,
    send,
    logs,
    needs: [...run.needs.values()],
    files,
    tcpd,
    controlDelivery: controlDelivery(run),
    unchecked,
  };
}

/** inetd and xinetd; without an xinetd.conf its usual directory is read all the same. */
function readSuperServers(run: Run, files: FoundFile[]): void {
  const read = (path: string, kind: FoundFile['kind'], reader: (file: ScriptFile) => string[]): string[] | null => {
    const file = readText(run.reader, path);
    if (file.kind !== 'file') return null;
    run.fuel = FUEL;
    run.starter = file.path;
    const count = run.smtp.length;
    const included = reader(file);
    if (run.smtp.length > count) files.push({ path: file.path, kind });
    return included;
  };
  read('/etc/inetd.conf', 'inetd', (file) => {
    readInetd(run, file);
    return [];
  });
  const included = read('/etc/xinetd.conf', 'xinetd', (file) => readXinetd(run, file)) ?? ['/etc/xinetd.d'];
  for (const directory of included.slice(0, 8)) {
    const listed = listNames(run.reader, directory);
    // xinetd.conf(5), includedir: other names are passed over.
    const names = (listed?.names ?? []).filter((name) => !name.includes('.') && !name.endsWith('~'));
    for (const name of names) read(`${listed?.path}/${name}`, 'xinetd', (file) => readXinetd(run, file));
  }
}

export interface RelayclientSetting {
  /** Null where it is set to something that cannot be told. */
  readonly value: string | null;
  readonly file: string;
  readonly line: number;
  readonly where: EnvPlace | 'hosts.allow';
  /** The clients of /etc/hosts.allow for whom it is set; null: for all. */
  readonly clients: string | null;
}

/** Wherever RELAYCLIENT is set outside tcprules, each place once. Takes what `findServices` found. */
export function relayclientSettings(services: Services): RelayclientSetting[] {
  const found = new Map<string, RelayclientSetting>();
  const add = (setting: RelayclientSetting) => found.set(`${setting.file}\0${setting.line}`, setting);
  for (const { name, value, file, line, where } of services.smtp.flatMap(({ env }) => env)) {
    if (name === 'RELAYCLIENT') add({ value, file, line, where, clients: null });
  }
  for (const { file, line, clients, env } of services.tcpd) {
    const setting = env.findLast(({ name }) => name === 'RELAYCLIENT');
    if (setting !== undefined) add({ value: setting.value, file, line, where: 'hosts.allow', clients });
  }
  return [...found.values()];
}

/** tcprules files: those that a tcpserver uses, and those in the usual places (tcprules(1), tcpserver -x). */
import type { Host } from '../host/host.ts';
import { type Reader, resolve } from './reader.ts';
import { absolute } from './run.ts';
import type { Services, SmtpService } from './types.ts';

export interface RulesFile {
  /** The compiled file, which may be missing where a service names it; null where there is a source alone. */
  readonly cdb: string | null;
  readonly source: string | null;
  readonly usedBy: readonly SmtpService[];
}

/** Pairs in the places where they are kept by habit, by the name without `.cdb`. */
function usualNames(home: string): string[] {
  const directories = ['/etc', '/etc/tcprules.d', '/etc/tcp', `${home}/control`, '/home/vpopmail/etc'];
  return [
    ...directories.flatMap((directory) => [`${directory}/tcp.smtp`, `${directory}/tcp.submission`]),
    '/etc/tcp/smtp',
    '/etc/tcpcontrol/smtp',
    `${home}/control/rules.smtpd`,
  ];
}

/**
 * The pairs of source and cdb worth judging. Takes the host, qmail's home and what `findServices` found; what the host
 * could not look at counts as missing. Paths are as services name them, made absolute, and a pair that two names lead
 * to is given once.
 */
export function findRules(host: Host, home: string, services: Services): RulesFile[] {
  const reader: Reader = { host, unchecked: [] };
  const found = new Map<string, { cdb: string | null; source: string | null; usedBy: SmtpService[] }>();
  for (const service of services.smtp) {
    const cdb = service.rules === null ? null : absolute(service.rules, service.directory);
    if (cdb === null) continue;
    const key = identity(reader, cdb);
    const known = found.get(key);
    if (known === undefined) found.set(key, { cdb, source: sourceOf(reader, cdb), usedBy: [service] });
    else known.usedBy.push(service);
  }
  const sources = new Set([...found.values()].map(({ source }) => (source === null ? '' : identity(reader, source))));
  for (const name of usualNames(home)) {
    const cdb = isFile(reader, `${name}.cdb`) ? `${name}.cdb` : null;
    const source = sourceOf(reader, `${name}.cdb`);
    if (cdb === null && source === null) continue;
    if (cdb === null && source !== null && sources.has(identity(reader, source))) continue;
    // A text that a service takes for a cdb is the source of one all the same.
    const key = cdb === null ? `source ${name}` : identity(reader, cdb);
    if (!found.has(key)) found.set(key, { cdb, source, usedBy: [] });
  }
  return [...found.values()];
}

/** The source beside a cdb: its name without `.cdb`, or with an ending of its own. */
function sourceOf(reader: Reader, cdb: string): string | null {
  const stem = cdb.endsWith('.cdb') ? cdb.slice(0, -4) : cdb;
  const names = [stem, `${stem}.txt`, `${stem}.rules`].filter((name) => name !== cdb);
  return names.find((name) => isFile(reader, name)) ?? null;
}

function isFile(reader: Reader, path: string): boolean {
  const found = resolve(reader, path);
  return found?.ok === true && found.stat.type === 'file';
}

/** The canonical path, or the path itself where nothing is there. */
function identity(reader: Reader, path: string): string {
  const found = resolve(reader, path);
  return found?.ok === true ? found.path : path;
}

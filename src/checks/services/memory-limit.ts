import { ROOT, walk } from '../../host/access.ts';
import type { SendService, SmtpService } from '../../services/types.ts';
import type { Check, Target, Yield } from '../check.ts';
import { textOf } from '../exposure.ts';
import { portNumber } from '../processes.ts';
import { rulesInForce, variableOf } from '../tcprules-records.ts';
import { tried } from '../tried.ts';

/** Below this the loader cannot map the C library of a 64-bit system, whatever the program. */
const LOADER_NEEDS = 2_200_000;
/** With an interpreter, a scanner or TLS in the process (field reports). */
const FILTER_NEEDS = 30_000_000;

/** Below this, `sh -c` with a small program does not start; of larger ones, perl takes three times as much. */
const SHELL_NEEDS = 4_000_000;

/** Which program is the first to fail is not the same everywhere. */
const QUIET = [{ id: 'SOFTLIMIT-Q1' }];

/** Memory limits from the days of 32 bits. */
export const check: Check = function* (target) {
  for (const service of target.services.smtp) {
    const { memory, file: path, line, program } = service;
    if (memory === null || memory >= FILTER_NEEDS) continue;
    const binary = tried(() => binaryOf(target, program));
    if (binary !== null && 'skip' in binary) {
      if (memory < LOADER_NEEDS) yield binary;
      continue;
    }
    const data = { memory: String(memory), program, file: path, need: String(FILTER_NEEDS) };
    if (memory < LOADER_NEEDS && binary?.bits === 64 && binary.glibc) {
      yield { message: 'loader', data, subject: { path, line }, prevents: QUIET };
      continue;
    }
    const cause = binary?.bits === 32 ? null : heavy(target, service);
    if (cause !== null) yield { message: 'filter', data: { ...data, cause }, subject: { path, line }, prevents: QUIET };
  }
  yield* sendLimits(target);
};

/** What qmail-send starts has its limit too: qmail-local with the programs of deliveries, qmail-remote. */
function* sendLimits(target: Target): Generator<Yield> {
  for (const service of target.services.send) {
    const { memory } = service;
    if (memory === null || memory >= SHELL_NEEDS) continue;
    const binary = tried(() => binaryOf(target, 'qmail-send'));
    if (binary !== null && 'skip' in binary) yield binary;
    else if (binary?.bits === 64 && binary.glibc) {
      const message = memory < LOADER_NEEDS ? 'send' : 'deliveries';
      const path = limiting(target, service);
      const shell = { id: 'LD-1', data: { file: '/bin/sh', library: 'libc.so.6' } };
      yield {
        message,
        data: { memory: String(memory), file: path, need: String(FILTER_NEEDS) },
        subject: path === service.file ? { path, line: service.line } : { path },
        prevents: message === 'send' ? QUIET : [shell, ...QUIET],
      };
    }
  }
}

/** The script or unit in which the limit stands: that of qmail-start, or one that leads to it. Throws CouldNotCheck. */
function limiting(target: Target, { file, starters }: SendService): string {
  return [...starters, file].find((path) => /softlimit|ulimit|chpst|LimitAS/.test(textOf(target, path))) ?? file;
}

interface Binary {
  readonly bits: 32 | 64 | null;
  readonly glibc: boolean;
}

function binaryOf({ host, installation }: Target, program: string): Binary | null {
  const found = walk(host, ROOT, `${installation.home}/bin/${program}`);
  if (!found.ok || found.stat.type !== 'file') return null;
  const text = host.read(found.path);
  if (!text.startsWith('\x7fELF')) return { bits: null, glibc: false };
  return { bits: text[4] === '\x02' ? 64 : 32, glibc: text.includes('libc.so.6') };
}

/** What in the process of the service needs memory: the program of QMAILQUEUE, or TLS. */
function heavy(target: Target, service: SmtpService): string | null {
  const filters = [
    ...service.env.filter(({ name }) => name === 'QMAILQUEUE').map(({ value }) => value),
    ...rulesOf(target, service),
  ];
  const filter = filters.find((value) => value !== null && value !== '' && !/(^|\/)qmail-queue$/.test(value));
  if (filter != null) return filter;
  return service.port !== null && portNumber(service.port) === '465' ? 'TLS' : null;
}

function rulesOf(target: Target, { file, line }: SmtpService): string[] {
  return [...rulesInForce(target)].flatMap((rules) => {
    if ('skip' in rules || !rules.file.usedBy.some((used) => used.file === file && used.line === line)) return [];
    return rules.records.flatMap((record) => (record.deny ? [] : (variableOf(record, 'QMAILQUEUE') ?? [])));
  });
}

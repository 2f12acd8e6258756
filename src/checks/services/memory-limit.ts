import { ROOT, walk } from '../../host/access.ts';
import type { SmtpService } from '../../services/types.ts';
import type { Check, Target } from '../check.ts';
import { portNumber } from '../processes.ts';
import { rulesInForce, variableOf } from '../tcprules-records.ts';
import { tried } from '../tried.ts';

/** Below this the loader cannot map the C library of a 64-bit system, whatever the program. */
const LOADER_NEEDS = 2_200_000;
/** With an interpreter, a scanner or TLS in the process (field reports). */
const FILTER_NEEDS = 30_000_000;

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
      yield { message: 'loader', data, subject: { path, line } };
      continue;
    }
    const cause = binary?.bits === 32 ? null : heavy(target, service);
    if (cause !== null) yield { message: 'filter', data: { ...data, cause }, subject: { path, line } };
  }
};

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

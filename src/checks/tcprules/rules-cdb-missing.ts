import { ROOT, walk } from '../../host/access.ts';
import { errorText } from '../../qmail/errors.ts';
import type { Check, Skipped, Target } from '../check.ts';
import { compileData } from '../tcprules-file.ts';
import { couldNot } from '../tried.ts';

/** tcpserver opens the rules anew for each connection, and drops it where they are missing unless it has -X (ucspi-tcp tcpserver.c:204). */
export const check: Check = function* (target) {
  for (const file of target.rulesFiles) {
    const { cdb, source, usedBy } = file;
    if (cdb === null) continue;
    const missing = missingAt(target, cdb);
    if (missing === null) continue;
    if (typeof missing !== 'string') {
      yield missing;
      continue;
    }
    for (const service of usedBy) {
      if (service.rulesOptional && source === null) continue;
      const strict = !service.rulesOptional;
      yield {
        message: strict ? (source === null ? 'no-source' : 'default') : 'optional',
        data: { path: cdb, service: service.file, ...compileData(file, source ?? cdb) },
        subject: { path: cdb },
        prevents: strict
          ? [{ id: 'TCPSERVER-16', data: { file: service.rules ?? cdb, error: missing } }]
          : [{ id: 'TCPRULES-Q2' }],
      };
    }
  }
};

/** What tcpserver says of a file that is not there; null where it is there. */
function missingAt({ host }: Target, path: string): string | Skipped | null {
  try {
    const found = walk(host, ROOT, path);
    return found.ok ? null : errorText(found.errno);
  } catch (error) {
    return couldNot(error);
  }
}

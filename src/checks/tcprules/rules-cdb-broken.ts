import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { errorText } from '../../qmail/errors.ts';
import type { Check } from '../check.ts';
import { compileData, rulesCdb, rulesInUse } from '../tcprules-file.ts';

/** A lookup that needs bytes which the file has not drops the connection (ucspi-tcp tcpserver.c:209, cdb.c). */
export const check: Check = function* (target) {
  for (const file of rulesInUse(target)) {
    const found = rulesCdb(target, file);
    if (found === null) continue;
    if ('skip' in found) {
      yield found;
      continue;
    }
    const { path, cdb } = found;
    if (!isBroken(cdb)) continue;
    const named = file.usedBy[0]?.rules ?? path;
    const made = path.endsWith('.cdb');
    const isText = /^(#|\n|[^\0\n]*:(allow|deny))/.test(cdb.toString('latin1', 0, 512));
    const compiled = made ? path : `${path}.cdb`;
    const text = made ? path.slice(0, -'.cdb'.length) : path;
    yield {
      message: file.source !== null ? 'default' : !isText ? 'no-source' : made ? 'text' : 'source',
      data: { path, compiled, text, ...compileData({ ...file, cdb: compiled }, file.source ?? text), cdb: path },
      subject: { path },
      prevents: [
        { id: 'TCPSERVER-16', data: { file: named, error: cdb.length === 0 ? errorText('EINVAL') : 'protocol error' } },
      ],
    };
  }
};

function isBroken(cdb: Buffer): boolean {
  try {
    cdbEntries(cdb);
    return false;
  } catch (error) {
    if (error instanceof CdbError) return true;
    throw error;
  }
}

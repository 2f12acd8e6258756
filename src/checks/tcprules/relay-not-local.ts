import type { Check } from '../check.ts';
import { relays, rulesInForce } from '../tcprules-records.ts';

/** Rules that let somebody relay, but not the programs of this machine that send by SMTP to 127.0.0.1. */
export const check: Check = function* (target) {
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) {
      yield rules;
      continue;
    }
    const { file, records, answer } = rules;
    const path = file.source ?? file.cdb ?? '';
    const { usedBy } = file;
    const sets = usedBy.some(({ env }) => env.some(({ name }) => name === 'RELAYCLIENT'));
    const submission = usedBy.length > 0 && usedBy.every(({ port }) => port !== null && !/^(25|smtp)$/.test(port));
    if (sets || submission || !records.some(relays)) continue;
    const own = answer({ ip: '127.0.0.1', host: 'localhost', info: null });
    if (own.deny || relays(own)) continue;
    yield { data: { path }, subject: { path } };
  }
};

import type { Check } from '../check.ts';
import { onePerLine, rulesInForce, subjectOf } from '../tcprules-records.ts';

/** With -R tcpserver asks no ident server, with -H it looks up no name, and rules with them are never looked for (ucspi-tcp tcpserver.c:319). */
export const check: Check = function* (target) {
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) {
      yield rules;
      continue;
    }
    const { usedBy } = rules.file;
    const [service] = usedBy;
    if (service === undefined) continue;
    const named = usedBy.some(({ lookupHost }) => lookupHost);
    const identified = usedBy.some(({ lookupInfo }) => lookupInfo);
    for (const record of onePerLine(rules.records)) {
      const { key, path } = record;
      const info = key.includes('@');
      const message = info && !identified ? 'info' : /^([^@]*@)?=/.test(key) && !named ? 'name' : null;
      if (message === null) continue;
      yield { message, data: { path, address: key, service: service.file }, subject: subjectOf(record), fold: path };
    }
  }
};

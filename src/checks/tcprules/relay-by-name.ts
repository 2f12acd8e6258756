import type { Check } from '../check.ts';
import { isReachable } from '../exposure.ts';
import { relays, rulesInForce, subjectOf } from '../tcprules-records.ts';

/** Whoever runs the reverse DNS of an address gives it any name; only with -p does tcpserver look whether that name has the address (ucspi-tcp tcpserver.c:201). */
export const check: Check = function* (target) {
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) {
      yield rules;
      continue;
    }
    const { usedBy } = rules.file;
    const asked = usedBy.filter((each) => each.lookupHost && !each.paranoid && isReachable(target, each));
    if (usedBy.length > 0 && asked.length === 0) continue;
    for (const record of rules.records) {
      const { key, path } = record;
      if (!/^([^=]*@)?=./.test(key) || !relays(record)) continue;
      const [service] = asked;
      yield {
        message: service === undefined ? 'default' : 'service',
        data: { path, address: key, name: key.slice(key.lastIndexOf('=') + 1), service: service?.file ?? '' },
        subject: subjectOf(record),
        fold: path,
      };
    }
  }
};

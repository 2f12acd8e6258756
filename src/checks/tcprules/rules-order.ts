import type { Check } from '../check.ts';
import { rulesSources } from '../tcprules-source.ts';

/** The longest prefix decides, wherever it stands (ucspi-tcp rules.c:65-72): a wider `deny` before it takes nothing back. */
export const check: Check = function* (target) {
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const { path, lines } = source;
    const denied = new Map<string, number>();
    for (const { line, address, keys, deny } of lines) {
      const wider = deny ? undefined : widerOf(keys[0] ?? '').find((prefix) => denied.has(prefix));
      if (deny) for (const key of keys) if (key.endsWith('.')) denied.set(key, line);
      if (wider === undefined) continue;
      yield {
        data: { path, number: String(line), address, wider, first: String(denied.get(wider)) },
        subject: { path, line },
        fold: path,
      };
    }
  }
};

/** The prefixes that an address or a prefix lies in, the longest first. */
function widerOf(key: string): string[] {
  const parts = /^[\d.]+$/.test(key) ? key.replace(/\.$/, '').split('.') : [];
  return parts
    .slice(0, -1)
    .map((_, index) => `${parts.slice(0, index + 1).join('.')}.`)
    .reverse();
}

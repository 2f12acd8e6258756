import type { Check } from '../check.ts';
import { compileData } from '../tcprules-file.ts';
import { rulesSources } from '../tcprules-source.ts';

/** Of two records for one address a lookup finds the first (ucspi-tcp cdb.c); a range may hide another rule, too. */
export const check: Check = function* (target) {
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const { path, compiled, texts } = source;
    const first = new Map<string, { line: number; data: string }>();
    let reported = 0;
    for (const { address, line, data } of compiled.rules) {
      const before = first.get(address);
      if (before === undefined) first.set(address, { line, data });
      else if (before.line !== line && before.data !== data && line !== reported) {
        reported = line;
        yield {
          message: address === '' ? 'default' : 'address',
          data: {
            path,
            number: String(line),
            first: String(before.line),
            address,
            rule: (texts[line - 1] ?? '').trim(),
            ...compileData(source.file, path),
          },
          subject: { path, line },
          fold: path,
        };
      }
    }
  }
};

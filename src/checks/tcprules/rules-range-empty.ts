import type { Check } from '../check.ts';
import { mendData, rulesSources } from '../tcprules-source.ts';

/** A range runs from its lower to its upper end, and an upper end that is left out is 0 (ucspi-tcp tcprules.c, doaddressdata). */
export const check: Check = function* (target) {
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const { path, compiled, texts } = source;
    for (const { line, address, keys } of compiled.lines) {
      if (keys > 0) continue;
      const instead = address.replace(/(\d*)-(\d*)/, (_, low, high) => (high === '' ? `${low}-255` : `${high}-${low}`));
      const text = (texts[line - 1] ?? '').trimEnd();
      yield {
        message: /-(\.|$)/.test(address) ? 'open' : 'default',
        data: {
          path,
          number: String(line),
          address,
          instead,
          ...mendData(source, text, instead + text.slice(address.length)),
        },
        subject: { path, line },
        fold: path,
      };
    }
  }
};

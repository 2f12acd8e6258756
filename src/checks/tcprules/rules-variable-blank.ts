import type { Check } from '../check.ts';
import { lostRelay, variableOf } from '../tcprules-records.ts';
import { mendData, type RuleLine, rulesSources } from '../tcprules-source.ts';

/** Between a comma and `=` all is the name of the variable, blanks too (ucspi-tcp tcprules.c:150). */
export const check: Check = function* (target) {
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const { path } = source;
    for (const each of source.lines) {
      const spoilt = each.env.map(({ name }) => name).filter((name) => /\s/.test(name));
      const [first] = spoilt;
      if (first === undefined) continue;
      const text = spoilt.reduce((line, name) => line.replace(`,${name}=`, `,${name.replace(/\s/g, '')}=`), each.text);
      yield {
        data: {
          path,
          number: String(each.line),
          name: first.replace(/\s/g, ''),
          ...mendData(source, each.text, text),
        },
        subject: { path, line: each.line },
        prevents: [{ id: 'TCPRULES-Q3' }, ...(spoilt.some(isRelayclient) ? unset(each) : [])],
        fold: path,
      };
    }
  }
};

function isRelayclient(name: string): boolean {
  return name.replace(/\s/g, '') === 'RELAYCLIENT';
}

/** The rule is there and decides, without the variable that it was to set. */
function unset(line: RuleLine) {
  if (variableOf(line, 'RELAYCLIENT') !== null) return [];
  return lostRelay({ deny: line.deny, env: [{ name: 'RELAYCLIENT', value: '' }] }, line.keys[0] ?? '', null);
}

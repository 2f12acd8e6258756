import type { Check } from '../check.ts';
import { dotQmailNames, endOf, exampleAddress, filePrefix, routing, virtualEntries, virtualPlace } from '../routing.ts';
import { sedReplace } from '../sed.ts';

/** qmail-send puts a dash of its own between value and address (qmail-send.c:154). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const dash = target.installation.compiled.break;
  for (const entry of virtualEntries(controls)) {
    if (!entry.value.endsWith('-') || entry.key.includes('@') || controls.locals.find(entry.key) !== null) continue;
    const hop = target.trace(exampleAddress(entry.key));
    if (hop.assignment === null || dash !== '-') continue;
    const prefix = filePrefix(hop.assignment);
    const single = prefix.slice(0, -1);
    const names = dotQmailNames(target, hop.assignment.home);
    if (names.some((name) => name.startsWith(prefix) && name !== prefix)) continue;
    const passedOver = names.find((name) => name.startsWith(single) && name !== single && name !== `${single}default`);
    const dead = endOf(hop) === 'dead';
    if (!dead && passedOver === undefined) continue;
    const { data, subject } = virtualPlace(target, entry);
    const meant = entry.value.replace(/-+$/, '');
    yield {
      message: dead ? 'default' : 'passed-over',
      data: {
        ...data,
        value: entry.value,
        file: `${hop.assignment.home}/${prefix}`,
        'passed-over': `${hop.assignment.home}/${passedOver ?? ''}`,
        meant,
        script: sedReplace(entry.text, [`${entry.key}:${meant}`]),
      },
      subject,
      prevents: [{ id: dead ? 'LOCAL-19' : 'LOCAL-Q4' }],
    };
  }
};

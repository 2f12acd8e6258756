import { dirname, join, ROOT, walk } from '../../host/access.ts';
import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';
import { endOf, exampleAddress, routing, virtualEntries, virtualPlace } from '../routing.ts';
import { vpopmailHomes } from '../vpopmail.ts';

/** The directory of a domain is there, its line of users/assign is not: alias's catch-all takes the mail (qmail-lspawn.c:151). */
export const check: Check = function* (target) {
  const homes = vpopmailHomes(target);
  const [first] = homes;
  if (first === undefined) return;
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const places = [...new Set(homes.map(({ home }) => dirname(home)))];
  for (const entry of virtualEntries(controls)) {
    if (entry.key === '' || entry.value !== entry.key) continue;
    // A bounce is told of by the rule on dead ends.
    if (endOf(target.trace(exampleAddress(entry.key))) !== 'catch-all') continue;
    const dirs = places.map((place) => walk(target.host, ROOT, join(place, entry.key)));
    const dir = dirs.find((each) => each.ok && each.stat.type === 'dir');
    if (!dir?.ok) continue;
    const { data, subject } = virtualPlace(target, entry);
    const { uid, gid } = first.who;
    const wanted = `+${entry.key}-:${entry.key}:${uid}:${gid}:${dir.path}:-::`;
    yield {
      data: { ...data, home: dir.path, wanted, assign: assignEntries(target).path, newu: newuOf(target) },
      subject,
    };
  }
};

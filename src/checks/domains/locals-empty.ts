import type { Check } from '../check.ts';
import { mailForMe } from '../me.ts';
import { controlPath } from '../text.ts';

/** A locals without an entry is not the same as none, which stands for `me` (qmail-send.c:1455). */
export const check: Check = async function* (target) {
  const found = await mailForMe(target);
  if (found === null || !found.nothingLocal) return;
  const path = controlPath(target, 'locals');
  yield { data: { me: found.me, path }, subject: { path }, prevents: found.prevents };
};

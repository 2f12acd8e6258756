import type { Check } from '../check.ts';
import { mailForMe } from '../me.ts';
import { controlPath } from '../text.ts';

/** Mail for the host itself (postmaster, double bounces, bare names) is local only if `me` is (qmail-send.c:142). */
export const check: Check = async function* (target) {
  const found = await mailForMe(target);
  if (found === null || found.nothingLocal) return;
  const path = controlPath(target, 'me');
  const locals = controlPath(target, 'locals');
  const place = found.elsewhere ? 'elsewhere' : 'default';
  yield {
    message: found.doubleBounces ? place : `${place}-host-alone`,
    data: { me: found.me, path, locals },
    subject: { path, domain: found.me },
    prevents: found.prevents,
  };
};

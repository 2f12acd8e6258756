import { distance } from '../../distance.ts';
import { lowerCase } from '../../qmail/control.ts';
import { CONTROLS, controlOf } from '../../qmail/controls.ts';
import { usersOfControl } from '../../qmail/variant-controls.ts';
import { backupOf } from '../backup-name.ts';
import type { Check } from '../check.ts';
import { controlPath } from '../text.ts';

/** A name that is nearly one that qmail reads, and that nothing else knows. */
export const check: Check = function* (target) {
  for (const name of target.controlNames()) {
    if (controlOf(name) !== null || usersOfControl(name).length > 0 || backupOf(name) !== null) continue;
    const meant = nearest(name);
    if (meant === null) continue;
    const path = controlPath(target, name);
    const meantPath = controlPath(target, meant);
    yield {
      message: target.controlNames().includes(meant) ? 'both' : 'default',
      data: { name, meant, path, meantPath },
      subject: { path },
      prevents: [{ id: 'CONTROL-N1' }, { id: 'SHOWCTL-11', data: { file: name } }],
    };
  }
};

/** Further off than two letters, but often seen. */
const OFTEN: Readonly<Record<string, string>> = { localhost: 'locals', localhosts: 'locals' };

/** Short names have too many neighbours. */
function allowed(name: string): number {
  return name.length < 5 ? 0 : name.length < 8 ? 1 : 2;
}

function nearest(name: string): string | null {
  const plain = lowerCase(name);
  const often = OFTEN[plain];
  if (often !== undefined) return often;
  const near = CONTROLS.map((control) => ({ name: control.name, distance: distance(plain, control.name) }))
    .filter((each) => each.distance <= allowed(plain))
    .sort((one, other) => one.distance - other.distance);
  return near[0]?.name ?? null;
}

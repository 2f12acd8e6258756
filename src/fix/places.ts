/** Which homes may be given to the account that has them: those of people, and of alias. */

import type { RepairPlace } from '../checks/check.ts';
import { dirname } from '../host/access.ts';
import type { Accounts } from '../host/host.ts';
import type { Refusal } from './step.ts';

/** What belongs to the system, whoever has it for his home. */
const OF_THE_SYSTEM = /^(\/[^/]*|\/(bin|boot|dev|etc|lib[^/]*|proc|root|run|sbin|sys|tmp)\/.*)$/;
/** What a program may well have for its home, but not for its own. */
const OF_PROGRAMS = /^\/(opt|srv|usr|var)\/[^/]+$/;

/** Whether what root has there is more likely the system's than the user's. */
export function isOfTheSystem({ path, real }: RepairPlace): boolean {
  return OF_THE_SYSTEM.test(path) || OF_THE_SYSTEM.test(real);
}

const SEVERAL = -1;

/** Why the home itself may not be given to its user, or null. */
export function homeRefusal(accounts: Accounts, uidMin: number): (place: RepairPlace) => Refusal | null {
  const heldBy = holders(accounts);
  const isOthers = (path: string, uid: number) => (heldBy.get(path) ?? uid) !== uid;
  return (place) => {
    const { path, real, uid, user } = place;
    const isShared = [path, real].some((each) => OF_PROGRAMS.test(each) || isOthers(each, uid));
    if (isShared || isOfTheSystem(place)) return 'shared-home';
    return uid < uidMin && user !== 'alias' ? 'system-account' : null;
  };
}

/** Each directory in which somebody has his home, or has it himself, with the uid; SEVERAL for more than one. */
function holders({ all }: Accounts): Map<string, number> {
  const held = new Map<string, number>();
  for (const { home, uid } of all) {
    if (!home.startsWith('/')) continue;
    for (let at = home; at !== '/'; at = dirname(at)) held.set(at, (held.get(at) ?? uid) === uid ? uid : SEVERAL);
  }
  return held;
}

/** Addresses that are written into others and come back as themselves: a canonical name, and its alias for the login. */
import { lowerCase } from '../../qmail/control.ts';
import type { Expansion, OldMail, Target } from '../old-mail.ts';

export interface WayBack {
  readonly system: OldMail['system'];
  readonly aliases: ReadonlyMap<string, Expansion>;
  readonly rewrites: ReadonlyMap<string, Expansion>;
  /** Whether `address` is the one of `name` here. */
  readonly isOwn: (address: string, name: string) => boolean;
  readonly targetsOf: (expansion: Expansion) => readonly Target[];
}

/**
 * What an address of `name` was written into: where that leads to `name` again, the old system asks for what comes
 * next (its alias, its mailbox), while two dot-qmail files would hand the mail to each other. Such a target is
 * replaced by what stands behind it, until it is `name` itself.
 */
export function withoutCircles(scene: WayBack, name: string, targets: readonly Target[]): Target[] {
  return targets.flatMap((target) => behind(scene, name, target, [], true) ?? [target]);
}

/** Null where `target` does not lead back. `rewritten`: whether tables of addresses are still asked. */
function behind(
  scene: WayBack,
  name: string,
  target: Target,
  above: readonly string[],
  rewritten: boolean,
): Target[] | null {
  if (target.kind !== 'address' || target.literal) return null;
  if (scene.isOwn(target.text, name)) return [target];
  const next = lowerCase(target.text.replace(/@[^@]*$/, ''));
  if (above.includes(next) || !scene.isOwn(target.text, next)) return null;
  const rewrite = rewritten ? scene.rewrites.get(next) : undefined;
  const expansion = rewrite ?? scene.aliases.get(next);
  if (expansion === undefined) return null;
  // An alias of Postfix is worked off without asking virtual(5) again.
  const again = rewritten && (rewrite !== undefined || scene.system !== 'postfix');
  const inner = scene.targetsOf(expansion).map((each) => ({
    target: each,
    back: behind(scene, name, each, [...above, next], again),
  }));
  if (inner.every(({ back }) => back === null)) return null;
  return inner.flatMap(({ target: each, back }) => back ?? [each]);
}

/** Names of the machine's own domains: ~alias/.qmail-NAME, users/assign where a user has the name, .qmail in the homes. */
import type { Host } from '../../host/host.ts';
import { lowerCase } from '../../qmail/control.ts';
import { safeExt } from '../../qmail/dot-qmail.ts';
import { REQUIRED } from '../addresses.ts';
import { withIncludes } from '../includes.ts';
import type { Expansion, OldMail, Target, Trouble } from '../old-mail.ts';
import type { Domains } from './domains.ts';
import { dotQmailLines, type LineScene, OWN_MAILBOX } from './lines.ts';
import { unfitName } from './names.ts';
import type { NewMachine, PlannedFile, Remark } from './types.ts';
import { type WayBack, withoutCircles } from './way-back.ts';

export interface LocalPlan {
  readonly files: readonly PlannedFile[];
  /** Names that users/assign must give to alias. */
  readonly assigned: readonly string[];
}

interface Scene {
  readonly host: Host;
  readonly old: OldMail;
  readonly machine: NewMachine;
  /** The domain of names without one. */
  readonly home: string;
  readonly aliases: ReadonlyMap<string, Expansion>;
  readonly rewrites: ReadonlyMap<string, Expansion>;
  readonly forwards: ReadonlyMap<string, Expansion>;
  readonly isOwn: (address: string, name: string) => boolean;
  readonly troubles: Trouble[];
}

/** `host`: the old machine, where included lists lie. */
export function planLocals(
  host: Host,
  old: OldMail,
  machine: NewMachine,
  domains: Domains,
  troubles: Trouble[],
): LocalPlan {
  const scene = sceneOf(host, old, machine, domains, troubles);
  const files: PlannedFile[] = [];
  const assigned: string[] = [];
  for (const name of namesOf(scene)) {
    const plan = planName(scene, name);
    if (plan === null) continue;
    files.push(plan.file);
    if (plan.assigned) assigned.push(name);
  }
  files.push(...ownerFiles(scene));
  const luser = old.luser;
  if (luser !== null) files.push(aliasFile(scene, 'default', luserLines(scene, luser), [luser.at]));
  return { files, assigned };
}

function sceneOf(host: Host, old: OldMail, machine: NewMachine, domains: Domains, troubles: Trouble[]): Scene {
  const locals = new Set(domains.locals);
  // Names of a moved domain are those of the machine, but for those that it has itself.
  const ownOf = new Set(old.rewrites.map(({ local, domain }) => `${local ?? ''}@${domain ?? ''}`));
  const isMoved = (domain: string, name: string) =>
    domains.moved.includes(domain) && !ownOf.has(`${name}@${domain}`) && !ownOf.has(`@${domain}`);
  const rewrites = old.rewrites.filter(
    ({ local, domain }) => local !== null && (domain === null || locals.has(domain)),
  );
  const forwards = old.users.flatMap(({ account, forward }) =>
    forward === null || account.name !== lowerCase(account.name) ? [] : [[account.name, forward] as const],
  );
  return {
    host,
    old,
    machine,
    home: domains.home,
    aliases: new Map(old.aliases.map((each) => [each.name, each])),
    rewrites: new Map(rewrites.map((each) => [each.local ?? '', each])),
    forwards: new Map(forwards),
    isOwn: (address, name) => {
      const at = address.lastIndexOf('@');
      const local = lowerCase(at < 0 ? address : address.slice(0, at));
      const domain = lowerCase(address.slice(at + 1));
      return local === name && (at < 0 || locals.has(domain) || isMoved(domain, name));
    },
    troubles,
  };
}

function namesOf({ aliases, rewrites, forwards }: Scene): string[] {
  return [...new Set([...rewrites.keys(), ...aliases.keys(), ...forwards.keys(), ...REQUIRED])];
}

/** What happens to a name, each step where it names itself replaced by the next. */
function planName(scene: Scene, name: string): { file: PlannedFile; assigned: boolean } | null {
  const steps = [scene.rewrites.get(name), scene.aliases.get(name), scene.forwards.get(name)].filter(
    (each) => each !== undefined,
  );
  if (steps.length === 0) return requiredName(scene, name);
  const places = steps.map(({ at }) => at);
  const lists = listRemarks(scene, steps);
  const first = firstStep(scene, name);
  const targets = expand(scene, name, steps);
  // Nobody would get what a list that cannot be read holds: better no file than one that throws mail away.
  if (targets.some((target) => target !== OWN_MAILBOX && target.kind === 'include')) return null;
  const owner = scene.machine.ownerOf(name);
  const own = targets.includes(OWN_MAILBOX);
  if (owner?.whole && (own || first === 'forward' || goesOnToForward(scene, name)))
    return { file: withRemarks(homeFile(scene, name, owner, targets, places), lists), assigned: false };
  const known = targets.filter((each) => each !== OWN_MAILBOX);
  // It names nobody but itself, and nobody has that name: without a file it bounces, with an empty one it would be thrown away.
  if (known.length === 0) return null;
  const unfit = unfitName(name);
  if (unfit !== null) {
    scene.troubles.push({ kind: 'by-hand', what: unfit, at: places[0] ?? { file: '' }, data: { name } });
    return null;
  }
  if (first === 'forward') return null;
  return { file: withRemarks(aliasFile(scene, safeExt(name), known, places), lists), assigned: owner !== null };
}

/** Whether what his forward file says is done by his alias, as himself. */
function goesOnToForward({ host, aliases, forwards, isOwn }: Scene, name: string): boolean {
  const alias = aliases.get(name);
  if (alias === undefined || !forwards.has(name)) return false;
  return withIncludes(host, alias, []).targets.some(({ kind, text }) => kind === 'address' && isOwn(text, name));
}

/** Bounces of a list go to owner-LIST; qmail-local looks for .qmail-LIST-owner. */
function ownerFiles(scene: Scene): PlannedFile[] {
  const { aliases } = scene;
  const lists = [...aliases.keys()].filter((name) => aliases.has(`owner-${name}`) && !aliases.has(`${name}-owner`));
  return lists
    .filter((name) => unfitName(name) === null)
    .map((name) => {
      const owner = `owner-${name}`;
      return aliasFile(
        scene,
        safeExt(`${name}-owner`),
        [{ kind: 'address', text: owner }],
        [aliases.get(owner)?.at ?? null],
      );
    });
}

/** Whoever keeps a list keeps a file that qmail does not read. */
function listRemarks({ host }: Scene, steps: readonly Expansion[]): Remark[] {
  const files = [...new Set(steps.flatMap((step) => withIncludes(host, step, []).files))];
  return files.length === 0 ? [] : [{ what: 'list-copied', data: { lists: files.join(', ') } }];
}

function withRemarks(file: PlannedFile, remarks: readonly Remark[]): PlannedFile {
  return { ...file, remarks: [...file.remarks, ...remarks] };
}

function firstStep({ rewrites, aliases }: Scene, name: string): 'address' | 'forward' {
  return rewrites.has(name) || aliases.has(name) ? 'address' : 'forward';
}

function expand(scene: Scene, name: string, steps: readonly Expansion[]): (Target | typeof OWN_MAILBOX)[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [OWN_MAILBOX];
  const { targets } = withIncludes(scene.host, step, scene.troubles);
  const known =
    step === scene.rewrites.get(name)
      ? withoutCircles(wayBack(scene), name, targets)
      : targets.flatMap((each) => pastRewrites(scene, each, [name]));
  return known.flatMap((target) => {
    if (target.kind !== 'address' || !scene.isOwn(target.text, name)) return [target];
    return target.literal && scene.old.system === 'sendmail' ? [OWN_MAILBOX] : expand(scene, name, rest);
  });
}

function wayBack({ host, old, aliases, rewrites, isOwn }: Scene): WayBack {
  const targetsOf = (expansion: Expansion) => withIncludes(host, expansion, []).targets;
  return { system: old.system, aliases, rewrites, isOwn, targetsOf };
}

/**
 * An alias of Postfix that names another goes on with that one's alias, not with what virtual(5) has for its address:
 * its targets stand there themselves, since the name would lead elsewhere.
 */
function pastRewrites(scene: Scene, target: Target, above: readonly string[]): Target[] {
  if (scene.old.system !== 'postfix' || target.kind !== 'address' || target.inList) return [target];
  const name = lowerCase(target.text.replace(/@[^@]*$/, ''));
  const alias = scene.aliases.get(name);
  if (alias === undefined || !scene.rewrites.has(name) || above.includes(name) || !scene.isOwn(target.text, name))
    return [target];
  const { targets } = withIncludes(scene.host, alias, scene.troubles);
  return targets.flatMap((each) => pastRewrites(scene, each, [...above, name]));
}

/** Names that must have somebody behind them (INSTALL.alias of qmail). */
function requiredName(scene: Scene, name: string): { file: PlannedFile; assigned: boolean } | null {
  const behind = name === 'root' ? null : name === 'abuse' ? 'postmaster' : 'root';
  const owner = scene.machine.ownerOf(name);
  if (behind === null || owner !== null || (behind === 'root' && !scene.aliases.has('root'))) return null;
  return { file: aliasFile(scene, name, [{ kind: 'address', text: behind }], []), assigned: false };
}

function aliasFile(
  scene: Scene,
  ext: string,
  targets: readonly Target[],
  places: readonly Expansion['at'][],
): PlannedFile {
  const { lines, remarks } = dotQmailLines(targets, lineScene(scene, 'alias'));
  return {
    path: `${scene.machine.aliasHome}/.qmail-${ext}`,
    kind: 'alias',
    text: `${lines.join('\n')}\n`,
    owner: 'alias',
    mode: 0o644,
    from: places.filter((each) => each !== null),
    remarks,
  };
}

function homeFile(
  scene: Scene,
  name: string,
  { user, home }: { user: string; home: string },
  targets: readonly (Target | typeof OWN_MAILBOX)[],
  places: readonly Expansion['at'][],
): PlannedFile {
  const { lines, remarks } = dotQmailLines(targets, lineScene(scene, user));
  const said: Remark[] = scene.aliases.has(name) ? [{ what: 'alias-of-user', data: { name } }] : [];
  return {
    path: `${home}/.qmail`,
    kind: 'home',
    text: `${lines.join('\n')}\n`,
    owner: user,
    mode: 0o644,
    from: places.filter((each) => each !== null),
    remarks: [...said, ...remarks],
  };
}

function lineScene({ home, machine, aliases, forwards }: Scene, user: string): LineScene {
  return {
    origin: home,
    user,
    mailbox: machine.mailbox,
    redirected: (name) => aliases.has(name) || forwards.has(name),
  };
}

/** `%1` is the name that nobody has. */
function luserLines({ host, troubles }: Scene, luser: Expansion): Target[] {
  return withIncludes(host, luser, troubles).targets.map((target) => {
    const domain = /^%1@(\S+)$/.exec(target.text)?.[1];
    return domain === undefined ? target : { kind: 'program', text: `forward "$DEFAULT"@${domain}` };
  });
}

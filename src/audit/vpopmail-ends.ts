/** What vdelivermail does with the mail of a domain's users, as far as its files tell (vpopmail 5.4: vdelivermail.c). */
import type { Target } from '../checks/check.ts';
import {
  byVpopmail,
  defaultLine,
  isReached,
  ofUnknown,
  type VpopmailHome,
  vpasswdText,
  vpopmailHomes,
  withVpasswd,
} from '../checks/vpopmail.ts';
import { ROOT, walk } from '../host/access.ts';
import { textOf } from '../host/bytes.ts';
import { lowerCase } from '../qmail/control.ts';
import { parseInstructions } from '../qmail/dot-qmail.ts';
import type { Followed } from '../qmail/follow.ts';
import { maildirRefusal } from '../qmail/maildir.ts';
import { seenText } from '../qmail/message.ts';
import { deliverLines, readVpasswd, unknownUsers, type VirtualUser } from '../qmail/vpopmail.ts';
import type { End } from './address-ends.ts';
import type { Name } from './address-names.ts';

export interface VpopmailUsers {
  /** The users of the domain in this directory; none where a database has them. Throws CouldNotCheck. */
  names(home: string): Generator<Name>;
  /** What a program line comes to, where vdelivermail is the program; null where that cannot be told. Throws CouldNotCheck. */
  endsOf(followed: Followed, command: string): readonly End[] | null;
}

/** Of large sites only the users of the domain at hand are kept. */
export function vpopmailUsers(target: Target): VpopmailUsers {
  const found = withVpasswd(target, vpopmailHomes(target));
  const homes = new Map('skip' in found ? [] : found.map((each) => [each.home, each]));
  let last: { home: string; users: ReadonlyMap<string, VirtualUser> } | null = null;
  const usersOf = (home: VpopmailHome) => {
    if (last?.home !== home.home) last = { home: home.home, users: readUsers(target, home) };
    return last.users;
  };
  return {
    *names(at) {
      const home = homes.get(at);
      if (home === undefined || !isReached(target, home)) return;
      for (const { name, line } of usersOf(home).values())
        yield { name, shown: name, wild: false, from: { file: `${at}/vpasswd`, line } };
    },
    endsOf({ assignment, to }, command) {
      if (assignment === null || !byVpopmail(assignment) || deliverLines(`|${command}\n`).length === 0) return null;
      const home = homes.get(assignment.home);
      if (home === undefined) return null;
      const name = lowerCase(assignment.ext);
      const user = usersOf(home).get(name);
      return user === undefined ? unknownEnds(target, home, to) : userEnds(target, home, user);
    },
  };
}

function readUsers(target: Target, home: VpopmailHome): Map<string, VirtualUser> {
  const users = new Map<string, VirtualUser>();
  for (const each of readVpasswd(vpasswdText(target, home, 'vpasswd') ?? ''))
    if (!('fault' in each)) users.set(each.name, each);
  return users;
}

function userEnds({ host }: Target, { home, who }: VpopmailHome, { name, dir }: VirtualUser): End[] {
  // Made at the first mail.
  if (dir === '') return [{ kind: 'maildir', place: textOf(`${home}/${name}/Maildir/`) }];
  const own = walk(host, who, `${dir}/.qmail`);
  if (own.ok && own.stat.type === 'file') return instructed(host.read(own.path), dir);
  const place = textOf(`${dir}/Maildir/`);
  const cwd = walk(host, ROOT, dir);
  if (!cwd.ok || maildirRefusal(host, who, `${dir}/Maildir`, cwd) === null) return [{ kind: 'maildir', place }];
  return [{ kind: 'deferral', place, report: null, message: 'LOCAL-30' }];
}

function instructed(text: string, dir: string): End[] {
  return parseInstructions(text).flatMap((each): End[] => {
    if (!('target' in each)) return [];
    const { kind, target, line } = each;
    const at = { file: textOf(`${dir}/.qmail`), line };
    if (kind === 'forward') return [{ kind, place: textOf(target), ...at }];
    const place = kind === 'program' || target.startsWith('/') ? target : `${dir}/${target.replace(/^(\.\/+)+/, '')}`;
    return [{ kind, place: textOf(place), ...at }];
  });
}

/** What becomes of mail for nobody whom the domain knows (vdelivermail.c, usernotfound). */
function unknownEnds(target: Target, home: VpopmailHome, to: string): End[] | null {
  const line = defaultLine(target, home);
  const what = line === null ? null : unknownUsers(line);
  if (line === null || what === null) return null;
  const at = { file: textOf(line.path), line: line.line };
  switch (what.kind) {
    case 'bounce': {
      const [seen] = ofUnknown(target, home);
      const report = seen?.data === undefined ? null : seenText(seen.id, seen.data);
      return [{ kind: 'bounce', place: null, report, message: 'LOCAL-29', ...at }];
    }
    case 'delete':
      return [{ kind: 'nowhere', place: textOf(to), ...at }];
    case 'directory':
      return [{ kind: 'maildir', place: textOf(`${what.path}/Maildir/`), ...at }];
    case 'address':
      return [{ kind: 'forward', place: textOf(what.address), ...at }];
    default:
      return null;
  }
}

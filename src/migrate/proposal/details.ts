/** `user+detail`: where the old system has another character than qmail, users/assign gives such addresses to the user. */
import type { Host } from '../../host/host.ts';
import { lowerCase } from '../../qmail/control.ts';
import { safeExt } from '../../qmail/dot-qmail.ts';
import { withIncludes } from '../includes.ts';
import type { OldMail, OldUser, Trouble } from '../old-mail.ts';
import type { Domains } from './domains.ts';
import { dotQmailLines, OWN_MAILBOX } from './lines.ts';
import { unfitName } from './names.ts';
import type { NewMachine, Owner, PlannedFile } from './types.ts';

export interface DetailPlan {
  readonly delimiter: string;
  /** Of users/assign. */
  readonly lines: readonly string[];
  readonly files: readonly PlannedFile[];
}

/** What stands in the extension, so that no file of the user's own answers. */
const MARK = 'detail-';

/**
 * Without a dash qmail-local goes on to the default delivery (qmail-local.c:393). Who has a .qmail, an alias of his
 * name, or forward files for extensions, has the same in `detail-` files.
 * `host`: the old machine, where included lists lie. `planned`: files for names, those in homes among them.
 */
export function planDetails(
  host: Host,
  old: OldMail,
  machine: NewMachine,
  domains: Domains,
  planned: readonly PlannedFile[],
  troubles: Trouble[],
): DetailPlan {
  const homes = new Map(planned.filter(({ kind }) => kind === 'home').map((file) => [file.owner, file]));
  const byPath = new Map(planned.map((file) => [file.path, file]));
  const lines: string[] = [];
  const files: PlannedFile[] = [];
  for (const user of old.delimiter === '' ? [] : old.users) {
    const { account } = user;
    const name = lowerCase(account.name);
    const owner = machine.ownerOf(name);
    // Mail for a login in upper case is never his: the name in lower case may be another's.
    if (owner === null || !owner.whole || account.name !== name) continue;
    const alias = byPath.get(`${machine.aliasHome}/.qmail-${safeExt(name)}`);
    // An alias of his name takes the mail for his extensions too.
    const details = old.aliases.some((each) => each.name === name)
      ? []
      : detailFiles(host, user, owner, machine, domains, troubles);
    const own = alias ?? homes.get(account.name) ?? (details.length === 0 ? undefined : mailboxFile(owner, machine));
    const who: Omit<Owner, 'whole'> =
      alias === undefined ? owner : { ...machine.alias, user: 'alias', home: machine.aliasHome };
    const [dash, ext] = own === undefined ? ['', ''] : ['-', alias === undefined ? MARK : `${MARK}${name}-`];
    for (const letter of old.delimiter)
      lines.push(`+${name}${letter}:${[who.user, who.uid, who.gid, who.home, dash, ext].join(':')}:`);
    if (own !== undefined) files.push({ ...own, path: `${who.home}/.qmail-${safeExt(ext)}default`, remarks: [] });
    files.push(...details);
  }
  return { delimiter: old.delimiter, lines, files };
}

/** One for each `.forward+NAME`. */
function detailFiles(
  host: Host,
  { account, details }: OldUser,
  owner: Owner,
  machine: NewMachine,
  domains: Domains,
  troubles: Trouble[],
): PlannedFile[] {
  const locals = new Set(domains.locals);
  const isOwn = (text: string) => {
    const at = text.lastIndexOf('@');
    return text.slice(0, at < 0 ? undefined : at) === account.name && (at < 0 || locals.has(text.slice(at + 1)));
  };
  const scene = { origin: domains.home, user: owner.user, mailbox: machine.mailbox, redirected: () => false };
  return [...details].flatMap(([detail, forward]): PlannedFile[] => {
    const unfit = unfitName(detail);
    if (unfit !== null) {
      const at = forward.at ?? { file: '' };
      troubles.push({ kind: 'by-hand', what: unfit, at, data: { name: `${account.name}+${detail}` } });
      return [];
    }
    const targets = withIncludes(host, forward, troubles).targets.map((target) =>
      target.kind === 'address' && isOwn(target.text) ? OWN_MAILBOX : target,
    );
    const { lines, remarks } = dotQmailLines(targets, scene);
    const path = `${owner.home}/.qmail-${MARK}${safeExt(detail)}`;
    const from = forward.at === null ? [] : [forward.at];
    return [{ path, kind: 'home', text: `${lines.join('\n')}\n`, owner: owner.user, mode: 0o644, from, remarks }];
  });
}

function mailboxFile({ user, home }: Owner, { mailbox }: NewMachine): PlannedFile {
  return {
    path: `${home}/.qmail`,
    kind: 'home',
    text: `${mailbox}\n`,
    owner: user,
    mode: 0o644,
    from: [],
    remarks: [],
  };
}

/** `user+detail`: where the old system has another character than qmail, users/assign gives such addresses to the user. */
import { lowerCase } from '../../qmail/control.ts';
import { safeExt } from '../../qmail/dot-qmail.ts';
import type { OldMail } from '../old-mail.ts';
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
 * Without a dash qmail-local goes on to the default delivery (qmail-local.c:393). Who has a .qmail, or an alias of his
 * name, has the same in a `detail-` file.
 * `planned`: files for names, those in homes among them.
 */
export function planDetails(old: OldMail, machine: NewMachine, planned: readonly PlannedFile[]): DetailPlan {
  const homes = new Map(planned.filter(({ kind }) => kind === 'home').map((file) => [file.owner, file]));
  const byPath = new Map(planned.map((file) => [file.path, file]));
  const lines: string[] = [];
  const files: PlannedFile[] = [];
  for (const { account } of old.delimiter === '' ? [] : old.users) {
    const name = lowerCase(account.name);
    const owner = machine.ownerOf(name);
    // Mail for a login in upper case is never his: the name in lower case may be another's.
    if (owner === null || !owner.whole || account.name !== name) continue;
    const alias = byPath.get(`${machine.aliasHome}/.qmail-${safeExt(name)}`);
    const own = alias ?? homes.get(account.name);
    const who: Omit<Owner, 'whole'> =
      alias === undefined ? owner : { ...machine.alias, user: 'alias', home: machine.aliasHome };
    const [dash, ext] = own === undefined ? ['', ''] : ['-', alias === undefined ? MARK : `${MARK}${name}-`];
    for (const letter of old.delimiter)
      lines.push(`+${name}${letter}:${[who.user, who.uid, who.gid, who.home, dash, ext].join(':')}:`);
    if (own !== undefined) files.push({ ...own, path: `${who.home}/.qmail-${safeExt(ext)}default`, remarks: [] });
  }
  return { delimiter: old.delimiter, lines, files };
}

import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { readVpasswd } from '../../qmail/vpopmail.ts';
import type { Check, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { ofUnknown, type VpopmailHome, vpasswdText, vpopmailHomes, withVpasswd } from '../vpopmail.ts';

/** vdelivermail asks vpasswd.cdb and compares nothing with vpasswd, where administrators look (vcdb.c, vauth_getpw). */
export const check: Check = function* (target) {
  const homes = withVpasswd(target, vpopmailHomes(target));
  if ('skip' in homes) return yield homes;
  yield* eachHome(homes, (home) => judge(target, home));
};

function* judge(target: Target, home: VpopmailHome): Generator<Yield> {
  const source = vpasswdText(target, home, 'vpasswd');
  const compiled = vpasswdText(target, home, 'vpasswd.cdb');
  if (source === null || compiled === null) return;
  const path = `${home.home}/vpasswd.cdb`;
  const [domain = ''] = home.domains;
  const records = recordsOf(compiled);
  const report = (message: string, name: string): Yield => ({
    message,
    data: { domain, path, name, address: `${name}@${domain}`, source: `${home.home}/vpasswd` },
    subject: { path, domain, ...(name === '' ? {} : { user: name }) },
    prevents: message === 'default' || message === 'broken' ? ofUnknown(target, home) : [],
    fold: domain,
  });
  if (records === null) return yield report('broken', '');
  for (const each of readVpasswd(source)) {
    const now = records.get(each.name);
    records.delete(each.name);
    if ('fault' in each || now === each.rest) continue;
    yield report(now === undefined ? 'default' : 'changed', each.name);
  }
  for (const name of records.keys()) yield report('removed', name);
}

/** Of each name the first record; null where the file is damaged. */
function recordsOf(bytes: string): Map<string, string> | null {
  try {
    const records = new Map<string, string>();
    for (const { key, value } of cdbEntries(Buffer.from(bytes, 'latin1')))
      if (!records.has(key)) records.set(key, value);
    return records;
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}

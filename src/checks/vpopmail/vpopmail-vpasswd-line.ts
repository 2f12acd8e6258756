import { readVpasswd } from '../../qmail/vpopmail.ts';
import type { Check, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { byOwner } from '../mailbox.ts';
import { ofUnknown, type VpopmailHome, vpasswdText, vpopmailHomes, withVpasswd } from '../vpopmail.ts';

/** Lines of vpasswd that give no user when vpasswd.cdb is made from them (vcdb.c, make_vpasswd_cdb). */
export const check: Check = function* (target) {
  const homes = withVpasswd(target, vpopmailHomes(target));
  if ('skip' in homes) return yield homes;
  yield* eachHome(homes, (home) => judge(target, home));
};

function* judge(target: Target, home: VpopmailHome): Generator<Yield> {
  const text = vpasswdText(target, home, 'vpasswd');
  const [domain = ''] = home.domains;
  const path = `${home.home}/vpasswd`;
  const prevents = ofUnknown(target, home);
  const own = byOwner(target.installation, home.who, target.host.lstat(path));
  for (const each of readVpasswd(text ?? '')) {
    if (!('fault' in each)) continue;
    const { line, name, fault } = each;
    const data = { path, line: String(line), name, domain, address: `${name}@${domain}`, lower: name.toLowerCase() };
    yield { message: fault, data, subject: { path, line, domain, user: name }, prevents, fold: domain, ...own };
  }
}

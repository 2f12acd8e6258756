import { openRead } from '../../host/access.ts';
import type { Check, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { byOwner } from '../mailbox.ts';
import { EVERYBODY } from '../readers.ts';
import { octal } from '../text.ts';
import { type VpopmailHome, vpopmailHomes } from '../vpopmail.ts';

/** vpasswd and vpasswd.cdb hold the passwords of a domain, often in clear as well. */
export const check: Check = function* (target) {
  yield* eachHome(vpopmailHomes(target), (home) => judge(target, home));
};

function* judge({ host, installation }: Target, { home, domains, who }: VpopmailHome): Generator<Yield> {
  for (const name of ['vpasswd', 'vpasswd.cdb']) {
    const opened = openRead(host, EVERYBODY, `${home}/${name}`);
    if (!opened.ok || opened.stat.type !== 'file') continue;
    const { path, stat } = opened;
    const [domain = ''] = domains;
    yield {
      data: { domain, path, mode: octal(stat.mode) },
      subject: { path, domain },
      ...byOwner(installation, who, stat),
    };
  }
}

// @ts-check
/** A machine whose mailboxes are all missing: as many findings as homes. */
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Homes without a Maildir. @param {string} root @param {number} count */
export function makeHomes(root, count) {
  for (const dir of ['etc', 'home', 'var/qmail/control']) mkdirSync(join(root, dir), { recursive: true });
  const me = process.getuid?.() ?? 0;
  const users = Array.from({ length: count }, (_, at) => {
    const uid = me === 0 ? 2000 + at : me;
    mkdirSync(join(root, `home/u${at}`));
    chownSync(join(root, `home/u${at}`), uid, process.getgid?.() ?? 0);
    return `u${at}:x:${uid}:100::/home/u${at}:/bin/sh`;
  });
  writeFileSync(join(root, 'etc/passwd'), `root:x:0:0::/root:/bin/sh\n${users.join('\n')}\n`);
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nusers:x:100:\n');
  writeFileSync(join(root, 'var/qmail/control/me'), 'mail.bench.test\n');
}

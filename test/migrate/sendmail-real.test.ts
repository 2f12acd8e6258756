import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect } from 'vitest';
import { type Image, imageHost } from '../../src/host/image.ts';
import type { OldMail, Trouble } from '../../src/migrate/old-mail.ts';
import { type End, endTexts, oldOutcome } from '../../src/migrate/outcome.ts';
import { readSendmail } from '../../src/migrate/sendmail/sendmail.ts';
import { needsPackage } from '../support/debian.ts';
import { SENDMAIL } from '../support/old-tree.ts';
import { type Sendmail, sendmail } from '../support/sendmail.ts';

// Without a full name of the machine each run would wait a minute.
const mayName = Boolean(process.env.CI) || spawnSync('unshare', ['-u', 'true']).status === 0;
if (!mayName) console.warn('skipped: sendmail cannot be given a machine name of its own here (unshare -u)');
const needed = needsPackage('sendmail-bin');
const test = mayName ? needed : needed.skip;
const SLOW = 60_000;

/** Users whom every Debian has. */
const PEOPLE = ['daemon', 'bin', 'sys', 'games', 'man', 'lp'];

const ALIASES = `postmaster: root
MAILER-DAEMON: postmaster
root: daemon
Info: games
first.last: lp
sales: bin, sys,
  man
"two words": games
staff: :include:CONF/list
archive: /var/spool/archive/mbox
devnull: /dev/null
prog: "|/bin/cat -n"
chain1: chain2
chain2: chain3
chain3: lp
away: friend@elsewhere.example
both: \\man, x@elsewhere.example
sys: \\sys, copy@elsewhere.example
gone: error:nouser they left
half: lp, error:nouser they left
nobodys: nosuchuser
spaced : lp
twice: bin
twice: man
`;

const TABLES = {
  ...Object.fromEntries(Object.entries(SENDMAIL).map(([path, text]) => [path.replace('/etc/mail/', ''), text])),
  virtusertable: SENDMAIL['/etc/mail/virtusertable'].replace(
    /user0(\d)/g,
    (_, number: string) => PEOPLE[Number(number) % 6] ?? '',
  ),
  mailertable: `${SENDMAIL['/etc/mail/mailertable']}.hosts.example\tlocal:games\n`,
  aliases: ALIASES,
  list: 'daemon\n# c\nbin, sys, out@elsewhere.example\n',
};

let real: Sendmail;
let old: OldMail;
let outcome: (address: string) => End[];
beforeAll(() => {
  if (!mayName) return;
  const { 'sendmail.cf': _, ...texts } = TABLES as Record<string, string>;
  real = sendmail(texts);
  const files = [...real.files, ['/etc/mail/sendmail.cf', real.cf] as const];
  const image: Image = {
    format: 'qmail-lint/image',
    version: 1,
    host: { name: 'mail.example.org' },
    passwd: PEOPLE.map((name, index) => [name, index + 1, index + 1, '/nonexistent'] as const),
    group: [],
    files: files.map(([path, content]) => ({
      path,
      content,
      type: 'file',
      owner: 'root',
      group: 'root',
      mode: '0644',
    })),
  };
  const troubles: Trouble[] = [];
  const host = imageHost(image);
  const read = readSendmail(host, troubles);
  if (read === null) throw new Error(JSON.stringify(troubles));
  old = read;
  outcome = oldOutcome(host, old);
}, 2 * SLOW);

describe('the words of the classes are those of -bt', () => {
  for (const [name, sign] of [
    ['w', '$=w'],
    ['R', '$=R'],
    ['VirtHost', '$={VirtHost}'],
  ] as const)
    test(sign, { timeout: SLOW }, () => {
      const words = real
        .test(`${sign}\n`)
        .split('\n')
        .map((line) => line.replace(/^> /, '').trim());
      const told = words.filter((word) => /^[a-z0-9.-]+\.[a-z0-9]+$/.test(word) && word !== 'mail.example.org').sort();
      const mine = {
        w: () => old.locals,
        R: () => [...old.relays, ...old.virtuals, ...old.clients.map(({ text, at }) => ({ value: text, at }))],
        VirtHost: () => old.virtuals,
      }[name]();
      expect(told.length).toBeGreaterThan(1);
      expect(mine.map(({ value }) => value)).toEqual(expect.arrayContaining(told));
    });
});

/** What `-bv` says, as ends. */
function ends(lines: readonly string[]): string[] {
  return endTexts(lines.map(endOf));
}

function endOf(line: string): End {
  const [, mailer = '', host, user = ''] =
    /\.\.\. deliverable: mailer ([^,]+)(?:, host ([^,]+))?(?:, user (.*))?$/.exec(line) ?? [];
  switch (mailer) {
    case '':
      return { kind: 'refused' };
    case 'local':
      return { kind: 'mailbox', user: user.replace(/^\\/, '') };
    case 'prog':
      return { kind: 'program', command: user.replace(/^"?\|(.*?)"?$/, '$1') };
    case '*file*':
      return user === '/dev/null' ? { kind: 'discarded' } : { kind: 'file', path: user };
    default: {
      const relay = (host ?? '').replace(/^\[(.*)\]/, '$1');
      const domain = user.slice(user.lastIndexOf('@') + 1);
      return { kind: 'remote', address: user, relay: relay === domain ? null : relay };
    }
  }
}

const ADDRESSES = [
  ...[
    'postmaster',
    'MAILER-DAEMON',
    'root',
    'info',
    'INFO',
    'first.last',
    'sales',
    'staff',
    'archive',
    'devnull',
    'prog',
  ],
  ...[
    'chain1',
    'away',
    'both',
    'sys',
    'gone',
    'half',
    'sales+detail',
    'info+detail@one.example',
    'nobodys',
    'spaced',
    'twice',
    'lp',
    'lp+detail',
    'qx7zv3kw',
    'games@example.org',
  ],
  ...[
    'info@one.example',
    'sales@one.example',
    'lp@one.example',
    'qx7zv3kw@one.example',
    'any@two.example',
    'orders@my-shop.example',
  ],
  ...[
    'no.reply@my-shop.example',
    'other@my-shop.example',
    'boss@four.example',
    'some.body@four.example',
    'a@five.example',
    'b@five.example',
  ],
  ...[
    'joe@partner.example',
    'joe@deep.partner.example',
    'joe@direct.example',
    'joe@void.example',
    'joe@elsewhere.example',
    'joe@deep.hosts.example',
    'joe@hosts.example',
  ],
];

describe('an address ends where sendmail -bv has it', () => {
  for (const address of ADDRESSES)
    test(address, { timeout: SLOW }, () => {
      const lines = real.verify(address);
      expect(lines.length, real.said).toBeGreaterThan(0);
      expect(endTexts(outcome(address))).toEqual(ends(lines));
    });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import { otherSide } from '../../src/audit/checklist/old-side.ts';
import { imageHost, readImage } from '../../src/host/image.ts';
import { endTexts } from '../../src/migrate/outcome.ts';
import { readPostfix } from '../../src/migrate/postfix/postfix.ts';
import { oldTree, POSTFIX, SENDMAIL } from '../support/old-tree.ts';
import { run } from '../support/run.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;
function old(files: Readonly<Record<string, string | null>> = {}): string {
  count += 1;
  const file = join(dir, `${count}.json`);
  writeFileSync(file, JSON.stringify(oldTree({ ...POSTFIX, ...files })));
  return file;
}

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/checklist.schema.json', 'utf8')),
);

// biome-ignore lint/suspicious/noExplicitAny: JSON, checked against its schema
async function checklist(image: string, ...args: string[]): Promise<any> {
  const { out, err } = await run([
    'checklist',
    '--from',
    'postfix',
    '--image',
    image,
    '--no-dns',
    '--format',
    'json',
    ...args,
  ]);
  expect(err).toBe('');
  const report = JSON.parse(out);
  expect(valid(report), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  return report;
}

type Named = { what: string; id: string; file?: string };
// biome-ignore lint/suspicious/noExplicitAny: JSON, checked against its schema
const item = (report: any, id: string) => report.items.find((each: Named) => each.id === id);
// biome-ignore lint/suspicious/noExplicitAny: JSON, checked against its schema
const whats = (report: any): string[] => report.items.map(({ what }: Named) => what);

describe('an old Postfix on the machine itself', () => {
  test('every address is followed, and ends where it did, but for a file that is not there', async () => {
    const report = await checklist(old());
    expect(report.addresses).toBeGreaterThan(90);
    expect(report.differences.map(({ address }: { address: string }) => address)).toEqual(['archive@example.org']);
  });

  test('the controls say what main.cf says', async () => {
    const report = await checklist(old());
    const control = (name: string) => item(report, `file:/var/qmail/control/${name}`)?.content;
    expect(control('me')).toBe('mail.example.org\n');
    expect(control('locals')).toBe('mail.example.org\nexample.org\nlocalhost.example.org\nlocalhost\n');
    expect(control('rcpthosts')).toContain('.partner.example\nbackup.example\n');
    expect(control('virtualdomains')).toContain('my-shop.example:alias-my_shop.example\n');
    expect(control('smtproutes')).toContain('.partner.example:relay.partner.example:2525\n');
    expect(item(report, 'file:/etc/tcp.smtp').content).toBe(
      '127.:allow,RELAYCLIENT=""\n10.1.:allow,RELAYCLIENT=""\n192.0.2.64-127:allow,RELAYCLIENT=""\n:allow\n',
    );
  });

  test('an alias that a user shadows goes to users/assign; one that keeps his mail goes into his home', async () => {
    const report = await checklist(old());
    expect(item(report, 'file:/var/qmail/users/assign').content).toMatch(
      /^=user11:alias:\d+:\d+:\/var\/qmail\/alias:-:user11:\n\.\n$/,
    );
    expect(item(report, 'file:/home/user13/.qmail').content).toBe('./Maildir/\n&copy@elsewhere.example\n');
    expect(item(report, 'file:/home/user15/.qmail').content).toBe('./Maildir/\n|preline /usr/bin/vacation user15\n');
  });

  test('what qmail has no way for is said and left to a person', async () => {
    const report = await checklist(
      old({
        '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}smtpd_sasl_auth_enable = yes\nsmtpd_milters = inet:localhost:1\n`,
      }),
    );
    expect(whats(report)).toEqual(
      expect.arrayContaining(['feature-smtp-auth', 'feature-milters', 'program-as-user', 'mbox-line', 'list-copied']),
    );
  });
});

describe('what a person would do by hand and regret', () => {
  test('the accounts that qmail runs as, and those of the system behind the people, are no users', async () => {
    const tree = oldTree(POSTFIX);
    const more = [
      ['qmaild', 64011, 65534, '/var/qmail'],
      ['alias', 64010, 65534, '/var/qmail/alias'],
      ['libvirt-qemu', 64055, 994, '/var/lib/libvirt'],
    ] as const;
    const file = join(dir, 'system.json');
    writeFileSync(file, JSON.stringify({ ...tree, passwd: [...(tree.passwd ?? []), ...more] }));
    const report = await checklist(file);
    expect(item(report, 'user:user01')).toBeDefined();
    for (const [name] of more) expect(item(report, `user:${name}`), name).toBeUndefined();
    expect(JSON.stringify(report)).not.toContain('chown');
  });

  test('an alias whose list cannot be read gets no file that throws its mail away', async () => {
    const report = await checklist(old({ '/etc/mail-lists/staff': null }));
    expect(item(report, 'file:/var/qmail/alias/.qmail-staff')).toBeUndefined();
    expect(item(report, 'address:staff@example.org').state).toBe('could-not');
    const staff = report.differences.find(({ address }: { address: string }) => address === 'staff@example.org');
    expect(staff.old).toEqual(['unknown /etc/mail-lists/staff']);
  });

  test('the name that stands for all others is not shown, and ends have their words in Japanese', async () => {
    const args = ['checklist', '--from', 'postfix', '--image', old(), '--no-dns', '--all'];
    for (const format of ['table', 'markdown', 'html', 'json'])
      for (const lang of ['en', 'ja']) {
        const { out } = await run([...args, '--format', format, '--lang', lang]);
        expect(out).not.toContain('qx7zv3kw');
        if (lang === 'ja' && format !== 'json') expect(out).not.toMatch(/以前: (mailbox|remote|file|refused)/);
      }
  });
});

describe('an old sendmail, of which sendmail.cf alone is left', () => {
  const asked = async (files: Readonly<Record<string, string | null>> = {}) => {
    const image = join(dir, 'sendmail.json');
    writeFileSync(image, JSON.stringify(oldTree({ ...SENDMAIL, ...files })));
    return checklist(image, '--from', 'sendmail');
  };

  test('every address ends where it did, but for a file that is not there', async () => {
    const report = await asked();
    expect(report.from).toBe('sendmail');
    expect(report.addresses).toBeGreaterThan(90);
    expect(report.differences.map(({ address }: { address: string }) => address)).toEqual(['archive@mail.example.org']);
  });

  test('classes, maps and macros become the controls', async () => {
    const report = await asked();
    const control = (name: string) => item(report, `file:/var/qmail/control/${name}`)?.content;
    expect(control('me')).toBe('mail.example.org\n');
    expect(control('locals')).toBe('localhost\nexample.org\nmail.example.org\n');
    expect(control('virtualdomains')).toBe(
      ['one', 'two', 'my-shop', 'four', 'five', 'void']
        .map((name) => `${name}.example:alias-${name.replace('-', '_')}.example\n`)
        .join(''),
    );
    expect(control('smtproutes')).toBe(
      'partner.example:relay.partner.example\n.partner.example:relay.partner.example:2525\ndirect.example:192.0.2.25\n',
    );
    expect(control('badmailfrom')).toBe('@spam.example\nworst@elsewhere.example\n');
    expect(item(report, 'file:/etc/tcp.smtp').content).toBe(
      '127.:allow,RELAYCLIENT=""\n10.1.:allow,RELAYCLIENT=""\n192.0.2.64:allow,RELAYCLIENT=""\n192.0.2.66:deny\n:allow\n',
    );
    // one.example is local too: what the table does not name is a name of the machine.
    expect(item(report, 'file:/var/qmail/alias/.qmail-one:example-default').content).toContain(
      '*) exec forward "$DEFAULT"@mail.example.org;; esac\n',
    );
  });

  test('maps that are named by what makemap makes of them, and maps that need not be there', async () => {
    const cf = SENDMAIL['/etc/mail/sendmail.cf']
      .replace('Kvirtuser hash /etc/mail/virtusertable', 'Kvirtuser hash -o /etc/mail/virtusertable.db')
      .replace('Kgenerics hash /etc/mail/genericstable', 'Kgenerics hash -o /etc/mail/genericstable.db');
    const report = await asked({ '/etc/mail/sendmail.cf': cf, '/etc/mail/genericstable': null });
    expect(item(report, 'file:/var/qmail/alias/.qmail-four:example-boss').content).toBe('&boss@elsewhere.example\n');
    expect(whats(report)).not.toContain('missing');
  });

  test('broken input is said, and the rest goes on', async () => {
    const report = await asked({
      '/etc/mail/mailertable': null,
      '/etc/mail/mailertable.db': 'x',
      '/etc/mail/virtusertable': 'info@nowhere.example user01\nbox+*@two.example user02\nboss@four.example boss@elsew',
      '/etc/mail/local-host-names': null,
    });
    expect(whats(report)).toEqual(
      expect.arrayContaining(['binary-only', 'virtuser-domain', 'virtuser-detail', 'cut-off', 'missing']),
    );
    expect(item(report, 'file:/home/user15/.qmail').content).toBe('./Maildir/\n|preline /usr/bin/vacation user15\n');
  });
});

describe('an address that ends elsewhere is an item of its own', () => {
  test('a name that one local domain alone has answers in all: said once', async () => {
    const virtual = `${POSTFIX['/etc/postfix/virtual']}only@mail.example.org user01\n`;
    const report = await checklist(old({ '/etc/postfix/virtual': virtual }));
    expect(report.differences.map(({ address }: { address: string }) => address)).toEqual(['archive@example.org']);
    expect(item(report, 'addresses-wider')).toMatchObject({ state: 'by-hand', left: true });
    expect(item(report, 'addresses-wider').title).toMatch(/^3 addresses .*\(only@example\.org, /);
  });

  test('a file that is not there', async () => {
    const report = await checklist(old());
    expect(item(report, 'address:archive@example.org')).toMatchObject({ state: 'different', left: true });
  });
});

describe('broken input is said, and the rest goes on', () => {
  const broken: [string, Readonly<Record<string, string | null>>, string][] = [
    [
      'a map that is cut off',
      { '/etc/postfix/virtual': 'one.example x\ninfo@one.example user01\nsales@one.ex' },
      'cut-off',
    ],
    [
      'a compiled map without its source',
      { '/etc/postfix/transport': null, '/etc/postfix/transport.db': 'x' },
      'binary-only',
    ],
    [
      'aliases.db without aliases',
      {
        '/etc/aliases': null,
        '/etc/aliases.db': 'x',
        '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}alias_maps = hash:/etc/aliases\n`,
      },
      'binary-only',
    ],
    [
      'a table of a kind that is not a text',
      { '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}virtual_alias_maps = ldap:/etc/x.cf\n` },
      'table-type',
    ],
    [
      'a circle of lists',
      {
        '/etc/mail-lists/staff': ':include:/etc/mail-lists/more\n',
        '/etc/mail-lists/more': 'user01\n:include:/etc/mail-lists/staff\n',
      },
      'include-circle',
    ],
    ['a list that is not there', { '/etc/mail-lists/staff': null }, 'missing'],
    ['a line without a colon', { '/etc/aliases': `${POSTFIX['/etc/aliases']}oops\n` }, 'alias-no-colon'],
    [
      'a line of a megabyte',
      { '/etc/aliases': `${POSTFIX['/etc/aliases']}big: ${'user01, '.repeat(131_072)}user02\n` },
      'long-line',
    ],
    [
      'a parameter that nothing defines',
      { '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}relayhost = $gate\n` },
      'main-cf-undefined',
    ],
    [
      'a circle of parameters',
      { '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}relayhost = $relayhost\n` },
      'main-cf-macro',
    ],
  ];
  test.each(broken)('%s', async (_, files, what) => {
    const started = Date.now();
    const report = await checklist(old(files));
    expect(whats(report)).toContain(what);
    expect(item(report, 'file:/var/qmail/control/me').content).toBe('mail.example.org\n');
    expect(item(report, 'file:/home/user15/.qmail')).toBeDefined();
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  test('a machine without that system is an error in a line', async () => {
    const { exit, err } = await run([
      'checklist',
      '--from',
      'postfix',
      '--image',
      old({ '/etc/postfix/main.cf': null }),
      '--no-dns',
    ]);
    expect(exit).toBe(2);
    expect(err).toMatch(/^qmail-lint: no configuration of postfix on this machine \(.*\)\n$/);
  });
});

describe('--write', () => {
  test('puts the proposal into a new directory, at its places', async () => {
    const to = join(dir, 'proposal');
    await checklist(old(), '--write', to);
    expect(readFileSync(join(to, 'var/qmail/control/me'), 'utf8')).toBe('mail.example.org\n');
    expect(readdirSync(join(to, 'var/qmail/alias'))).toContain('.qmail-first:last');
    expect(readFileSync(join(to, 'etc/tcp.smtp'), 'utf8')).toContain('127.:allow');
  });

  test('refuses a directory that is not empty, and a qmail home by any name', async () => {
    const full = join(dir, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine'), 'x');
    const link = join(dir, 'link');
    symlinkSync('/var/qmail', link);
    for (const to of [full, '/var/qmail', '/var/qmail/control/new', join(link, 'new')]) {
      const { exit, err } = await run(['checklist', '--from', 'postfix', '--image', old(), '--no-dns', '--write', to]);
      expect([exit, err]).toEqual([2, expect.stringMatching(/^qmail-lint: --write [^\n]*\n$/)]);
    }
    expect(readdirSync(full)).toEqual(['mine']);
  });

  test('a home with dots in it leads nowhere else', async () => {
    const image = oldTree(POSTFIX);
    const file = join(dir, 'dots.json');
    const passwd = image.passwd.map((each) =>
      each[0] === 'user15' ? [each[0], each[1], each[2], '/home/../../../../escaped'] : each,
    );
    const files = [
      ...image.files,
      { path: '/escaped', type: 'dir', owner: 'user15', group: 'users', mode: '0755' },
      {
        path: '/escaped/.forward',
        type: 'file',
        owner: 'user15',
        group: 'users',
        mode: '0644',
        content: 'x@y.example\n',
      },
    ];
    writeFileSync(file, JSON.stringify({ ...image, passwd, files }));
    const to = join(dir, 'deep', 'proposal');
    mkdirSync(join(dir, 'deep'));
    await checklist(file, '--write', to);
    expect(readdirSync(join(dir, 'deep'))).toEqual(['proposal']);
  });
});

describe('for people', () => {
  test.each(['en', 'ja'])('a table of 80 columns in %s', async (language) => {
    const { out, exit } = await run([
      'checklist',
      '--from',
      'postfix',
      '--image',
      old(),
      '--no-dns',
      '--lang',
      language,
    ]);
    expect(exit).toBe(1);
    expect(out.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
    expect(out).not.toMatch(/[{}](?!\w*")|undefined/);
  });

  test('a page for a browser, in which nothing of the machine is markup', async () => {
    const image = old({
      '/etc/aliases': `${POSTFIX['/etc/aliases']}evil: "|/bin/<script>alert(1)</script>"\n"<b>x</b>": user01\n`,
    });
    const { out } = await run(['checklist', '--from', 'postfix', '--image', image, '--no-dns', '--format', 'html']);
    expect(out).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(out).toContain('&lt;script&gt;');
    expect(out.match(/<(script|b|img)\b/g)).toBeNull();
    expect(out).toContain('<td>archive@example.org</td><td>file /var/spool/archive/mbox</td>');
    expect((out.match(/<li/g) ?? []).length).toBe((out.match(/<\/li>/g) ?? []).length);
  });

  test('Markdown with boxes; what is ticked there is read back', async () => {
    const image = old();
    const asked = ['checklist', '--from', 'postfix', '--image', image, '--no-dns', '--format', 'markdown'];
    const { out } = await run(asked);
    expect(out).toMatch(/^- \[ \] .*backup MX.* <!-- day%3Abackup%2Dmx -->$/m);
    const list = join(dir, 'list.md');
    writeFileSync(list, out.replaceAll('- [ ]', '- [x]'));
    const report = await checklist(image, '--done', list);
    expect(item(report, 'day:backup-mx')).toMatchObject({ state: 'by-hand', ticked: true, left: false });
    expect(item(report, 'address:archive@example.org')).toMatchObject({ ticked: true, left: false });
    // No tick makes a file appear.
    expect(item(report, 'file:/var/qmail/control/me')).toMatchObject({ state: 'missing', ticked: true, left: true });
  });
});

test('a list that is no file is refused, and not waited for', async () => {
  const pipe = join(dir, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const { exit, err } = await run([
    ...['checklist', '--from', 'postfix', '--image', old(), '--no-dns', '--done', pipe],
  ]);
  expect([exit, err]).toEqual([2, `qmail-lint: ${pipe} is not a regular file\n`]);
});

test('accounts that lack get ids that nobody has', async () => {
  const image = oldTree({
    ...POSTFIX,
    '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}recipient_delimiter = +\n`,
  });
  const file = join(dir, 'ids.json');
  const taken = image.passwd.map(([name, , gid, home], index) => [name, index === 0 ? 0 : 7788 + index, gid, home]);
  writeFileSync(file, JSON.stringify({ ...image, passwd: taken }));
  const report = await checklist(file);
  const assign: string = item(report, 'file:/var/qmail/users/assign').content;
  expect(assign).toContain('=user11:alias:7809:');
  expect(assign).toContain('+user01+:user01:7789:100:/home/user01:::');
  expect(report.items.filter(({ id }: Named) => id.includes('runs-as-qmail'))).toEqual([]);
  expect(new Set(report.items.map(({ id }: Named) => id)).size).toBe(report.items.length);
  expect(report.differences.map(({ address }: { address: string }) => address)).toEqual(['archive@example.org']);
});

describe('whatever Postfix does with addresses, the proposal does too', () => {
  const cf = (more: string) => ({ '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}${more}` });
  const ways: [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>][] = [
    [
      'names that nobody has go to one user',
      cf('luser_relay = user01\n'),
      { 'qx7zv3kw@example.org': 'mailbox user01', 'qx7zv3kw@one.example': 'refused' },
    ],
    [
      'they go elsewhere by their name',
      cf('luser_relay = $user@old.example\n'),
      { 'qx7zv3kw@example.org': 'remote qx7zv3kw@old.example' },
    ],
    [
      'all that leaves goes by a relay',
      cf('relayhost = [out.example]:587\n'),
      { 'qx7zv3kw@elsewhere.example': 'remote qx7zv3kw@elsewhere.example via out.example:587' },
    ],
    [
      'recipients get canonical names',
      {
        ...cf('canonical_maps = hash:/etc/postfix/canonical\n'),
        '/etc/postfix/canonical': 'old.name@example.org user07\n@former.example @example.org\n',
      },
      { 'old.name@example.org': 'mailbox user07', 'qx7zv3kw@former.example': 'refused' },
    ],
    [
      'a domain of the machine has names of its own',
      {
        ...cf('mydestination = $myhostname, example.org, club.example, localhost\n'),
        '/etc/postfix/virtual': 'info@club.example user09\nuser01@club.example user02\n',
      },
      {
        'info@club.example': 'mailbox user09',
        'info@example.org': 'mailbox user04',
        'user01@club.example': 'mailbox user02',
        'user01@example.org': 'mailbox user01',
        'postmaster@club.example': 'mailbox user01',
      },
    ],
    [
      'a domain of the machine has one user for all',
      {
        ...cf('mydestination = $myhostname, example.org, club.example, localhost\n'),
        '/etc/postfix/virtual': '@club.example user09\n',
      },
      { 'qx7zv3kw@club.example': 'mailbox user09', 'postmaster@club.example': 'mailbox user09' },
    ],
    [
      'transports refuse, discard, deliver here, and take a domain away',
      {
        '/etc/postfix/transport':
          'gone.example error:no such place\nhole.example discard:\nhere.example local:\nexample.org smtp:[inner.example]\n* smtp:[gate.example]\n',
      },
      {
        'qx7zv3kw@gone.example': 'refused',
        'qx7zv3kw@hole.example': 'discarded',
        'qx7zv3kw@here.example': 'refused',
        'postmaster@example.org': 'remote postmaster@example.org via inner.example',
        'qx7zv3kw@elsewhere.example': 'remote qx7zv3kw@elsewhere.example via gate.example',
      },
    ],
    [
      'names of users anywhere, and an address of a domain that is not ours',
      { '/etc/postfix/virtual': 'info user03\nfriend@far.example user04\n' },
      { 'info@example.org': 'mailbox user03', 'friend@far.example': 'mailbox user04' },
    ],
    [
      'what follows a + belongs to the user',
      cf('recipient_delimiter = +\n'),
      {
        'user01+qx7@example.org': 'mailbox user01',
        'user15+qx7@example.org': 'mailbox user15, program preline /usr/bin/vacation user15',
      },
    ],
    [
      'mailboxes that belong to no account',
      {
        ...cf(
          'virtual_mailbox_domains = box.example\nvirtual_mailbox_base = /var/vmail\nvirtual_mailbox_maps = hash:/etc/postfix/vmailbox\nvirtual_uid_maps = static:5000\nvirtual_gid_maps = static:5000\n',
        ),
        '/etc/postfix/vmailbox': 'anna@box.example box.example/anna/\n@box.example box.example/rest/\n',
        '/etc/postfix/virtual': 'info@box.example anna@box.example, user01\n',
      },
      {
        'anna@box.example': 'file /var/vmail/box.example/anna/',
        'info@box.example': 'file /var/vmail/box.example/anna/, mailbox user01',
        'qx7zv3kw@box.example': 'file /var/vmail/box.example/rest/',
      },
    ],
  ];
  test.each(ways)('%s', async (_, files, ends) => {
    const image = old(files);
    const report = await checklist(image);
    const origin = (address: string) => address.slice(0, address.indexOf('@'));
    const astray = report.differences.filter(({ address }: { address: string }) => origin(address) !== 'archive');
    expect(astray).toEqual([]);
    for (const [address, end] of Object.entries(ends))
      expect([address, followed(image, address)]).toEqual([address, end]);
  });
});

/** Where the old system has an address end. */
function followed(image: string, address: string): string {
  const host = imageHost(readImage(image));
  const mail = readPostfix(host, []);
  if (mail === null) throw new Error('no Postfix there');
  return endTexts(otherSide(host, mail).outcome(address)).join(', ');
}

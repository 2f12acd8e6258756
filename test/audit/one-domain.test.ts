/** The audit for one domain: what is said of it and of those whom its mail comes to, and what concerns all. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';
import { domainDir, TWO_DOMAINS, vpopmailSetup } from '../support/vpopmail.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function audited(image: Image, ...args: string[]) {
  const path = join(dir, 'image.json');
  writeFileSync(path, JSON.stringify(image));
  const ran = await run(['--image', path, '--no-dns', '--format', 'json', ...args]);
  expect(ran.err).toBe('');
  const { findings, summary } = JSON.parse(ran.out) as {
    findings: { rule: string; severity: string; subject: { path?: string; user?: string; domain?: string } }[];
    summary: { mailboxes: number };
  };
  const told = findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule, subject }) => `${rule} ${subject.user ?? subject.domain ?? subject.path}`);
  return { told: told.sort(), mailboxes: summary.mailboxes };
}

const file = (content: string, owner: string) => ({ content, owner: `${owner}:users`, mode: '0644' });
const person = (name: string) => ({ type: 'dir', owner: `${name}:users`, mode: '0755' });

/** a.test is alice's, who hands some of it on to carol; b.test is bob's; each of them has something that is broken. */
const SETUP: Setup = {
  passwd: ['carol:x:3003:100::/home/carol:/bin/sh', 'dave:x:3004:100::/home/dave:/bin/sh'],
  '/home/carol': person('carol'),
  '/home/carol/.qmail': file('./Mail\r\n', 'carol'),
  '/home/dave': person('dave'),
  '/home/alice/.qmail-default': file('./Maildir/\n', 'alice'),
  '/home/alice/.qmail-a-info': file('carol\n', 'alice'),
  '/home/alice/Maildir': null,
  '/home/bob/Maildir': null,
  '/var/qmail/control/virtualdomains': 'a.test:alice-a\nb.test:bob\n.c.test:bob\n',
  '/var/qmail/control/rcpthosts': 'one.test\nmail.one.test\na.test\nbackup.test\n',
  '/var/qmail/control/concurrencyremote': '0\n',
  '/var/qmail/alias/.qmail-info': file('nobodyhere\n', 'alias'),
};
const ALL = 'concurrency-zero /var/qmail/control/concurrencyremote';
const ALIAS = ['forward-dead-end /var/qmail/alias/.qmail-info'];

describe('--domain', () => {
  test('a virtual domain: its user, and whom that user hands mail on to', async () => {
    const all = await audited(setUp(SETUP));
    expect(all.told).toEqual(
      expect.arrayContaining([ALL, 'virtual-not-accepted b.test', 'maildir-missing bob', ...ALIAS]),
    );
    expect(await audited(setUp(SETUP), '--domain', 'A.test')).toEqual({
      told: [ALL, 'dot-qmail-cr carol', 'maildir-missing alice'],
      mailboxes: 2,
    });
  });

  test('an entry that stands for many speaks of each', async () => {
    expect(await audited(setUp(SETUP), '--domain', 'x.c.test')).toEqual({
      told: [ALL, 'maildir-missing bob', 'virtual-dead-end bob', 'virtual-not-accepted .c.test'],
      mailboxes: 1,
    });
  });

  test('a local domain: any account, and ~alias', async () => {
    const { told, mailboxes } = await audited(setUp(SETUP), '--domain', 'one.test');
    expect(told).toEqual(
      expect.arrayContaining(['maildir-missing alice', 'maildir-missing bob', 'maildir-missing dave', ALL, ...ALIAS]),
    );
    expect(told.filter((each) => /[abc]\.test/.test(each))).toEqual([]);
    expect(mailboxes).toBe(4);
  });

  test('a domain that is only taken for others: nobody', async () => {
    expect(await audited(setUp(SETUP), '--domain', 'backup.test')).toEqual({ told: [ALL], mailboxes: 0 });
  });

  test('a domain of vpopmail, and one that is another name for it', async () => {
    const [two, big] = TWO_DOMAINS;
    const broken = setUp(
      { [`${domainDir(two!)}/joe/Maildir`]: null, [`${domainDir(big!)}/ann/Maildir`]: null },
      setUp(vpopmailSetup({ domains: TWO_DOMAINS })),
    );
    const ofTwo = ['vpopmail-mailbox-unusable joe'];
    const ofBig = ['vpopmail-mailbox-unusable ann'];
    expect((await audited(broken)).told).toEqual([...ofBig, ...ofTwo].sort());
    expect((await audited(broken, '--domain', 'two.test')).told).toEqual(ofTwo);
    expect((await audited(broken, '--domain', 'big.test')).told).toEqual(ofBig);
    expect((await audited(broken, '--domain', 'large.test')).told).toEqual(ofBig);
  });

  test('a name that nothing here has to do with, or that is no name', async () => {
    const path = join(dir, 'sound.json');
    writeFileSync(path, JSON.stringify(setUp(SETUP)));
    expect(await run(['--image', path, '--domain', 'nowhere.example'])).toMatchObject({
      exit: 2,
      err: 'qmail-lint: --domain nowhere.example: neither local nor virtual there, nor taken by rcpthosts\n',
    });
    expect((await run(['--image', path, '--domain', 'a@b'])).exit).toBe(2);
    const own = ['--own-domain', 'nowhere.example', '--fail-on', 'never'];
    expect((await run(['--image', path, '--no-dns', '--domain', 'nowhere.example', ...own])).exit).toBe(0);
  });

  test('together with --user', async () => {
    expect(await audited(setUp(SETUP), '--domain', 'a.test', '--user', 'carol')).toEqual({
      told: [ALL, 'dot-qmail-cr carol'],
      mailboxes: 1,
    });
  });
});

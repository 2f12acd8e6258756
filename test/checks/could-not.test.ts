/** What cannot be looked at is said to be unchecked, by every rule that needs it, and keeps no rule from what else it looks at. */
import { expect, test } from 'vitest';
import { audit, LISTED } from '../../src/audit/audit.ts';
import type { AuditOutcome } from '../../src/audit/outcome.ts';
import { openTarget } from '../../src/audit/target.ts';
import { CouldNotCheck, type Host } from '../../src/host/host.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import { auditImage } from '../support/audit.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';

const CONTROL = '/var/qmail/control';

/** The installation with the content of one control file not recorded. */
function without(setup: Setup, name: string): Image {
  const image = setUp(setup);
  const path = `${CONTROL}/${name}`;
  return {
    ...image,
    files: image.files.map(({ content, base64, ...file }) =>
      file.path === path
        ? file
        : { ...file, ...(content === undefined ? {} : { content }), ...(base64 === undefined ? {} : { base64 }) },
    ),
  };
}

async function unchecked(image: Image): Promise<(string | undefined)[][]> {
  const { skipped } = await auditImage(image);
  return skipped.filter(({ kind }) => kind === 'could-not').map(({ rule, path }) => [rule, path]);
}

const ROUTE = { [`${CONTROL}/smtproutes`]: 'far.test:relay.test:\n' };

test('whether a route is used is not known where virtualdomains is not', async () => {
  const image = without({ ...ROUTE, [`${CONTROL}/virtualdomains`]: 'x.test:alice\n' }, 'virtualdomains');
  const path = `${CONTROL}/virtualdomains`;
  expect(await unchecked(image)).toEqual(
    expect.arrayContaining([
      ['route-unused', path],
      ['route-port-missing', path],
    ]),
  );
});

test('a file that is not recorded leaves the others of its rule', async () => {
  const image = without(
    {
      [`${CONTROL}/rcpthosts`]: 'one.test\n',
      [`${CONTROL}/locals`]: 'one.test.\n',
      [`${CONTROL}/concurrencylocal`]: '0\n',
      [`${CONTROL}/concurrencyremote`]: '0\n',
    },
    'concurrencylocal',
  );
  const outcome = await auditImage(image);
  expect(await unchecked(image)).toContainEqual(['concurrency-zero', `${CONTROL}/concurrencylocal`]);
  expect(outcome.findings.filter(({ rule }) => rule === 'concurrency-zero').map(({ subject }) => subject.path)).toEqual(
    [`${CONTROL}/concurrencyremote`],
  );
});

/** The audit of the installation on a host that answers otherwise in part. */
async function auditOn(setup: Setup, change: (host: Host) => Partial<Host>): Promise<AuditOutcome> {
  const host = imageHost(setUp(setup));
  const target = openTarget({ ...host, ...change(host) }, { defaultDelivery: './Maildir/' });
  return audit(target, {
    wording: { language: 'en', variant: target.installation.variant.name },
    most: LISTED,
    workerFile: null,
  });
}

const closed = (path: string): never => {
  throw new CouldNotCheck(path, 'access denied');
};

function said({ skipped }: AuditOutcome, rule: string): (string | undefined)[] {
  return skipped.filter((each) => each.rule === rule && each.kind === 'could-not').map(({ path }) => path);
}

const found = ({ findings }: AuditOutcome, rule: string) =>
  findings.filter((each) => each.rule === rule).map(({ fold }) => fold.split(' ')[1]);

const FILTER: Setup = {
  '/home/alice/.qmail': '|./filter\n./Maildir/\n',
  '/home/alice/filter': { type: 'file', mode: '0755', owner: 'alice', group: 'users', size: 100 },
};

test('a program whose interpreter cannot be seen', async () => {
  expect(await unchecked(setUp(FILTER))).toContainEqual(['mailboxes', '/home/alice/filter']);
});

test('an alias whose file cannot be read keeps its forwards unknown, and no other', async () => {
  const image = setUp({
    '/var/qmail/alias/.qmail-list': { type: 'file', mode: '0644', owner: 'alias', group: 'qmail', size: 20 },
    '/var/qmail/alias/.qmail-team': '&nobody-here@one.test\n',
  });
  expect(await unchecked(image)).toContainEqual(['forward-dead-end', '/var/qmail/alias/.qmail-list']);
  const { findings } = await auditImage(image);
  expect(findings.filter(({ rule }) => rule === 'forward-dead-end').map(({ subject }) => subject.path)).toEqual([
    '/var/qmail/alias/.qmail-team',
  ]);
});

test('a closed Maildir does not say that no quota is there', async () => {
  const outcome = await auditOn({}, (host) => ({
    lstat: (path) => (path.endsWith('/maildirsize') ? closed(path) : host.lstat(path)),
  }));
  expect(said(outcome, 'maildir-quota-ignored')).toEqual(['/home/alice/Maildir/maildirsize']);
});

const QUEUE = '/var/qmail/bin/qmail-queue';
const onDisk = (host: Host): Partial<Host> => ({
  kind: 'machine',
  lacks: 'nothing',
  read: (path, limit) => (path === QUEUE ? closed(path) : host.read(path, limit)),
});

test('a qmail-queue that may be a script in its place is not said to be broken', async () => {
  const outcome = await auditOn({ [QUEUE]: { owner: 'root', mode: '0755' } }, onDisk);
  expect(said(outcome, 'qmail-queue')).toEqual([QUEUE]);
  expect(found(outcome, 'qmail-queue')).toEqual([]);
});

test('one that nobody may read can be none', async () => {
  const outcome = await auditOn({ [QUEUE]: { owner: 'qmailq', mode: '0711' } }, onDisk);
  expect(found(outcome, 'qmail-queue')).toEqual(['no-set-uid']);
});

test('what is written starts the SMTP server as root; that what runs was not seen is said', async () => {
  const setup = { '/service/qmail-smtpd/run': '#!/bin/sh\nexec tcpserver -RHl0 0 25 /var/qmail/bin/qmail-smtpd\n' };
  const outcome = await auditOn(setup, () => ({ processes: () => closed('/proc') }));
  expect(found(outcome, 'smtp-as-root')).toEqual(['root']);
  expect(said(outcome, 'smtp-as-root')).toEqual(['/proc']);
});

test('who may connect is not known where hosts.deny cannot be read', async () => {
  const inetd = 'smtp stream tcp nowait qmaild /usr/sbin/tcpd /usr/bin/env RELAYCLIENT= /var/qmail/bin/qmail-smtpd\n';
  const setup = { '/etc/inetd.conf': inetd, '/etc/hosts.deny': 'ALL: ALL\n' };
  const seen = await auditImage(setUp(setup));
  expect(found(seen, 'relay-for-all')).toEqual([]);
  const outcome = await auditOn(setup, (host) => ({
    read: (path, limit) => (path === '/etc/hosts.deny' ? closed(path) : host.read(path, limit)),
  }));
  expect(said(outcome, 'relay-for-all')).toEqual(['/etc/hosts.deny']);
  expect(found(outcome, 'relay-for-all')).toEqual([]);
});

test('rules that deny all: whose mail comes from outside is not known where the DNS fails', async () => {
  const zone = { mx: [], a: [], otherwise: [['', 'soft']] };
  const outcome = await auditImage(compileRules(setUp({ '/etc/tcp.smtp': '10.:allow\n:deny\n', zone })));
  expect(found(outcome, 'rules-deny-all')).toEqual([]);
  expect(outcome.skipped.filter(({ rule }) => rule === 'rules-deny-all').map(({ kind }) => kind)).toEqual([
    'could-not',
  ]);
});

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { endsIn, listed, reportOn } from '../support/checklist.ts';
import { oldTree, POSTFIX } from '../support/old-tree.ts';

const main = (more: string) => ({ ...POSTFIX, '/etc/postfix/main.cf': `${POSTFIX['/etc/postfix/main.cf']}${more}` });
const astray = (report: Awaited<ReturnType<typeof reportOn>>) =>
  report.differences.map(({ address }) => address).filter((address) => !address.startsWith('archive'));

test('what follows a + behind an alias, or behind a name of a virtual domain, is lost for nobody', async () => {
  const image = oldTree(main('recipient_delimiter = +\n'));
  expect(await endsIn(image, 'sales+qx7@example.org')).toEqual(['mailbox user06', 'mailbox user07', 'mailbox user08']);
  expect(await endsIn(image, 'info+qx7@one.example')).toEqual(['mailbox user01']);
  expect(await endsIn(image, 'nobody-there+x@one.example')).toEqual(['refused']);
  const report = await reportOn(image);
  expect(astray(report)).toEqual([]);
  expect(listed(report, 'file:/var/qmail/alias/.qmail-default')?.content).toMatch(/^\|case .* bouncesaying .*\n$/);
});

test('one user for all names of a domain, and names of nobody that go to one, stay so', async () => {
  const virtual = `${POSTFIX['/etc/postfix/virtual']}boss@two.example user05\n`;
  const image = oldTree({
    ...main('recipient_delimiter = +\nluser_relay = user02\n'),
    '/etc/postfix/virtual': virtual,
  });
  expect(await endsIn(image, 'boss+x@two.example')).toEqual(['mailbox user05']);
  expect(await endsIn(image, 'any+x@two.example')).toEqual(['mailbox user03']);
  expect(astray(await reportOn(image))).toEqual([]);
});

test('mailboxes without accounts have theirs', async () => {
  const files = {
    ...main(
      'recipient_delimiter = +\nvirtual_mailbox_domains = box.example\nvirtual_mailbox_base = /var/vmail\nvirtual_mailbox_maps = hash:/etc/postfix/vmailbox\nvirtual_uid_maps = static:5000\nvirtual_gid_maps = static:5000\n',
    ),
    '/etc/postfix/vmailbox': 'anna@box.example box.example/anna/\n',
  };
  const image = oldTree(files);
  expect(await endsIn(image, 'anna+x@box.example')).toEqual(['file /var/vmail/box.example/anna/']);
  expect(astray(await reportOn(image))).toEqual([]);
});

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a shell does with the line what is said of it', async () => {
  const report = await reportOn(oldTree(main('recipient_delimiter = +\nluser_relay = user02\n')));
  const [refusing = ''] =
    listed(report, 'file:/var/qmail/alias/.qmail-one:example-default')?.content?.split('\n') ?? [];
  const [passing = ''] = listed(report, 'file:/var/qmail/alias/.qmail-default')?.content?.split('\n') ?? [];
  for (const name of ['forward', 'bouncesaying']) {
    writeFileSync(
      join(dir, name),
      `#!/bin/sh\necho ${name} "$@" >> ${dir}/log\n${name === 'forward' ? 'test ! -f "$0.fails" || exit 111' : 'exit 100'}\n`,
    );
    chmodSync(join(dir, name), 0o755);
  }
  const run = (line: string, name: string) => {
    writeFileSync(join(dir, 'log'), '');
    const env = { PATH: `${dir}:${process.env['PATH']}`, DEFAULT: name };
    const { status } = spawnSync('/bin/sh', ['-c', line.slice(1)], { env });
    return [status, readFileSync(join(dir, 'log'), 'latin1').trim()];
  };
  expect(run(refusing, 'info+x+y')).toEqual([0, 'forward info@one.example']);
  expect(run(refusing, 'a $(b)+x')).toEqual([0, 'forward a $(b)@one.example']);
  expect(run(refusing, 'nobody')).toEqual([100, 'bouncesaying Sorry, no mailbox here by that name. (#5.1.1)']);
  expect(run(refusing, '+x')[0]).toBe(100);
  expect(run(passing, 'sales+x')).toEqual([0, 'forward sales@example.org']);
  expect(run(passing, 'nobody')).toEqual([0, 'forward user02@example.org']);
  // Where forward cannot reach the queue its exit code decides, and the mail waits.
  writeFileSync(join(dir, 'forward.fails'), '');
  expect(run(passing, 'sales+x')[0]).toBe(111);
});

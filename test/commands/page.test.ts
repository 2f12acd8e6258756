/** `--format html` from the command line: the page with what the log and the queue show. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LOG = `@400000006b04f40000000000 starting delivery 1: msg 7 to local alice@one.test
@400000006b04f40100000000 delivery 1: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/
`;
const waiting = { owner: 'qmails', group: 'qmail', mode: '0600', content: 'Fa@one.test\0', mtime: 1_700_000_000 };

function written(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

const image = written(
  'broken.json',
  JSON.stringify(
    setUp({
      '/home/alice/Maildir': null,
      '/var/qmail/queue/mess/7/7': { ...waiting, owner: 'qmailq', mode: '0644' },
      '/var/qmail/queue/info/7/7': waiting,
    }),
  ),
);

const page = (...args: string[]) => run(['--no-dns', '--image', image, '--format', 'html', ...args]);
const figures = (text: string) => [...text.matchAll(/<figcaption>([^<]+)/g)].map(([, caption]) => caption);

test('one page, with the way of the address; the exit code is that of the audit', async () => {
  const { exit, out, err } = await page('--no-log');
  expect([exit, err]).toEqual([1, '']);
  expect(out).toMatch(/^<!DOCTYPE html>.*<\/html>\n$/s);
  expect(out).toContain('alice@one.test');
  expect(out).toContain('class="route"');
});

test('the age of what waits is drawn, and with a log the deliveries and reports', async () => {
  expect(figures((await page('--no-log')).out)).toHaveLength(1);
  const { out } = await page('--log', written('current', LOG));
  expect(figures(out)).toHaveLength(3);
  expect(out).toMatch(/<svg viewBox="0 0 160 10".*Unable_to_chdir_to_maildir/s);
});

test('of an installation without a queue there is no chart, and still a page', async () => {
  const none = written('none.json', JSON.stringify(setUp({ '/var/qmail/queue': null })));
  const { out } = await run(['--no-dns', '--no-log', '--image', none, '--format', 'html']);
  expect(figures(out)).toEqual([]);
  expect(out).toContain('</html>');
});

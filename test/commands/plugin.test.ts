/** `--format nagios` as monitoring meets it: a line, performance data, and the exit codes of plugins. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { readCases } from '../support/cases.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let images = 0;
function image(setup: Setup): string {
  images += 1;
  const path = join(dir, `${images}.json`);
  writeFileSync(path, JSON.stringify(setUp(setup)));
  return path;
}

const audit = (image: string, ...args: string[]) =>
  run(['--no-config', '--image', image, '--format', 'nagios', ...args]);

test.each<[number, string, Setup]>([
  [0, 'OK', {}],
  [1, 'WARNING', { '/home/alice/Maildir': { mode: '0755' } }],
  [2, 'CRITICAL', { '/home/alice/Maildir': null }],
  [3, 'UNKNOWN', { '/home/bob/.qmail': { type: 'file', size: 10 } }],
  [2, 'CRITICAL', { '/home/alice/Maildir': null, '/home/bob/.qmail': { type: 'file', size: 10 } }],
])('%s: %s', async (exit, state, setup) => {
  const ran = await audit(image(setup));
  expect(ran.out).toMatch(new RegExp(`^QMAIL ${state} - .* \\| errors=\\d+;;0;0 warnings=\\d+;0;;0 `));
  expect([ran.exit, ran.err]).toEqual([exit, '']);
});

test('in Japanese where it is asked for, not for the locale', async () => {
  const broken = image({ '/home/alice/Maildir': null });
  expect((await audit(broken, '--lang', 'ja')).out).toContain('エラー 1 件');
  const { out } = await run(['--no-config', '--image', broken, '--format', 'nagios'], { env: { LANG: 'ja_JP.UTF-8' } });
  expect(out).toContain('1 error');
});

test.each([
  [['--image', '/no/such/image']],
  [['--nonsense']],
  [['--config', '/no/such/config']],
  [['/no/such/home', '--image', image({})]],
])('3: what could not be run is unknown, never critical (%j)', async (args) => {
  for (const format of [['--format', 'nagios'], ['--format=nagios']]) {
    const { exit, out, err } = await run([...args, ...format]);
    expect([exit, out.split(' - ')[0]]).toEqual([3, 'QMAIL UNKNOWN']);
    expect(err).not.toBe('');
    // Monitoring shows standard output alone.
    expect(out).toMatch(/^QMAIL UNKNOWN - [^|\n]*\n$/);
    const [says = ''] = /(?:such|unknown option)[^|'\n]*/.exec(err) ?? [];
    expect(out).toContain(says);
    expect(says).not.toBe('');
  }
});

test('a file beside it does not change the exit codes of the command', async () => {
  const broken = image({ '/home/alice/Maildir': null });
  const file = join(dir, 'nagios.txt');
  expect((await run(['--no-config', '--image', broken, '--output', `nagios=${file}`])).exit).toBe(1);
});

describe('queue', () => {
  const cases = readCases<{ name: string; image: Image; said: { 'qmail-qstat': string } }>('queues');
  const waiting = (said: string) => Number(/^messages in queue: (\d+)/m.exec(said)?.[1]);
  const one = cases.find(({ said }) => waiting(said['qmail-qstat']) > 1);
  if (one === undefined) throw new Error('no case with messages');
  const count = waiting(one.said['qmail-qstat']);
  const file = join(dir, 'queue.json');
  writeFileSync(file, JSON.stringify(one.image));
  const queue = (...args: string[]) => run(['queue', '--no-config', '--image', file, ...args]);

  test('the thresholds decide, as numbers that may not be passed', async () => {
    const { out } = await queue('--format', 'nagios');
    expect(out).toMatch(new RegExp(`^QMAIL QUEUE \\w+ - ${count} messages in the queue \\| waiting=${count};;;0 `));
    const fine = await queue('--format', 'nagios', '--warning', `${count}`, '--critical', `${count}`);
    expect(fine.out).toContain(`waiting=${count};${count};${count};0`);
    const problems = /problems=(\d+)/.exec(fine.out)?.[1];
    expect([fine.exit, problems]).toEqual([0, '0']);
    expect((await queue('--format', 'nagios', '--warning', `${count - 1}`)).exit).toBe(1);
    expect((await queue('--format', 'nagios', '--warning', `${count - 1}`, '--critical', `${count - 1}`)).exit).toBe(2);
  });

  test('thresholds of the configuration hold, and those of the command line come first', async () => {
    const config = join(dir, 'thresholds.json');
    const of = async (thresholds: unknown, ...args: string[]) => {
      writeFileSync(config, JSON.stringify({ queue: thresholds }));
      return run(['queue', '--config', config, '--image', file, ...args]);
    };
    const told = await of({ warning: 0, critical: count }, '--format', 'nagios');
    expect([told.exit, told.out]).toEqual([1, expect.stringContaining(`waiting=${count};0;${count};0`)]);
    expect((await of({ warning: 0 }, '--format', 'nagios', '--warning', `${count}`)).exit).toBe(0);
    expect((await of({ critical: 0 }, '--format', 'nagios')).exit).toBe(2);
    expect((await of({ warning: 5, critical: 2 })).exit).toBe((await queue()).exit);
  });

  test('0 lets no message wait', async () => {
    expect((await queue('--format', 'nagios', '--warning', '0')).exit).toBe(1);
    expect((await queue('--format', 'nagios', '--critical', '0')).exit).toBe(2);
    expect((await queue('--format', 'nagios', '--critical', '00')).err).toContain('give a whole number');
  });

  test('thresholds that would say nothing are refused', async () => {
    expect((await queue('--warning', '3')).err).toContain('belong to --format nagios');
    const { exit, err } = await queue('--format', 'nagios', '--warning', '3', '--critical', '2');
    expect([exit, err]).toEqual([3, expect.stringContaining('--critical 2 is less than --warning 3')]);
  });

  test('what is wrong with the queue is told in monitoring too', async () => {
    const broken = image({ '/var/qmail/queue/mess': null });
    const { exit, out } = await run(['queue', '--no-config', '--image', broken, '--format', 'nagios']);
    expect(exit).toBe(2);
    expect(out).toMatch(/^QMAIL QUEUE CRITICAL - .*problems=[1-9]/);
  });

  test('suppressed problems leave it, the exit code and the severities of the configuration hold', async () => {
    const broken = image({ '/var/qmail/queue/mess': null });
    const config = join(dir, 'config.json');
    const of = async (settings: unknown, ...args: string[]) => {
      writeFileSync(config, JSON.stringify(settings));
      return run(['queue', '--config', config, '--image', broken, ...args]);
    };
    const before = JSON.parse((await of({}, '--format', 'json')).out);
    const rules: string[] = before.problems.map(({ rule }: { rule: string }) => rule);
    expect(rules.length).toBeGreaterThan(0);
    const suppressions = [...new Set(rules)].map((rule) => ({ rule, reason: 'it moves' }));
    const { exit, out } = await of({ suppressions }, '--format', 'json');
    expect([exit, JSON.parse(out).problems]).toEqual([0, []]);
    expect(JSON.parse(out).suppressed.length).toBe(rules.length);
    expect((await of({ suppressions })).out).toContain(
      `suppressed: ${suppressions.map(({ rule }) => rule).join(', ')}`,
    );
    const severities = Object.fromEntries(rules.map((rule) => [rule, 'warning']));
    expect((await of({ severities }, '--format', 'nagios')).exit).toBe(1);
  });
});

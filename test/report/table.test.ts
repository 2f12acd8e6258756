import { execFileSync } from 'node:child_process';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { safeText } from '../../src/report/safe-text.ts';
import { tableReport } from '../../src/report/table.ts';
import { wrap, wrapCommand } from '../../src/report/wrap.ts';
import { auditImage } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';

const BROKEN: Setup = {
  '/home/alice/Maildir': { mode: '0700', owner: 'root', group: 'root' },
  '/home/bob': { mode: '0777', owner: 'bob' },
  '/var/qmail/control/rcpthosts': 'one.test\r\nmail.one.test\n',
  '/var/qmail/control/\u001b[31mevil': 'x\n',
};

async function table(language: 'en' | 'ja', width: number, colour = false): Promise<string> {
  const outcome = await auditImage(setUp(BROKEN), { language });
  return [...tableReport(outcome, { language, width, colour, all: true })].join('');
}

describe.each(['en', 'ja'] as const)('%s', (language) => {
  test.each([60, 80, 100])('no line is wider than %i columns', async (width) => {
    const lines = (await table(language, width)).split('\n');
    expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
  });

  test('shows the log line as the log has it', async () => {
    expect(await table(language, 100)).toContain('deferral: Unable_to_chdir_to_maildir._(#4.2.1)/');
  });

  test('without colour there is no escape sequence, whatever the audited machine holds', async () => {
    expect(await table(language, 80)).not.toMatch(/\u001b/);
  });
});

test('colours where they are asked for', async () => {
  expect(await table('en', 80, true)).toMatch(/\u001b\[31m/);
});

test('errors come first', async () => {
  const text = await table('en', 80);
  expect(text.indexOf('Errors')).toBeGreaterThan(-1);
  expect(text.indexOf('Errors')).toBeLessThan(text.indexOf('Notes'));
});

test('what could steer a terminal is shown as an escape', () => {
  expect(safeText('a\u001b[2Jb\u0007\u009b\u202e\u2028')).toBe('a\\x1b[2Jb\\x07\\x9b\\u{202e}\\u{2028}');
  expect(safeText('日本 é')).toBe('日本 é');
});

test('wraps words, cuts what is longer than a line, keeps Japanese stops off line starts', () => {
  expect(wrap('one two three', 10)).toEqual(['one two', 'three']);
  expect(wrap('one two three four five six', 10)).toEqual(['one two', 'three four', 'five six']);
  expect(wrap('x'.repeat(25), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
  expect(wrap('あいうえお。かき', 10)).toEqual(['あいうえ', 'お。かき']);
  expect(wrap('あいうえ）。かき', 10)).toEqual(['あいう', 'え）。かき']);
  expect(wrap('あい example。', 10)).toEqual(['あい', 'example。']);
});

test('a word of a million letters is cut in no time', () => {
  const start = performance.now();
  expect(wrap('x'.repeat(1_000_000), 80)).toHaveLength(12_500);
  expect(performance.now() - start).toBeLessThan(3000);
});

test('keeps an opening bracket with what it opens, and the blank that is told of', () => {
  expect(wrap('あいうえ「かき」', 10)).toEqual(['あいうえ', '「かき」']);
  expect(wrap('あいう（「かき」）', 10)).toEqual(['あいう', '（「か', 'き」）']);
  expect(wrap('あいうえ「 relay」', 12)).toEqual(['あいうえ', '「 relay」']);
  expect(wrap('（（（（（（', 10)).toEqual(['（（（（（', '（']);
});

test('a wrapped command can be pasted', () => {
  expect(wrapCommand("su -s /bin/sh -c '/a b/c' alice", 20)).toEqual(['su -s /bin/sh -c \\', "  '/a b/c' alice"]);
});

describe.each([
  String.raw`printf '%s\n' 'it'\''s a long one with blanks' end of it`,
  String.raw`printf '%s\n' $'a\'b  c\n' "d \" e" f\ g 'h  i'`,
  String.raw`printf '%s\n' 's/^a b  c$/d   e/' && printf '%s\n' two three`,
])('%s', (command) => {
  test.each([10, 16, 24, 40])('says the same in %i columns', (width) => {
    const run = (text: string) => execFileSync('bash', ['-c', text], { encoding: 'latin1' });
    expect(run(wrapCommand(command, width).join('\n'))).toBe(run(command));
  });
});

test('what is no plain row of words is left as it is', () => {
  expect(wrapCommand('echo one two  three four', 12)).toEqual(['echo one two  three four']);
  expect(wrapCommand("echo one two 'three four", 12)).toEqual(["echo one two 'three four"]);
  expect(wrapCommand('echo one two # three four', 12)).toEqual(['echo one two # three four']);
});

test('a line that differs in the split directory alone is shown once, with what varies in it', async () => {
  const outcome = await auditImage(setUp({ '/var/qmail/queue/remote': { owner: 'qmailq:qmail', mode: '0700' } }));
  const [finding] = outcome.findings.filter(({ rule }) => rule === 'queue-closed');
  expect(finding?.prevents.length).toBeGreaterThan(20);
  const shown = [...tableReport(outcome, { language: 'en', width: 80, colour: false, all: false })].join('');
  expect(shown.match(/unable to unlink/g)).toHaveLength(1);
  expect(shown).toContain('warning: unable to unlink remote/{n}/{id}');
  expect(shown.replace(/\s+/g, ' ')).toContain(
    '{n}: the number of a split directory, 0 and so on, {id}: the number of the message',
  );
});

test('of one split directory the line is shown as it is', async () => {
  const outcome = await auditImage(setUp({ '/var/qmail/queue/local/19': null }));
  const shown = [...tableReport(outcome, { language: 'en', width: 80, colour: false, all: false })].join('');
  expect(shown).toContain('warning: unable to create local/19/{id}');
});

/** Commands of findings are pasted into the shell of root: whatever stands in a name, it is one word and no command. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findingOf } from '../../src/audit/finding.ts';
import { RULES } from '../../src/checks/index.ts';
import { auditImage } from '../support/audit.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';

const NASTY = ` a'b"c$(pwned)\`pwned\`;pwned&&pwned|pwned\n-rf * ~ \\`;
/** Every program that a command names only writes its words to a file of its own, NUL by NUL; nothing is run. */
const SHOWING = `
show() { command printf '%s\\0' "$@" > "$OUT/$BASHPID.$RANDOM"; }
command_not_found_handle() { show "$@"; }
for name in echo printf cd kill pwned; do eval "$name() { show $name \\"\\$@\\"; }"; done
`;

let dir = '';
let out = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'words-'));
  out = mkdtempSync(join(tmpdir(), 'shown-'));
});
afterEach(() => {
  for (const each of [dir, out]) rmSync(each, { recursive: true });
});

/** The words of all programs in a command, and the files that it reads, runs or writes. */
function wordsOf(command: string, whole = true): string[] {
  expect(spawnSync('bash', ['-n', '-c', command]).stderr.toString()).toBe('');
  const done = spawnSync('/bin/bash', ['--norc', '-c', `${SHOWING}\n${command}`], {
    cwd: dir,
    env: { PATH: '/nonexistent', OUT: out },
  });
  if (whole) expect([done.status, done.stderr.toString()]).toEqual([0, '']);
  const shown = readdirSync(out).map((name) => join(out, name));
  const words = shown.flatMap((file) => readFileSync(file, 'utf8').split('\0').slice(0, -1));
  for (const file of shown) rmSync(file);
  return [...words, ...readdirSync(dir).map((name) => join(dir, name))];
}

const commands = RULES.flatMap(({ area, rule, check }) =>
  Object.entries(rule.messages).flatMap(([message, { command }]) =>
    command === undefined ? [] : [{ id: `${rule.id} ${message}`, registered: { area, rule, check }, message, command }],
  ),
);

describe('templates', () => {
  test.each(commands)('$id', ({ registered, message, command }) => {
    const used = [...new Set([...command.matchAll(/\{([a-zA-Z-]+)\}/g)].map(([, name = '']) => name))];
    const value = (name: string) => `${dir}/${name}${NASTY}`;
    // What it reads or runs must be there: found under another name, it would fail.
    for (const name of used)
      if (new RegExp(`(^|< |&& )\\{${name}\\}`).test(command))
        writeFileSync(value(name), '#!/bin/sh\n', { mode: 0o755 });
    const data = new Proxy({}, { get: (_, name) => value(String(name)) });
    const wording = { language: 'en', variant: 'notqmail' } as const;
    const finding = findingOf(registered, { message, subject: {}, data, prevents: [] }, wording);
    const words = wordsOf(finding.remedy.command ?? '');
    expect(words).not.toContain('pwned');
    for (const name of used)
      expect(
        words.some((word) => word.startsWith(value(name))),
        `{${name}} in ${command}`,
      ).toBe(true);
    expect(existsSync(join(dir, 'pwned'))).toBe(false);
  });
});

const HOME = '/home/alice';
const NASTY_HOME = `/home/a b'$(pwned)"\`pwned\`;pwned &`;
const jsonText = (text: string) => JSON.stringify(text).slice(1, -1);
const moved = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(HOME, jsonText(NASTY_HOME)));
const inHomes = RULES.filter(
  ({ rule }) =>
    Object.values(rule.messages).some(({ command }) => command !== undefined) &&
    JSON.stringify(rule.examples.bad).includes(`${HOME}/`),
);
/** Examples that break something in ~alias, which is alias's own. */
const inAlias = RULES.filter(({ rule }) => JSON.stringify(rule.examples.bad).includes('/var/qmail/alias/'));

/** What a shell takes from a command, and what a shell within it takes from the text after `-c`. */
function shownBy(command: string): string[] {
  const words = wordsOf(command, false);
  const [script] = words.slice(words.indexOf('-c') + 1);
  return words[0] === 'su' && script !== undefined ? [...words, ...shownBy(script)] : words;
}

describe('in a home with such a name', () => {
  test.each(inHomes.map(({ rule }) => ({ id: rule.id, rule })))(
    '$id',
    async ({ rule }) => {
      for (const { setup } of rule.examples.bad as { setup: Setup }[]) {
        const outcome = await auditImage(compileRules(moved(setUp(setup))));
        for (const { remedy, rule: id } of outcome.findings) {
          if (id !== rule.id || remedy.command === null) continue;
          for (const part of remedy.command.split(' && ')) {
            const words = shownBy(part.replaceAll('/var/qmail/bin/', ''));
            expect(words).not.toContain('pwned');
            expect(words).not.toContain('/home/a');
            if (part.includes('/home/a b'))
              expect(
                words.some((word) => word.startsWith(NASTY_HOME)),
                part,
              ).toBe(true);
          }
        }
      }
    },
    60_000,
  );
});

test('no command of root goes by path through a home', async () => {
  const through: string[] = [];
  const owned = RULES.filter(
    (each) => inHomes.includes(each) || inAlias.includes(each) || each.rule.id.startsWith('vpopmail-'),
  );
  for (const { rule } of owned)
    for (const { setup } of rule.examples.bad as { setup: Setup }[]) {
      const outcome = await auditImage(compileRules(setUp(setup)));
      for (const { remedy, rule: id, message } of outcome.findings) {
        const command = remedy.command ?? '';
        const byPath = command
          .split(' && ')
          .some((part) => /\/(home\/(alice|vpopmail)|var\/qmail\/alias)\//.test(part) && !/^(su|find) /.test(part));
        if (id === rule.id && byPath) through.push(`${id}: ${command} (${message})`);
      }
    }
  expect(through).toEqual([]);
}, 120_000);

/** The generated pages: one for each rule and message, in both languages, with links that lead somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/checks/index.ts';
import { MESSAGES } from '../../src/qmail/message.ts';

const pagesIn = (dir: string) => readdirSync(dir).map((name) => join(dir, name));
const brokenIn = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link) && !existsSync(join(dirname(page), link)));

describe.each([
  ['docs/rules', RULES.map(({ rule }) => rule.id)],
  ['docs/messages', [...MESSAGES.keys()]],
])('%s', (dir, ids) => {
  test('has a page for each, and its list', () => {
    const names = [...ids.map((id) => `${id}.md`), 'README.md'].sort();
    expect(readdirSync(dir).sort()).toEqual(names);
    const list = readFileSync(join(dir, 'README.md'), 'utf8');
    expect(ids.filter((id) => !list.includes(`](${id}.md)`))).toEqual([]);
  });

  test('speaks both languages, and its links lead somewhere', () => {
    for (const page of pagesIn(dir)) {
      if (!page.endsWith('README.md')) expect(readFileSync(page, 'utf8'), page).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
      expect(brokenIn(page), page).toEqual([]);
    }
  });
});

test('the message has what mends it, and the rules that tell it before', () => {
  const page = readFileSync('docs/messages/LOCAL-20.md', 'utf8');
  expect(page).toContain('```\ndeferral: Unable_to_chdir_to_maildir._(#4.2.1)/\n```');
  for (const { rule } of RULES.filter((each) => (each.rule.prevents as readonly string[]).includes('LOCAL-20')))
    expect(page).toContain(`[${rule.id}](../rules/${rule.id}.md)`);
  expect(page).toContain(MESSAGES.get('LOCAL-20')?.remedy.ja);
});

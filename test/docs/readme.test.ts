/** The two READMEs say the same: the same sections, commands, settings and links, each in its language. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const [english, japanese] = ['README.md', 'README.ja.md'].map((file) => readFileSync(file, 'utf8')) as [string, string];

const headings = (text: string) => [...text.matchAll(/^(#+) /gm)].map(([, marks]) => marks?.length);
const links = (text: string) =>
  [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link).filter((link) => !link.startsWith('README'));

/** The lines of the blocks of a kind, without what is said beside them. */
function blocks(text: string, kind: string, comment: RegExp): string[][] {
  return [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(comment, '').trimEnd())
      .filter((line) => line !== ''),
  );
}

/** Names that are the same in every language. */
function names(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const all = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);
  return [...new Set(all.filter((name) => /^[\x20-\x7e]+$/.test(name)))].sort();
}

test('the same sections', () => {
  expect(headings(japanese)).toEqual(headings(english));
});

test('the same commands', () => {
  const commands = (text: string) => blocks(text, 'sh', /(?<=^|\s)# .*$/);
  expect(commands(japanese)).toEqual(commands(english));
});

test('the same settings', () => {
  const settings = (text: string) => blocks(text, 'jsonc', /(?<=^|\s)\/\/ .*$/);
  expect(settings(japanese)).toEqual(settings(english));
});

test('the same rows of tables, links and names', () => {
  const rows = (text: string) => [...text.matchAll(/^\| (`[\w/]+`|\d)/gm)].map(([, row]) => row);
  expect(rows(japanese)).toEqual(rows(english));
  expect(links(japanese).sort()).toEqual(links(english).sort());
  expect(names(japanese)).toEqual(names(english));
});

test('links lead somewhere', () => {
  for (const text of [english, japanese])
    expect(links(text).filter((link) => !link.startsWith('http') && !existsSync(link))).toEqual([]);
});

test('the demo is shown in Japanese too', () => {
  expect(japanese).toMatch(/^\$ qmail-lint --lang ja \/var\/qmail\n.*mail\.example\.org/m);
  expect(japanese).toMatch(/^エラー \d+ 件、警告 \d+ 件/m);
});

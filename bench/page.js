// @ts-check
/**
 * node bench/page.js [MAILBOXES]: a page with so many findings is searched in Chromium, beside a plain list of the same sentences that is
 * filtered in the plainest way.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { makeHomes } from './homes.js';
import { median } from './report.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ whole: number, script: number, layout: number }} Took milliseconds, from the key to the painted page */

const LINT = fileURLToPath(new URL('../bin/qmail-lint.js', import.meta.url));
const CHROMIUM = '/usr/bin/chromium';
const ROUNDS = 5;

/** @param {string} root @param {string} format @param {string} file */
function write(root, format, file) {
  const out = openSync(file, 'w');
  const audit = ['--root', root, '--no-config', '--default-delivery', './Maildir/', '--all', '--format', format];
  spawnSync(process.execPath, [LINT, ...audit], { stdio: ['ignore', out, 'inherit'] });
  closeSync(out);
}

/** What a list of sentences takes that hides the ones without the word. @param {readonly string[]} sentences */
function plainList(sentences) {
  const items = sentences.map((each) => `<div>${each.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</div>`);
  return `<!DOCTYPE html><meta charset="utf-8"><input id="q"><main>${items.join('\n')}</main><script>
const items = [...document.querySelectorAll('main div')];
document.getElementById('q').addEventListener('input', ({ target }) => {
  const word = target.value.toLowerCase();
  for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(word);
});
</script>`;
}

/** One search, until it is painted. @param {Page} page @param {string} word @returns {Promise<Took>} */
async function search(page, word) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (/** @type {string} */ name) => (metrics.find((each) => each.name === name)?.value ?? 0) * 1000;
    return { script: of('ScriptDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration') };
  };
  const before = await spent();
  const whole = await page.evaluate(typed, word);
  const after = await spent();
  await session.detach();
  return { whole, script: after.script - before.script, layout: after.layout - before.layout };
}

/** Runs in the page. @param {string} word @returns {Promise<number>} */
function typed(word) {
  const input = /** @type {any} */ (globalThis).document.getElementById('q');
  return new Promise((done) => {
    const begin = performance.now();
    input.value = word;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    const frame = /** @type {any} */ (globalThis).requestAnimationFrame;
    // The page searches in the first; the second comes when that is painted.
    frame(() => frame(() => done(performance.now() - begin)));
  });
}

/** Medians over the rounds. @param {readonly Took[]} rounds @returns {Took} */
function middle(rounds) {
  const of = (/** @type {keyof Took} */ key) => median(rounds.map((each) => each[key])) ?? 0;
  return { whole: of('whole'), script: of('script'), layout: of('layout') };
}

/** Each word again and again, from all that is there. @param {Page} page @param {readonly string[]} words */
async function searched(page, words) {
  /** @type {Map<string, Took[]>} */
  const took = new Map([...words, ''].map((word) => [word, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const word of words) {
      took.get(word)?.push(await search(page, word));
      took.get('')?.push(await search(page, ''));
    }
  return new Map([...took].map(([word, rounds]) => [word, middle(rounds)]));
}

/** The first search, which finds nothing made ready for it. @param {import('playwright-core').Browser} browser @param {string} url @param {string} word */
async function cold(browser, url, word) {
  /** @type {Took[]} */
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await browser.newPage();
    await page.addInitScript('window.requestIdleCallback = () => 0');
    await page.goto(url);
    rounds.push(await search(page, word));
    await page.close();
  }
  return middle(rounds);
}

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-bench-'));
try {
  const count = Number(process.argv[2] ?? 10_000);
  makeHomes(dir, count);
  const [html, json, plain] = ['page.html', 'page.json', 'plain.html'].map((name) => join(dir, name));
  write(dir, 'html', html ?? '');
  write(dir, 'json', json ?? '');
  const { findings } = JSON.parse(readFileSync(json ?? '', 'utf8'));
  writeFileSync(plain ?? '', plainList(findings.map((/** @type {{ message: string }} */ { message }) => message)));
  const words = [`u${count - 1}`, 'u9', 'maildir', 'no such thing'];
  const browser = await chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: false, args: ['--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(html ?? '').href);
    const folded = await searched(page, words);
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    const unfolded = await searched(page, words);
    const other = await browser.newPage();
    await other.goto(pathToFileURL(plain ?? '').href);
    const reference = await searched(other, words);
    const first = await cold(browser, pathToFileURL(html ?? '').href, words[0] ?? '');
    const ms = (/** @type {Took | undefined} */ took) =>
      [took?.whole, took?.script, took?.layout].map((each) => (each ?? 0).toFixed(0)).join(' | ');
    console.log(
      '| search | page | script | layout | unfolded | script | layout | plain list | script | layout | page / plain |',
    );
    console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    console.log(`| first of all: ${words[0]} | ${ms(first)} | - | - | - | - | - | - | - |`);
    for (const word of [...words, '']) {
      const by = (folded.get(word)?.whole ?? 0) / (reference.get(word)?.whole ?? 1);
      const cells = [folded, unfolded, reference].map((each) => ms(each.get(word)));
      console.log(`| ${word === '' ? '(all again)' : word} | ${cells.join(' | ')} | ${by.toFixed(2)} |`);
    }
  } finally {
    await browser.close();
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

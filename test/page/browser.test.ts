/** The page as a person has it: opened from a file in Debian's Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import type { AuditOutcome } from '../../src/audit/outcome.ts';
import type { Language } from '../../src/qmail/message.ts';
import { htmlReport, type PageExtras } from '../../src/report/page/page.ts';
import { needsProgram } from '../support/needs.ts';
import { brokenOutcome, HOSTILE, hostileOutcome, manyFindings } from '../support/page.ts';

const test = needsProgram('chromium', 'chromium');
const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-page-'));
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const FLOW: PageExtras = {
  at: new Date(0),
  flow: {
    deliveries: [0, 1, 2].map((hour) => ({ from: new Date(hour * 3_600_000), success: 5, failure: 1, deferral: hour })),
    reports: [{ status: 'deferral', text: 'Unable_to_chdir_to_maildir._(#4.2.1)/', count: 7 }],
    queueAge: [
      { upTo: 3600, messages: 3 },
      { upTo: null, messages: 1 },
    ],
  },
};

let started: Promise<BrowserContext> | null = null;
afterAll(async () => {
  await (await started)?.close();
  rmSync(dir, { recursive: true, force: true });
});

afterEach(async () => {
  for (const page of (await started)?.pages().slice(1) ?? []) await page.close();
});

/** One browser for all, with a profile of its own. */
function browser(): Promise<BrowserContext> {
  started ??= chromium.launchPersistentContext(join(dir, 'profile'), {
    executablePath: '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: FLAGS,
  });
  return started;
}

interface Opened {
  readonly page: Page;
  /** What the console says that is an error, and what is asked of anywhere but the file. */
  readonly wrong: string[];
}

let files = 0;
async function open(outcome: AuditOutcome, language: Language = 'en', extras: PageExtras = FLOW): Promise<Opened> {
  files += 1;
  const file = join(dir, `${files}.html`);
  writeFileSync(file, [...htmlReport(outcome, { language }, extras)].join(''));
  const page = await (await browser()).newPage();
  const wrong: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => message.type() !== 'info' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) wrong.push(request.url());
  });
  await page.goto(url);
  return { page, wrong };
}

/** Asked from outside: the page's own policy lets nothing be evaluated in it again and again. */
const until = (page: Page, condition: string) =>
  expect.poll(() => page.evaluate(condition), { timeout: 10_000 }).toBe(true);

const shown = (page: Page, selector: string) => page.locator(`${selector}:visible`).count();

test('severity filters, search finds, and all of it comes back', async () => {
  const outcome = await brokenOutcome();
  const { page, wrong } = await open(outcome);
  const all = await shown(page, '.kind');
  expect(all).toBeGreaterThan(2);
  await page.locator('[data-tile="warning"]').click();
  expect(await shown(page, '.kind[data-severity="warning"]')).toBe(await shown(page, '.kind'));
  expect(await shown(page, '.kind')).toBeLessThan(all);
  await page.locator('#clear').click();
  await until(page, 'document.activeElement.id === "q"');
  expect(await shown(page, '.kind')).toBe(all);
  await page.locator('#q').fill('Unable_to_chdir_to_maildir');
  await until(page, 'document.getElementById("shown").textContent !== ""');
  expect(await shown(page, '.kind')).toBe(await shown(page, '.kind:has-text("Unable_to_chdir_to_maildir")'));
  expect(await shown(page, '.kind')).toBeGreaterThan(0);
  await page.locator('#q').fill('nothing has this name');
  await page.locator('#nothing').waitFor({ state: 'visible' });
  expect(await shown(page, '.kind')).toBe(0);
  expect(wrong).toEqual([]);
});

test('user and rule filter; the keyboard gets to the search', async () => {
  const { page, wrong } = await open(await brokenOutcome());
  await page.keyboard.press('/');
  expect(await page.evaluate('document.activeElement.id')).toBe('q');
  await page.locator('#by-rule').selectOption('maildir-missing');
  await until(page, 'document.getElementById("shown").textContent !== ""');
  expect(await shown(page, '.kind')).toBe(1);
  await page.locator('#by-user').selectOption('bob');
  await page.locator('#nothing').waitFor({ state: 'visible' });
  expect(wrong).toEqual([]);
});

test('hostile names stay text: nothing runs, nothing is asked for, nothing is made', async () => {
  const { page, wrong } = await open(await hostileOutcome(), 'en', {});
  expect(await page.title()).toContain(HOSTILE[2]);
  expect(await page.locator('script').count()).toBe(1);
  expect(await page.locator('img, iframe, object, embed').count()).toBe(0);
  await page.locator('#q').fill('owned');
  await until(page, 'document.getElementById("shown").textContent !== ""');
  expect(await shown(page, '.kind')).toBeGreaterThan(0);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(wrong).toEqual([]);
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: { readonly html: string; readonly failureSummary: string }[];
}

test('nothing serious for who reads it with other means, light and dark, in both languages', async () => {
  for (const language of ['en', 'ja'] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, wrong } = await open(await brokenOutcome(language), language);
      await page.emulateMedia({ colorScheme });
      await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        serious.map(({ id, nodes }) => [id, nodes[0]?.html, nodes[0]?.failureSummary]),
        `${language}, ${colorScheme}`,
      ).toEqual([]);
      expect(wrong).toEqual([]);
    }
});

test('prints, with everything unfolded', async () => {
  const { page, wrong } = await open(await brokenOutcome());
  await page.evaluate("document.querySelectorAll('.kind').forEach((each) => { each.open = false; })");
  await page.evaluate(
    "addEventListener('beforeprint', () => { document.body.dataset.open = document.querySelectorAll('.kind[open]').length; })",
  );
  const pdf = await page.pdf();
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(Number(await page.evaluate('document.body.dataset.open'))).toBe(await page.locator('.kind').count());
  expect(await page.locator('.kind[open]').count()).toBe(0);
  expect(wrong).toEqual([]);
});

test('the copy button copies the command, and says so', async () => {
  const { page, wrong } = await open(await brokenOutcome());
  const command = page.locator('.command:visible').first();
  const button = command.locator('.copy');
  await button.click();
  await until(page, 'document.getElementById("spoken").textContent === "Copied"');
  await page.locator('#q').focus();
  await page.keyboard.press('Control+V');
  const pasted = await page.locator('#q').inputValue();
  const told = await command.locator('code').textContent();
  expect(pasted).toBe(told?.replaceAll('\n', ''));
  expect(wrong).toEqual([]);
});

test('ten thousand findings are folded and searched', async () => {
  const { page, wrong } = await open(await manyFindings(10_000), 'en', {});
  expect(await shown(page, '.item')).toBeLessThan(100);
  // What is laid out is hidden again by the search; the browser numbers list items anew for each one it takes away.
  await page.locator('.more > summary').click();
  expect(await page.evaluate("getComputedStyle(document.querySelector('.item')).display")).toBe('block');
  const took = await page.evaluate<number>(`new Promise((done) => {
    const q = document.getElementById('q');
    const begin = performance.now();
    q.value = 'user9876';
    q.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begin)));
  })`);
  console.info(`ten thousand findings searched in ${Math.round(took)} ms`);
  expect(await shown(page, '.item')).toBe(1);
  expect(await page.locator('.item:visible').textContent()).toContain('user9876');
  const drawn = "getComputedStyle(document.querySelector('.more li')).contentVisibility";
  expect(await page.evaluate(drawn)).toBe('auto');
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(drawn)).toBe('visible');
  expect(wrong).toEqual([]);
});

/** Every format: valid by its own tool, in both languages, and nothing in it that the audited machine made up. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { againstBaseline } from '../../src/audit/baseline.ts';
import type { AuditOutcome } from '../../src/audit/outcome.ts';
import { render } from '../../src/commands/formats.ts';
import { AUDIT_FORMATS, type AuditFormat } from '../../src/formats.ts';
import type { Language } from '../../src/qmail/message.ts';
import { auditImage } from '../support/audit.ts';
import { needsProgram } from '../support/needs.ts';
import { HOSTILE, hostileOutcome, manyFindings } from '../support/page.ts';
import { schemaBeside } from '../support/schemas.ts';
import { setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const AT = new Date('2026-11-24T10:20:30Z');

async function written(outcome: AuditOutcome, format: AuditFormat, language: Language = 'en'): Promise<string> {
  const look = { language, width: 80, colour: false, all: true };
  const extras = async () => ({ at: AT });
  return [...(await render(format, { outcome, look, at: AT, failOn: 'error', extras }))].join('');
}

const MORE = [
  'nul\u0000nul',
  'lone\ud800surrogate',
  'no\ufffecharacter',
  '\u009b2Jcsi',
  'pipe | 1;2;3 $(reboot) `reboot` & "quoted" ~',
  '::error file=x::made up%0A\n::set-output name=x::y',
  '``` \n# heading\n[x](javascript:alert(1)) ![y](http://evil.example/z) @everyone www.evil.example',
  '\\"} 7\nqmail_lint_findings{severity="error"} 0',
  ']]><x/>',
  '',
];
const STEERING = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe]|\p{Cs}/u;

/** Some of each: new, known, suppressed, folded, not looked at, broken. */
async function richOutcome(language: Language = 'en'): Promise<AuditOutcome> {
  const setup = setUp({
    '/home/alice/Maildir': null,
    '/home/bob/.qmail': { type: 'file', size: 10 },
    '/var/qmail/control/rcpthosts': 'one.test\r\nmail.one.test\n',
    '/var/qmail/control/me': null,
  });
  const suppressions = [{ rule: 'entry-cr', reason: 'the <old> editor', until: '2027-01-31' }];
  const audited = await auditImage(setup, { language, suppressions });
  const known = audited.findings.find(({ rule }) => rule === 'me-missing');
  if (known === undefined || audited.suppressed.length === 0) throw new Error('too little is broken');
  const before = [
    { fingerprint: known.fingerprint, rule: known.rule },
    { fingerprint: 'f'.repeat(16), rule: 'trigger' },
  ];
  const { outcome } = againstBaseline(audited, before, { update: false, whole: true });
  const [{ fold, rule } = { fold: '', rule: '' }] = outcome.findings;
  return {
    ...outcome,
    failed: [{ rule: 'trigger', error: 'broke' }],
    folded: [{ rule, fold, count: 9, listed: 1 }],
  };
}

describe.each(AUDIT_FORMATS)('%s', (format) => {
  test('says in both languages what was found, suppressed and not looked at', async () => {
    const english = await written(await richOutcome(), format);
    const japanese = await written(await richOutcome('ja'), format, 'ja');
    if (format === 'prometheus') return expect(japanese).toBe(english);
    expect(english).not.toBe(japanese);
    expect(japanese).toMatch(/[\u3040-\u30ff]/);
    if (format === 'nagios') return;
    expect(english).not.toMatch(/[\u3040-\u30ff]/);
    expect(english).toContain('entry-cr');
    expect(english).toContain('/home/bob/.qmail');
  });

  test('what is known or accepted is not called fine', async () => {
    const fine = { ...(await auditImage(setUp({}))), failed: [] };
    const [error] = (await richOutcome()).findings;
    if (error === undefined) throw new Error('nothing is broken');
    const known = { size: 1, mended: 0, unchecked: 0, added: null, known: [error] };
    const says = /Nothing that would keep mail from arriving was found/;
    const isSaid = ['table', 'html', 'markdown', 'nagios'].includes(format);
    expect(says.test(await written(fine, format))).toBe(isSaid);
    expect(await written({ ...fine, baseline: known }, format)).not.toMatch(says);
    expect(await written({ ...fine, suppressed: [{ ...error, reason: 'known' }] }, format)).not.toMatch(says);
  });

  test('nothing steers, whatever the names are', async () => {
    for (const language of ['en', 'ja'] as const) {
      const text = await written(await hostileOutcome(language, [...HOSTILE, ...MORE]), format, language);
      expect(STEERING.exec(text)?.[0]).toBeUndefined();
      expect(Buffer.from(text).toString()).toBe(text);
    }
  });

  test('ten thousand findings are written piece by piece', async () => {
    const many = await manyFindings(10_000);
    const [known, suppressed] = [many.findings.slice(0, 5000), many.findings.slice(5000)];
    const outcome = {
      ...many,
      baseline: { size: 5000, mended: 0, unchecked: 0, added: null, known },
      suppressed: suppressed.map((each) => ({ ...each, reason: 'known' })),
    };
    const look = { language: 'en', width: 80, colour: false, all: true } as const;
    const rendering = { outcome, look, at: AT, failOn: 'error', extras: async () => ({}) } as const;
    let longest = 0;
    for (const chunk of await render(format, rendering)) longest = Math.max(longest, chunk.length);
    expect(longest).toBeLessThan(128 * 1024);
  });

  test('bytes that are no text', async () => {
    const line = Buffer.from('a\x1b[2J\xff\xfe|<b>"\x00\r\u0085.test\n', 'latin1').toString('base64');
    const outcome = await auditImage(setUp({ '/var/qmail/control/smtproutes': { base64: line } }));
    expect(outcome.findings.some(({ area }) => area === 'remote')).toBe(true);
    expect(STEERING.exec(await written(outcome, format))?.[0]).toBeUndefined();
  });
});

describe('sarif', () => {
  const official = schemaBeside('sarif-2.1.0.json');

  official.test('is valid by the official schema', async () => {
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    ajv.addFormat('uri', (text) => URL.canParse(text));
    ajv.addFormat('uri-reference', (text) => URL.canParse(text, 'file:///'));
    ajv.addFormat('date-time', (text) => !Number.isNaN(Date.parse(text)));
    const valid = ajv.compile(JSON.parse(readFileSync(official.path, 'utf8')));
    for (const outcome of [await richOutcome(), await hostileOutcome('en', [...HOSTILE, ...MORE])]) {
      expect(valid(JSON.parse(await written(outcome, 'sarif'))), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    }
  });

  test('lists the rules that ran, what was suppressed, and what was not looked at', async () => {
    const outcome = await richOutcome();
    const [run] = JSON.parse(await written(outcome, 'sarif')).runs;
    const ids: string[] = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const { ruleId, ruleIndex } of run.results) expect(ids[ruleIndex]).toBe(ruleId);
    const suppressed = run.results.filter(({ suppressions }: { suppressions: unknown[] }) => suppressions.length > 0);
    expect(suppressed[0].suppressions).toEqual([
      { kind: 'external', justification: 'the <old> editor', properties: { until: '2027-01-31' } },
    ]);
    const states = run.results.map(({ baselineState }: { baselineState: string }) => baselineState);
    expect(new Set(states)).toEqual(new Set(['new', 'unchanged']));
    const said = run.invocations[0].toolExecutionNotifications;
    expect(said.length).toBe(outcome.skipped.length + outcome.failed.length);
    expect(said).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        descriptor: { id: 'could-not' },
        associatedRule: { id: 'mailboxes' },
      }),
    );
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(ids).not.toContain('trigger');
    for (const { rule, kind } of outcome.skipped) if (kind === 'not-applicable') expect(ids).not.toContain(rule);
  });
});

describe('junit', () => {
  const official = schemaBeside('junit.xsd');
  const withXmllint = needsProgram('xmllint', 'libxml2-utils');
  const xmllint = (file: string, ...args: string[]) =>
    spawnSync('xmllint', ['--noout', '--nonet', ...args, file], { encoding: 'utf8' });

  async function files(): Promise<string[]> {
    const outcomes = [await richOutcome(), await hostileOutcome('en', [...HOSTILE, ...MORE])];
    return Promise.all(
      outcomes.map(async (outcome, at) => {
        const file = join(dir, `${at}.xml`);
        writeFileSync(file, await written(outcome, 'junit'));
        return file;
      }),
    );
  }

  withXmllint('is XML', async () => {
    for (const file of await files()) expect(xmllint(file)).toEqual(expect.objectContaining({ status: 0, stderr: '' }));
  });

  (official.test === test ? withXmllint : test.skip)('is valid by the schema of Ant', async () => {
    for (const file of await files())
      expect(xmllint(file, '--schema', official.path).stderr).toBe(`${file} validates\n`);
  });

  test('counts what it lists; what is below --fail-on is no failure', async () => {
    const outcome = await richOutcome();
    const text = await written(outcome, 'junit');
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
    const said = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(text)?.[1]);
    expect(count(/<testcase /g)).toBe(said('tests'));
    expect(count(/<failure /g)).toBe(said('failures'));
    expect(said('failures')).toBe(outcome.findings.filter(({ severity }) => severity === 'error').length);
    expect(count(/<skipped /g)).toBe(said('skipped'));
    expect(count(/<error /g)).toBe(said('errors'));
    expect(text).toContain('<skipped message="Suppressed: the &lt;old&gt; editor (until 2027-01-31)"/>');
  });
});

/** Markdown without its fenced blocks and code spans (CommonMark 4.5, 6.1). */
function proseOf(text: string): string {
  let fence = '';
  const lines = text.split('\n').flatMap((line) => {
    const [run = ''] = /^`{3,}/.exec(line) ?? [];
    if (fence === '' && run === '') return withoutSpans(line);
    fence = fence === '' ? run : line === fence ? '' : fence;
    return [];
  });
  expect(fence).toBe('');
  return lines.join('\n');
}

function withoutSpans(line: string): string {
  const pieces: string[] = line.match(/\\.|`+|[^\\`]+|\\$/g) ?? [];
  let prose = '';
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] ?? '';
    const end = piece.startsWith('`') ? pieces.indexOf(piece, at + 1) : -1;
    if (end > at) at = end;
    else prose += piece;
  }
  return prose;
}

describe('markdown', () => {
  test('outside of code, nothing of the machine is markup', async () => {
    const text = await written(await hostileOutcome('en', [...HOSTILE, ...MORE]), 'markdown');
    const prose = proseOf(text);
    expect(prose).not.toMatch(/&\\|[<>]|(?<!\\)[`[\]]|:\/\/|www\./);
    expect(prose.split('\n').filter((line) => /^#{1,3} heading/.test(line))).toEqual([]);
  });
});

describe('nagios', () => {
  test('a line of status with performance data, and less than Nagios reads at most', async () => {
    const text = await written(await hostileOutcome('en', [...HOSTILE, ...MORE]), 'nagios');
    const [first = '', ...more] = text.split('\n');
    expect(first).toMatch(/^QMAIL \w+ - [^|]* \|( [a-z]+=\d+;\d*;\d*;0)+$/);
    expect(more.join('\n')).not.toMatch(/[|`$&'"<>]/);
    expect(Buffer.byteLength(text)).toBeLessThan(4096);
  });

  test('nor more in Japanese, where a letter takes three bytes; what the baseline says is not cut off', async () => {
    const outcome = await richOutcome('ja');
    const [error] = outcome.findings;
    if (error === undefined) throw new Error('nothing is broken');
    const findings = Array.from({ length: 30 }, (_, at) => ({ ...error, message: `${'あ'.repeat(300)}${at}` }));
    const text = await written({ ...outcome, findings }, 'nagios', 'ja');
    expect(Buffer.byteLength(text)).toBeLessThan(4096);
    expect(text.split('\n').length).toBeGreaterThan(6);
    expect(text).toMatch(/ベースライン.*\n$/);
    const pairs = await written(
      { ...outcome, findings: [{ ...error, message: `x${'😀'.repeat(200)}` }] },
      'nagios',
      'ja',
    );
    expect(pairs).not.toMatch(/\p{Cs}/u);
  });
});

describe('github', () => {
  test('each line is one command of ours', async () => {
    const outcome = await hostileOutcome('en', [...HOSTILE, ...MORE]);
    const lines = (await written(outcome, 'github')).trimEnd().split('\n');
    const unchecked = outcome.skipped.filter(({ kind }) => kind === 'could-not').length;
    expect(lines.length).toBe(outcome.findings.length + unchecked + outcome.failed.length + 1);
    for (const line of lines)
      expect(line).toMatch(/^::(error|warning|notice) (file=[^,:]*,)?(line=\d+,)?title=[^,:]*::/);
  });

  test('a finding lies beside its file of the checkout', async () => {
    const outcome = await richOutcome();
    const text = await written({ ...outcome, target: { ...outcome.target, root: '/mnt/tree' } }, 'github');
    expect(text).toMatch(/^::error file=\/mnt\/tree\/home\/alice\/Maildir,title=maildir-missing::Mail for alice/m);
  });
});

describe('prometheus', () => {
  test('each line is a sample of ours', async () => {
    const text = await written(await hostileOutcome('en', [...HOSTILE, ...MORE]), 'prometheus');
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) qmail_lint_\w+ .*|qmail_lint_\w+(\{(\w+="([^"\\]|\\.)*",?)+\})? \d+)$/);
    expect(text.match(/^qmail_lint_findings\{severity="error"\}/gm)?.length).toBe(1);
  });

  test('what is folded counts too', async () => {
    const outcome = await richOutcome();
    const [first] = outcome.findings;
    const listed = outcome.findings.filter(({ rule, severity }) => rule === first?.rule && severity === first.severity);
    expect(await written(outcome, 'prometheus')).toContain(
      `qmail_lint_rule_findings{rule="${first?.rule}",severity="${first?.severity}"} ${listed.length + 8}\n`,
    );
  });

  needsProgram('promtool', 'prometheus')('promtool finds nothing to say', async () => {
    for (const outcome of [await richOutcome(), await hostileOutcome('en', [...HOSTILE, ...MORE])]) {
      const input = await written(outcome, 'prometheus');
      expect(execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' })).toBe('');
    }
  });
});

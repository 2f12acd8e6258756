/** The mail of any outcome: bounded, within its columns, harmless. */
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { AuditOutcome, Finding } from '../../src/audit/outcome.ts';
import { changesSince } from '../../src/mail/diff.ts';
import type { Language } from '../../src/qmail/message.ts';
import { MAIL_WIDTH, type MailReport, mailSubject, mailText, syslogLines } from '../../src/report/mail.ts';
import { mailHtml } from '../../src/report/mail-html.ts';

const EVIL = 'a\u001b[2J<script>"|\'&\r\nSubject: x\u202e\u2028.';

function reportOf(findings: readonly Finding[], language: Language = 'en'): MailReport {
  const { length } = findings;
  const outcome: AuditOutcome = {
    target: {
      home: '/var/qmail',
      root: null,
      host: `h${EVIL}`,
      variant: 'notqmail',
      variantEvidence: null,
      defaultDelivery: '',
      assumed: [],
    },
    findings,
    folded: [],
    skipped: [{ rule: 'r', kind: 'could-not', reason: EVIL, path: `/${EVIL}` }],
    failed: [],
    suppressed: [],
    summary: { error: length, warning: 0, info: 0, mailboxes: 1, suppressed: 0 },
  };
  const at = '2026-11-24T10:00:00.000Z';
  const before = changesSince([], { ...outcome, findings: [finding('gone', -1)] }, at).told;
  const changes = changesSince(before, outcome, at);
  return {
    outcome,
    changes,
    first: false,
    heartbeat: false,
    checks: 1,
    last: at,
    host: 'h.test',
    notes: [EVIL],
    version: 'qmail-lint',
    state: `/s${EVIL}`,
    language,
  };
}

function finding(name: string, index: number): Finding {
  return {
    rule: 'dot-qmail-cr',
    area: 'dot-qmail',
    severity: 'error',
    class: 'silent',
    message: `Mail for ${name} vanishes`,
    subject: { path: name, user: name, domain: name },
    prevents: [{ id: 'X', program: 'qmail-local', where: 'log', status: 'deferral', text: name, meaning: 'm' }],
    remedy: { text: `Mend ${name}`, command: `sed -i ${JSON.stringify(name)}` },
    fix: null,
    fingerprint: `f${index}`,
    fold: `dot-qmail-cr default ${index}`,
  };
}

const textOf = (report: MailReport) => [...mailText(report)].join('');
const htmlOf = (report: MailReport) => [...mailHtml(report)].join('');

describe.each(['en', 'ja'] as const)('%s', (language) => {
  test('what is named cannot move a cursor, break a line or make a tag', () => {
    const report = reportOf([finding(EVIL, 0), finding(EVIL.repeat(300), 1)], language);
    const all = [textOf(report), ...syslogLines(report, [{ way: 'qmail', says: EVIL }]), mailSubject(report)];
    for (const text of all) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
    for (const line of all.slice(1)) expect(line).not.toContain('\n');
    expect(htmlOf(report)).not.toMatch(/<script|\u001b|\u202e|\u2028|href|src=/);
    for (const line of syslogLines(report, [])) expect(stringWidth(line)).toBeLessThanOrEqual(800);
  });

  test('what the DNS said for the first time is counted, so that the sum is that of the summary', () => {
    const dns = { ...finding('x.test', 0), rule: 'no-records' };
    const told = language === 'en' ? /^1 finding hangs on the DNS/m : /^DNS の応答による 1 件/m;
    for (const of of [textOf, htmlOf]) {
      expect(of(reportOf([dns, finding('other', 1)], language)).replaceAll(/<[^>]*>/g, '')).toMatch(told);
      expect(of(reportOf([finding('other', 1)], language)).replaceAll(/<[^>]*>/g, '')).not.toMatch(told);
    }
  });

  test('lines have the width of a mail, but for commands', () => {
    const report = reportOf([finding('長い名前'.repeat(40), 0), finding('long '.repeat(100), 1)], language);
    const lines = textOf(report).split('\n');
    expect(lines.filter((line) => stringWidth(line) > MAIL_WIDTH && !line.startsWith('            '))).toEqual([]);
  });

  test('ten thousand kinds make a mail that can be read', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => finding(`u${index}`, index));
    const report = reportOf(many, language);
    expect(mailSubject(report)).toMatch(/10000/);
    expect(textOf(report).length).toBeLessThan(100_000);
    expect(htmlOf(report).length).toBeLessThan(200_000);
    expect(textOf(report)).toMatch(/9940/);
    expect(syslogLines(report, []).length).toBeLessThan(30);
  });
});

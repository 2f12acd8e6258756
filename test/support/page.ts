/** What the HTML report is made of in tests: a real outcome, with names that nobody should have, or with very many findings. */
import type { AuditOutcome, Finding } from '../../src/audit/outcome.ts';
import type { Language } from '../../src/qmail/message.ts';
import { auditImage } from './audit.ts';
import { type Setup, setUp } from './setup.ts';

export const BROKEN: Setup = {
  '/home/alice/Maildir': null,
  '/home/bob': { mode: '0777', owner: 'bob' },
  '/var/qmail/control/rcpthosts': 'one.test\r\nmail.one.test\n',
};

export const HOSTILE = [
  '\u001b[2J\u001b]0;x\u0007',
  'a\rb',
  '</script><script>document.title="owned"</script>',
  `"'><img src="https://evil.example/" onerror="document.title='owned'">`,
  '</style><svg onload=alert(1)>',
  '<!-- ]]> &lt;b&gt; {{x}} javascript:alert(1)',
  '\u202eevil\u2066\u200f',
  'long '.repeat(2000),
];

export async function brokenOutcome(language: Language = 'en'): Promise<AuditOutcome> {
  return auditImage(setUp(BROKEN), { language });
}

/** Every text that comes from the machine is hostile, in every place of the page. */
export async function hostileOutcome(
  language: Language = 'en',
  texts: readonly string[] = HOSTILE,
): Promise<AuditOutcome> {
  const outcome = await brokenOutcome(language);
  const [pattern] = outcome.findings;
  if (pattern === undefined) throw new Error('the broken installation has no finding');
  const findings = texts.flatMap((text, at) => [hostile(pattern, text, `${at}`), hostile(pattern, text, 'same')]);
  return {
    ...outcome,
    target: { ...outcome.target, host: HOSTILE[2] as string, home: HOSTILE[3] as string },
    findings,
    skipped: texts.map((text) => ({ rule: text, kind: 'could-not', reason: text, path: text })),
    failed: texts.map((text) => ({ rule: text, error: text })),
    suppressed: findings.map((finding) => ({ ...finding, reason: finding.message })),
    summary: { ...outcome.summary, suppressed: findings.length },
  };
}

function hostile(finding: Finding, text: string, fold: string): Finding {
  return {
    ...finding,
    rule: text,
    message: text,
    subject: { user: text, path: text, domain: text },
    prevents: [{ id: 'LOCAL-1', program: 'qmail-local', where: 'log', status: 'deferral', text, meaning: text }],
    remedy: { text, command: text },
    fingerprint: text,
    fold,
  };
}

/** `count` findings of one kind, as a host with that many mailboxes has them. */
export async function manyFindings(count: number): Promise<AuditOutcome> {
  const outcome = await brokenOutcome();
  const pattern = outcome.findings.find(({ rule }) => rule === 'maildir-missing');
  if (pattern === undefined) throw new Error('the broken installation lacks no Maildir');
  const findings = Array.from({ length: count }, (_, at) => ({
    ...pattern,
    message: `user${at}: no Maildir`,
    subject: { user: `user${at}`, path: `/home/user${at}/Maildir` },
    remedy: { text: 'Make it.', command: `setpriv maildirmake /home/user${at}/Maildir` },
    fingerprint: `f${at}`,
  }));
  return { ...outcome, findings, folded: [], summary: { ...outcome.summary, error: count, warning: 0, info: 0 } };
}

/** The mail for a reader that shows HTML: the same as its text, in tables and styles that mail programs know. */
import type { Finding, PreventedText } from '../audit/outcome.ts';
import type { Worse } from '../mail/diff.ts';
import type { Language } from '../qmail/message.ts';
import {
  FULL,
  footOf,
  goneLine,
  introOf,
  kinds,
  type MailReport,
  openItems,
  SHORT,
  uncheckedLine,
  wasText,
} from './mail.ts';
import { MAIL_WORDS } from './mail-words.ts';
import { html } from './page/markup.ts';
import { alsoNames } from './table.ts';
import { distinct, variesIn } from './varies.ts';
import { WORDS } from './words.ts';

const COLOUR = { error: '#c62828', warning: '#a05a00', info: '#3b5f8a' } as const;
const MONO =
  'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere';
const HEADING = 'font-size:16px;margin:28px 0 8px;border-bottom:1px solid #888;padding-bottom:4px';

export function* mailHtml(report: MailReport): Generator<string> {
  const { changes, language } = report;
  const words = MAIL_WORDS[language];
  const [title = '', ...intro] = introOf(report);
  yield `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>qmail-lint</title></head>
<body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;max-width:46em;margin:16px auto;padding:0 12px">
<h1 style="font-size:19px;margin:0 0 8px">${html(title)}</h1>
${intro.map((line) => `<p style="margin:4px 0">${html(line)}</p>`).join('\n')}
`;
  yield* section(
    words.heading.notes,
    report.notes.length,
    report.notes.map((note) => `<p>${html(note)}</p>`),
    report,
  );
  const fresh = kinds(changes.fresh);
  const count = changes.fresh.reduce((sum, each) => sum + each.count, 0);
  yield* section(
    words.heading.fresh,
    count,
    fresh.slice(0, FULL).map((group) => card(group, report)),
    report,
    fresh.length - FULL,
  );
  yield* section(
    words.heading.worse,
    changes.worse.length,
    changes.worse.slice(0, FULL).map((worse) => card([worse], report, worse)),
    report,
    changes.worse.length - FULL,
  );
  yield* list(
    words.heading.gone,
    changes.gone.map((entry) => goneLine(entry, words)),
    report,
  );
  yield* list(
    words.heading.unchecked,
    changes.unchecked.map((each) => uncheckedLine(each, language)),
    report,
  );
  yield* openTable(report);
  yield `<div style="margin-top:28px">${footOf(report)
    .map((line) => `<p style="margin:4px 0">${html(line)}</p>`)
    .join('\n')}</div>
<p style="font-size:12px;opacity:.75">${html(words.footer(report.version, report.state))}</p>
</body></html>
`;
}

function* section(
  heading: string,
  count: number,
  parts: readonly string[],
  { language }: MailReport,
  rest = 0,
): Generator<string> {
  if (parts.length === 0) return;
  yield `<h2 style="${HEADING}">${html(heading)} (${count})</h2>\n${parts.join('\n')}\n`;
  if (rest > 0) yield `<p>${html(MAIL_WORDS[language].more(rest))}</p>\n`;
}

function* list(heading: string, items: readonly string[], report: MailReport): Generator<string> {
  const shown = items.slice(0, SHORT).map((item) => `<li style="margin:4px 0">${html(item)}</li>`);
  const parts = shown.length === 0 ? [] : [`<ul style="padding-left:20px">${shown.join('\n')}</ul>`];
  yield* section(heading, items.length, parts, report, items.length - SHORT);
}

/** One kind of finding, as the table has it. */
function card(group: readonly { finding: Finding; count: number }[], { language }: MailReport, worse?: Worse): string {
  const words = WORDS[language];
  const findings = group.map(({ finding }) => finding);
  const [first] = findings as [Finding, ...Finding[]];
  const colour = COLOUR[first.severity];
  const also = alsoNames(findings, group[0]?.count === 1 ? group.length : (group[0]?.count ?? 1), words, language);
  const rows = [
    ...distinct(first.prevents).map((each) => row(words.where[each.where], evidence(each, language))),
    ...(worse === undefined ? [] : [row(MAIL_WORDS[language].was, html(wasText(worse, language)))]),
    row(words.remedy, html(first.remedy.text)),
    ...(first.remedy.command === null ? [] : [row('', code(first.remedy.command))]),
    ...(also === null ? [] : [row(words.also, html(also))]),
    row(words.rule, code(first.rule)),
  ];
  return `<div style="border-left:4px solid ${colour};padding:2px 0 2px 12px;margin:14px 0">
<p style="margin:0 0 4px"><strong style="color:${colour}">${html(words.severity[first.severity])}</strong> ${html(first.message)}</p>
<table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse:collapse">${rows.join('')}</table></div>`;
}

function row(label: string, content: string): string {
  return `<tr><td style="vertical-align:top;padding:2px 12px 2px 0;opacity:.75;white-space:nowrap">${html(label)}</td><td style="vertical-align:top;padding:2px 0">${content}</td></tr>\n`;
}

function evidence(prevented: PreventedText, language: Language): string {
  const { where, status, text, meaning } = prevented;
  if (text === null) return html(meaning);
  const varies = variesIn(prevented, language);
  const isReport = where === 'log' && (status === 'failure' || status === 'deferral' || status === 'success');
  const line = code(isReport ? `${status}: ${text}` : text);
  return varies === null ? line : `${line}<br>${html(varies)}`;
}

function code(text: string): string {
  return `<code lang="en" translate="no" style="${MONO}">${html(text)}</code>`;
}

function* openTable(report: MailReport): Generator<string> {
  const { language } = report;
  const open = openItems(report);
  const rows = open.slice(0, SHORT).map(({ first, count }) => {
    const colour = COLOUR[first.severity];
    const label = `<strong style="color:${colour}">${html(WORDS[language].severity[first.severity])}</strong>`;
    const text = `${count > 1 ? `×${count} ` : ''}${first.message}`;
    return `<tr><td style="vertical-align:top;padding:2px 12px 2px 0;white-space:nowrap">${label}</td><td style="padding:2px 0">${html(text)}</td></tr>`;
  });
  const parts =
    rows.length === 0 ? [] : [`<table role="presentation" style="border-collapse:collapse">${rows.join('\n')}</table>`];
  const count = open.reduce((sum, each) => sum + each.count, 0);
  yield* section(MAIL_WORDS[language].heading.open, count, parts, report, open.length - SHORT);
}

/** From what a check reports to a finding that people and programs read. */
import type { Data, RegisteredRule, Report, Rule, RuleMessage, Severity } from '../checks/check.ts';
import { textOf } from '../host/bytes.ts';
import { type Language, messageOf, type Prose, seenText } from '../qmail/message.ts';
import type { VariantName } from '../qmail/variant.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Finding, PreventedText } from './outcome.ts';
import { quotedWord, shellWord } from './shell-word.ts';

export interface Wording {
  readonly language: Language;
  readonly variant: VariantName;
  /** What the findings of a rule weigh here, by its id or its id of 1999, in place of its own severity. */
  readonly severities?: Readonly<Record<string, Severity>> | undefined;
}

/** Throws for a report that its rule does not know: a defect of ours. */
export function findingOf({ area, rule }: RegisteredRule, report: Report, wording: Wording): Finding {
  const key = report.message ?? 'default';
  const message = rule.messages[key];
  if (message === undefined) throw new Error(`rule ${rule.id} has no message ${key}`);
  const { language } = wording;
  const prevents = (report.prevents ?? rule.prevents.map((id) => ({ id }))).map((each) =>
    preventedText(each.id, { ...report.data, ...('data' in each ? each.data : {}) }, wording),
  );
  return {
    rule: rule.id,
    area,
    severity: severityHere(rule, wording) ?? message.severity ?? rule.severity,
    class: message.class ?? rule.class,
    message: fill(message.text[language], report.data, textOf),
    subject: subjectText(report.subject),
    prevents,
    remedy: remedyOf(message, report, language),
    fix: fixOf(rule, message, report),
    fingerprint: fingerprintOf(rule, key, report),
    fold: [rule.id, key, report.fold ?? ''].join(' '),
    ...(rule.scope === 'mailbox' && report.data.address !== undefined
      ? { recipient: textOf(report.data.address) }
      : {}),
  };
}

function severityHere({ id, aliases }: Rule, { severities }: Wording): Severity | undefined {
  return [id, ...(aliases ?? [])].map((name) => severities?.[name]).find((severity) => severity !== undefined);
}

/** What is outside, or has nothing to be changed by a program, is for a person to mend. */
export function fixOf(rule: Rule, message: RuleMessage, { outside, repairs = [] }: Report): Finding['fix'] {
  if (outside || repairs.length === 0) return null;
  return (message.fix === undefined ? rule.fix : message.fix) ?? null;
}

/** Puts data into `{placeholders}`. Throws for one without data: a defect of ours. */
export function fill(template: string, data: Data, show: (bytes: string) => string): string {
  return template.replace(/\{([a-zA-Z-]+)\}/g, (_, name: string) => {
    const value = data[name];
    if (value === undefined) throw new Error(`nothing fills {${name}} in "${template}"`);
    return show(value);
  });
}

/** Of a place outside a home nobody should be told to change the owner or mode unseen. */
const OUTSIDE: Prose = {
  en: "It lies outside the user's home: look at what it is, and at the link or line that leads there, before you change anything.",
  ja: '場所がユーザーのホームの外にあります。変更する前に、それが何か、どのリンクや行がそこを指しているかを確かめてください。',
};

/** Of a file that qmail-send reads when it starts, where the rule's own words do not say it (qmail-send.c:1526, 1474). */
const RESTART: Prose = {
  en: 'Then restart qmail-send, which reads the file when it starts and not again.',
  ja: 'そのあと qmail-send を再起動してください。このファイルは起動時に一度だけ読まれます。',
};

/** What a signal to qmail-send sets off, told wherever one is advised (qmail-send.c:1507-1508, 415). */
const SETS_OFF: readonly (readonly [RegExp, Prose])[] = [
  [
    /\bHUP to qmail-send|-HUP\b/,
    {
      en: 'HUP has it read locals and virtualdomains again; mail that is already in the queue keeps its way.',
      ja: 'HUP により locals と virtualdomains が読み直されますが、すでにキューにあるメールの行き先は変わりません。',
    },
  ],
  [
    /\bALRM to qmail-send|-ALRM\b/,
    {
      en: 'ALRM has it try all that waits in the queue at once.',
      ja: 'ALRM により、キューで待っているものすべてがすぐに試されます。',
    },
  ],
];

function remedyOf(message: RuleMessage, report: Report, language: Language): Finding['remedy'] {
  if (report.outside) return { text: OUTSIDE[language], command: null };
  const text = fill(message.remedy[language], report.data, textOf);
  const advice = `${message.remedy.en} ${message.command ?? ''}`;
  const setsOff = SETS_OFF.filter(([signal]) => signal.test(advice)).map(([, says]) => says[language]);
  const restart = report.atStart && !/\brestart\b/.test(advice) ? [RESTART[language]] : [];
  const told = [text, ...restart, ...setsOff].join(language === 'en' ? ' ' : '');
  return { text: told, command: commandOf(message, report) };
}

/** In a place of a user's the command is run as he is: as root it would follow whatever he puts there. */
function commandOf({ command }: RuleMessage, { data, noCommand, by }: Report): string | null {
  if (command === undefined || noCommand) return null;
  if (by === undefined) return fill(command, data, shellWord);
  return `su -s /bin/sh -c ${shellWord(fill(command, data, quotedWord))} ${shellWord(by)}`;
}

/** A message of the catalogue as it stands where it is written. */
export function preventedText(id: string, data: Data, { language, variant }: Wording): PreventedText {
  const { program, where, status, meaning } = messageOf(id);
  const text = seenText(id, data, variant);
  return {
    id,
    program,
    where,
    status: status ?? null,
    text: text === null ? null : textOf(text),
    meaning: meaning[language],
  };
}

function subjectText(subject: Report['subject']): Report['subject'] {
  return Object.fromEntries(
    Object.entries(subject).map(([key, value]) => [key, typeof value === 'string' ? textOf(value) : value]),
  );
}

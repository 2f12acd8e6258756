import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from './checks.ts';

interface Prose {
  readonly en: string;
  readonly ja: string;
}

interface Message {
  readonly id: string;
  readonly program: string;
  readonly where: keyof typeof WHERE;
  readonly kind: 'report' | 'line';
  readonly status?: string;
  readonly text: string | null;
  readonly texts?: Readonly<Record<string, string>>;
  readonly variants?: readonly string[];
  readonly source: string;
  readonly predictable: keyof typeof PREDICTABLE;
  readonly condition: Prose;
  readonly meaning: Prose;
  readonly remedy: Prose;
}

const WHERE = {
  log: { en: "qmail-send's log", ja: 'qmail-send のログ' },
  smtp: { en: 'the SMTP reply', ja: 'SMTP の応答' },
  stderr: {
    en: "the caller's standard error, or the service's log",
    ja: '呼び出し元の標準エラー出力、またはサービスのログ',
  },
  peer: { en: "the other side's log or bounce", ja: '相手側のログまたは差し戻し' },
  silent: { en: 'nowhere: it looks like success', ja: 'どこにも残りません（成功に見えます）' },
  none: { en: 'nowhere: it is about privacy or order', ja: 'どこにも残りません（機密や整頓の問題です）' },
} as const satisfies Record<string, Prose>;

const PREDICTABLE = {
  yes: { en: 'yes', ja: 'はい' },
  partly: { en: 'partly', ja: '一部' },
  no: { en: 'no', ja: 'いいえ' },
} as const satisfies Record<string, Prose>;

/** docs/messages: a page for each message of qmail and its companions, and their list. */
export function messagePages(root: string, rules: readonly RuleFile[]): Map<string, string> {
  const messages = catalogue(root);
  const pages = messages.map((each) => [`docs/messages/${each.id}.md`, page(each, rules)] as const);
  return new Map([...pages, ['docs/messages/README.md', index(messages)]]);
}

function catalogue(root: string): Message[] {
  const dir = join(root, 'rules/messages');
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const { program, messages } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
      return messages.map((each: Partial<Message>) => ({ program, ...each }));
    });
}

function page(message: Message, rules: readonly RuleFile[]): string {
  const { id, program, where, status, variants, source, predictable } = message;
  const facts: [string, string][] = [
    ['program / プログラム', program === 'none' ? '-' : `\`${program}\``],
    ['where / 出る場所', `${WHERE[where].en} / ${WHERE[where].ja}`],
    ...(status === undefined ? [] : [['status / 状態', status] as [string, string]]),
    ...(variants === undefined ? [] : [['written by / 出す版', variants.join(', ')] as [string, string]]),
    ['source / ソース', `\`${source}\``],
    [
      'foreseen from the configuration / 設定から予測',
      `${PREDICTABLE[predictable].en} / ${PREDICTABLE[predictable].ja}`,
    ],
  ];
  return [
    `# ${id}`,
    '',
    ...texts(message),
    '| | |',
    '|---|---|',
    ...facts.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    ...section('When', 'どんなとき', message.condition),
    ...section('What it means', '意味', message.meaning),
    ...section('What mends it', '対処', message.remedy),
    ...told(id, rules),
  ].join('\n');
}

/** As it stands there; where variants word it differently, each. */
function texts(message: Message): string[] {
  const { text, texts: others = {} } = message;
  if (text === null) return [];
  const all = Object.entries(others).filter(([, other]) => other !== text);
  return [...block(message, text), ...all.flatMap(([variant, other]) => [`${variant}:`, '', ...block(message, other)])];
}

function block(message: Message, text: string): string[] {
  return ['```', seen(message, text), '```', ''];
}

/** qmail-send writes a report with its blanks and line ends replaced (qmail-send.c, logsafe of a report). */
function seen({ kind, status }: Message, text: string): string {
  return kind === 'report' ? `${status}: ${text.replaceAll(' ', '_').replaceAll('\n', '/')}` : text;
}

function section(english: string, japanese: string, prose: Prose): string[] {
  return [`## ${english} / ${japanese}`, '', prose.en, '', prose.ja, ''];
}

function told(id: string, rules: readonly RuleFile[]): string[] {
  const telling = rules.filter(({ rule }) => rule.prevents.includes(id));
  if (telling.length === 0) return [];
  return [
    '## Rules that tell it before / 事前に知らせるルール',
    '',
    ...telling.map(({ rule }) => `- [${rule.id}](../rules/${rule.id}.md): ${rule.title.en} / ${rule.title.ja}`),
    '',
  ];
}

function index(messages: readonly Message[]): string {
  const programs = [...new Set(messages.map(({ program }) => program))].sort();
  return [
    '# Messages / メッセージ',
    '',
    'What qmail and its companions write, and what happens without a word. `qmail-lint explain LINE` finds the message of a line.',
    '',
    'qmail と関連プログラムが出すメッセージと、何も出さずに起こることの一覧です。行の意味は `qmail-lint explain 行` で調べられます。',
    '',
    ...programs.flatMap((program) => [
      `## ${program === 'none' ? 'no program / プログラムなし' : program}`,
      '',
      '| message | |',
      '|---|---|',
      ...messages
        .filter((each) => each.program === program)
        .map(
          (each) =>
            `| [${each.id}](${each.id}.md) | ${each.text === null ? each.condition.en : inCell(seen(each, each.text))} |`,
        ),
      '',
    ]),
  ].join('\n');
}

function inCell(text: string): string {
  return `\`${text.replaceAll('\n', ' ').replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}

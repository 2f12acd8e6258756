import type { RuleFile } from './checks.ts';

/** docs/rules: a page for each rule, and their list. */
export function rulePages(rules: RuleFile[]): Map<string, string> {
  const pages = rules.map(({ path, rule }) => [`docs/rules/${rule.id}.md`, page(path, rule)] as const);
  return new Map([...pages, ['docs/rules/README.md', index(rules)]]);
}

function page(path: string, rule: RuleFile['rule']): string {
  const facts = [
    `| rule | \`${rule.id}\` |`,
    `| area | ${path.split('/')[0]} |`,
    `| severity | ${severities(rule)} |`,
    `| class | ${rule.class} |`,
    ...(rule.fix ? [`| mended by changing | ${rule.fix} |`] : []),
    ...(rule.stock
      ? [`| asked of | ${['qmail-1.03', 'netqmail', 'notqmail', ...(rule.also ?? [])].join(', ')} |`]
      : []),
    ...(rule.aliases ? [`| also known as | ${rule.aliases.map((each: string) => `\`${each}\``).join(', ')} |`] : []),
    ...(rule.prevents.length > 0
      ? [`| prevents | ${rule.prevents.map((each: string) => `[${each}](../messages/${each}.md)`).join(', ')} |`]
      : []),
  ];
  return [
    `# ${rule.title.en}`,
    '',
    rule.title.ja,
    '',
    '| | |',
    '|---|---|',
    ...facts,
    '',
    '## Why',
    '',
    rule.why.en,
    '',
    rule.why.ja,
    '',
    '## What it says',
    '',
    ...Object.entries<RuleFile['rule']>(rule.messages).flatMap(([, message]) => said(message)),
  ].join('\n');
}

function said(message: RuleFile['rule']): string[] {
  return [
    `- ${message.text.en}  `,
    `  ${message.text.ja}`,
    '',
    `  ${message.remedy.en}  `,
    `  ${message.remedy.ja}`,
    '',
    ...(message.command ? ['  ```sh', `  ${message.command}`, '  ```', ''] : []),
  ];
}

function severities(rule: RuleFile['rule']): string {
  const all = Object.values<RuleFile['rule']>(rule.messages).map((message) => message.severity ?? rule.severity);
  return [...new Set(all)].join(', ');
}

function index(rules: RuleFile[]): string {
  const areas = [...new Set(rules.map(({ path }) => path.split('/')[0] as string))];
  return [
    '# Rules',
    '',
    ...areas.flatMap((area) => [
      `## ${area}`,
      '',
      '| rule | severity | |',
      '|---|---|---|',
      ...rules
        .filter(({ path }) => path.startsWith(`${area}/`))
        .map(({ rule }) => `| [${rule.id}](${rule.id}.md) | ${severities(rule)} | ${rule.title.en} |`),
      '',
    ]),
  ].join('\n');
}

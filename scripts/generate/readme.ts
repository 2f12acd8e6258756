import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit, LISTED } from '../../src/audit/audit.ts';
import { openTarget } from '../../src/audit/target.ts';
import { imageHost, readImage } from '../../src/host/image.ts';
import { tableReport } from '../../src/report/table.ts';

const SHOWN = 4;
const BLOCK = /(<!-- demo -->\n```\n)[\s\S]*?(\n```\n<!-- \/demo -->)/;

/** README.md with the first findings of the demo, as the program prints them. */
export async function readmeDemo(root: string): Promise<Map<string, string>> {
  const target = openTarget(imageHost(readImage(join(root, 'docs/demo/mail.example.org.json'))), {});
  const wording = { language: 'en', variant: target.installation.variant.name } as const;
  const outcome = await audit(target, { wording, most: LISTED, workerFile: null });
  const lines = [...tableReport(outcome, { language: 'en', width: 80, colour: false, all: false })]
    .join('')
    .split('\n');
  const rules = lines.flatMap((line, index) => (/^─+$/.test(line) ? [index] : []));
  const footer = lines.findLast((line) => /\d+ errors?, /.test(line)) ?? '';
  const shown = ['$ qmail-lint /var/qmail', ...lines.slice(0, (rules[SHOWN] ?? 0) + 1), '…', footer].join('\n');
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return new Map([['README.md', readme.replace(BLOCK, (_, open: string, close: string) => `${open}${shown}${close}`)]]);
}

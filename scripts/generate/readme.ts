import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit, LISTED } from '../../src/audit/audit.ts';
import { openTarget } from '../../src/audit/target.ts';
import { imageHost, readImage } from '../../src/host/image.ts';
import { tableReport } from '../../src/report/table.ts';

const SHOWN = 4;
const BLOCK = /(<!-- demo -->\n```\n)[\s\S]*?(\n```\n<!-- \/demo -->)/;

const READMES = [
  { file: 'README.md', language: 'en', command: '$ qmail-lint /var/qmail', footer: /\d+ errors?, / },
  { file: 'README.ja.md', language: 'ja', command: '$ qmail-lint --lang ja /var/qmail', footer: /^エラー \d+ 件、/ },
] as const;

/** README.md and README.ja.md with the first findings of the demo, as the program prints them. */
export async function readmeDemo(root: string): Promise<Map<string, string>> {
  return new Map(await Promise.all(READMES.map((each) => withDemo(root, each))));
}

async function withDemo(root: string, each: (typeof READMES)[number]): Promise<[string, string]> {
  const { file, language, command, footer } = each;
  const target = openTarget(imageHost(readImage(join(root, 'docs/demo/mail.example.org.json'))), {});
  const wording = { language, variant: target.installation.variant.name } as const;
  const outcome = await audit(target, { wording, most: LISTED, workerFile: null });
  const lines = [...tableReport(outcome, { language, width: 80, colour: false, all: false })].join('').split('\n');
  const rules = lines.flatMap((line, index) => (/^─+$/.test(line) ? [index] : []));
  const counts = lines.findLast((line) => footer.test(line)) ?? '';
  const shown = [command, ...lines.slice(0, (rules[SHOWN] ?? 0) + 1), '…', counts].join('\n');
  const readme = readFileSync(join(root, file), 'utf8');
  return [file, readme.replace(BLOCK, (_, open: string, close: string) => `${open}${shown}${close}`)];
}

/** What `checklist` says of an old tree: the report, checked against its schema. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { otherSide } from '../../src/audit/checklist/old-side.ts';
import { type Image, imageHost, readImage } from '../../src/host/image.ts';
import { endTexts } from '../../src/migrate/outcome.ts';
import { readPostfix } from '../../src/migrate/postfix/postfix.ts';
import { run } from './run.ts';

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/checklist.schema.json', 'utf8')),
);

export interface Listed {
  readonly id: string;
  readonly what: string;
  readonly state: string;
  readonly left: boolean;
  readonly title: string;
  readonly why?: string;
  readonly file?: string;
  readonly content?: string;
  readonly command?: string;
}

export interface Report {
  readonly items: readonly Listed[];
  readonly differences: readonly {
    readonly address: string;
    readonly old: readonly string[];
    readonly proposed: readonly string[];
  }[];
}

/** Runs `checklist --from postfix` (or what `args` say) over the machine in `image`. */
export async function reportOn(image: Image, ...args: string[]): Promise<Report> {
  return inFile(image, async (file) => {
    const asked = ['checklist', '--from', 'postfix', '--image', file, '--no-dns', '--format', 'json', ...args];
    const { out, err } = await run(asked);
    expect(err).toBe('');
    const report = JSON.parse(out);
    expect(valid(report), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    return report;
  });
}

/** The same, where the old machine is another one than the new. */
export async function moveReport(old: Image, image: Image, ...args: string[]): Promise<Report> {
  return inFile(old, (file) => reportOn(image, '--old', file, ...args));
}

/** Where Postfix has `address` end, as the comparison has it. */
export async function endsIn(image: Image, address: string): Promise<string[]> {
  return inFile(image, async (file) => {
    const host = imageHost(readImage(file));
    const mail = readPostfix(host, []);
    if (mail === null) throw new Error('no Postfix there');
    return endTexts(otherSide(host, mail).outcome(address));
  });
}

async function inFile<T>(image: Image, use: (file: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
  try {
    const file = join(dir, 'old.json');
    writeFileSync(file, JSON.stringify(image));
    return await use(file);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export function listed({ items }: Report, id: string): Listed | undefined {
  return items.find((each) => each.id === id);
}

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Image } from '../../src/host/image.ts';
import { jsonReport } from '../../src/report/json.ts';
import { auditImage } from '../support/audit.ts';
import { readCases } from '../support/cases.ts';

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/report.schema.json', 'utf8')),
);

test.each(readCases<{ name: string; image: Image }>('faults').map(({ name, image }) => [name, image] as const))(
  '%s is as the schema says',
  async (_, image) => {
    const text = [...jsonReport(await auditImage(image))].join('');
    expect(valid(JSON.parse(text)), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  },
);

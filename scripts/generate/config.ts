import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from './checks.ts';

/** docs/schemas/config.schema.json: the schema of the configuration, with the rules that it may name. */
export function configSchema(root: string, rules: RuleFile[]): Map<string, string> {
  const schema = JSON.parse(readFileSync(join(root, 'src/config/config.schema.json'), 'utf8'));
  const ids = rules.flatMap(({ rule }) => [rule.id, ...(rule.aliases ?? [])]).sort();
  schema.definitions.rule = { enum: ids };
  return new Map([['docs/schemas/config.schema.json', `${JSON.stringify(schema, null, 2)}\n`]]);
}

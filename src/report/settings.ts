/** The settings in force, for a person and for programs (`in-force.schema.json`). */
import stringWidth from 'string-width';
import { paint } from './colour.ts';
import type { Look } from './format.ts';
import { safeText } from './safe-text.ts';
import { SETTING_WORDS } from './settings-words.ts';
import { wrap } from './wrap.ts';

export interface Setting {
  readonly key: string;
  /** null where nothing is set. */
  readonly value: unknown;
  readonly from: 'flag' | 'environment' | 'file' | 'default';
  /** Of the option or the variable. */
  readonly name?: string;
  readonly path?: string;
  readonly line?: number;
}

export function* jsonSettings(file: string | null, settings: readonly Setting[]): Generator<string> {
  yield `${JSON.stringify({ format: 'qmail-lint/config', version: 1, file, settings }, null, 2)}\n`;
}

export function* tableSettings(file: string | null, settings: readonly Setting[], look: Look): Generator<string> {
  const words = SETTING_WORDS[look.language];
  const colour = paint(look.colour);
  const label = Math.max(...settings.map(({ key }) => key.length)) + 2;
  yield `${colour.bold(words.title(file === null ? null : safeText(file)))}\n\n`;
  for (const setting of settings) {
    const from = words.from[setting.from](safeText(setting.name ?? setting.path ?? ''), setting.line ?? 0);
    const lines = wrap(safeText(shown(setting.value)), look.width - label);
    const last = lines.pop() ?? '';
    const fits = stringWidth(`${last}  ${from}`) <= look.width - label;
    const all = [...lines, ...(fits ? [`${last}  ${colour.dim(from)}`] : [last, colour.dim(from)])];
    yield all.map((line, index) => `${(index === 0 ? setting.key : '').padEnd(label)}${line}\n`).join('');
  }
}

function shown(value: unknown): string {
  if (value === null) return '-';
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ') || '[]';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

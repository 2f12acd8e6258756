/** `qmail-lint explain TEXT|RULE|MESSAGE-ID`: what a line means, and which of its causes this host has. */

import { LISTED } from '../audit/audit.ts';
import { causesOf, ruleNamed, rulesAgainst } from '../audit/causes.ts';
import type { TargetOptions } from '../audit/target.ts';
import { RULES } from '../checks/index.ts';
import type { InForce } from '../config/in-force.ts';
import { nearest } from '../distance.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { bytesOf } from '../host/bytes.ts';
import type { HostOptions } from '../host/open.ts';
import { languageOf, lookOf } from '../look.ts';
import { recogniser } from '../qmail/explain.ts';
import { type Language, MESSAGES } from '../qmail/message.ts';
import { type Entry, type Explained, explainJson, explainTable } from '../report/explain.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { targetOf } from './machine.ts';

export interface ExplainArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json';
  readonly lang?: Language;
  readonly inForce?: InForce;
}

const INPUT_LIMIT = 256 * 1024;

/** Returns the exit code: 0 recognised, 1 not. Throws UsageError for a wrong target. */
export async function explainText(
  words: readonly string[],
  options: ExplainArguments,
  terminal: Terminal,
): Promise<number> {
  const text = words.length === 1 && words[0] === '-' ? await inputOf(terminal) : words.join(' ');
  if (text.trim() === '') throw new UsageError('explain: give a line, the id of a rule or of a message');
  const language = languageOf(options, terminal.env);
  const look = lookOf(options, terminal);
  const explained = await explain(text, language, options, terminal);
  const exit = explained.entries.length > 0 ? EXIT.fine : EXIT.findings;
  terminal.decided?.(exit);
  await writeAll(
    terminal.stdout,
    options.format === 'json' ? explainJson(explained, language) : explainTable(explained, look),
  );
  return exit;
}

async function explain(
  text: string,
  language: Language,
  options: ExplainArguments,
  terminal: Terminal,
): Promise<Explained> {
  const named = text.trim();
  const rule = ruleNamed(named) ?? null;
  const message = MESSAGES.get(named.toUpperCase());
  const found =
    rule !== null
      ? []
      : message !== undefined
        ? [{ messages: [message], expired: false, partOfMore: null }]
        : recogniser()(bytesOf(text));
  const target = rule === null && found.length === 0 ? null : await targetOf(options);
  const variant = target?.installation.variant.name ?? 'notqmail';
  const asked = {
    wording: { language, variant, severities: options.inForce?.settings.severities },
    most: LISTED,
    workerFile: terminal.workerFile,
  };
  if (rule !== null) {
    const causes = await causesOf([rule], null, target, asked);
    return {
      text,
      looked: target !== null,
      entries: [{ messages: [], expired: false, partOfMore: null, rule: rule.rule, causes }],
    };
  }
  const entries: Entry[] = [];
  for (const each of found) {
    const ids = new Set([...each.messages.map(({ id }) => id), ...(each.expired ? ['SEND-DX'] : [])]);
    entries.push({ ...each, rule: null, causes: await causesOf(rulesAgainst(ids), ids, target, asked) });
  }
  return { text, looked: target !== null, entries, nearest: entries.length > 0 ? undefined : ruleNear(named) };
}

/** One word that is no rule's id, and nearly one. */
function ruleNear(word: string): string | undefined {
  const ids = RULES.flatMap(({ rule: { id, aliases = [] } }) => [id, ...aliases]);
  return /^[\w-]{4,}$/.test(word) ? (nearest(word, ids) ?? undefined) : undefined;
}

async function inputOf(terminal: Terminal): Promise<string> {
  let text = '';
  for await (const chunk of terminal.stdin) {
    text += chunk.toString();
    if (text.length > INPUT_LIMIT)
      throw new UsageError(`explain -: more than ${INPUT_LIMIT} bytes; qmail-lint log reads logs`);
  }
  return text;
}

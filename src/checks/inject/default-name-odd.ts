import { completed, INJECT_FILES, type InjectName, type InjectNames } from '../../qmail/inject.ts';
import { bare822, isSpecial, type Token, written822 } from '../../qmail/token822.ts';
import { NOBODY } from '../../qmail/trace.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { injectNames, isPlain } from '../inject-names.ts';
import { isHostName } from '../names.ts';
import { relaying } from '../routing.ts';
import { controlPath } from '../text.ts';

/** Names that can be parsed, but make no address of what they complete (qmail-inject.c:231). */
export const check: Check = function* (target) {
  const names = injectNames(target);
  if (names === null) return;
  for (const each of INJECT_FILES.map((name) => names[name])) {
    if (!isPlain(each)) continue;
    const address = exampleOf(names, each);
    const message = trouble(each);
    if (address === null || message === null) continue;
    const path = controlPath(target, each.name);
    yield {
      message,
      data: { file: `control/${each.name}`, value: each.value, address: written822(address), path },
      subject: { path, line: 1 },
      prevents: message === 'quoted' ? [{ id: 'INJECT-Q1' }] : fateOf(target, each, bare822(address)),
    };
  }
};

/** What the file does to an address that needs it. */
function exampleOf(names: InjectNames, { name }: InjectName): readonly Token[] | null {
  const needs = { defaulthost: 'user', defaultdomain: 'user@host', plusdomain: 'user@host+' }[name];
  return completed(names, needs);
}

function trouble({ name, tokens }: InjectName): string | null {
  if ('unclosed' in tokens) return null;
  const own = tokens.slice(1);
  if (name === 'defaulthost' && own.some((token) => isSpecial(token, '@'))) return 'at';
  if (own[0] !== undefined && isSpecial(own[0], '.')) return 'leading-dot';
  const said = own.filter(({ kind }) => kind !== 'comment');
  const literal = name === 'defaulthost' && said.length === 1 && said[0]?.kind === 'literal';
  if (!literal && (!isHostName(bare822(said)) || wordsMeet(said))) return 'stray';
  return said.some(({ kind }) => kind === 'quote') ? 'quoted' : null;
}

/** Two words with a blank between them: the envelope drops it, the header keeps it. */
function wordsMeet(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind }, index) => kind !== 'special' && (tokens[index - 1]?.kind ?? 'special') !== 'special');
}

/** Where mail for such an address ends, as far as it can be told: no host has a name with such bytes (qmail-remote.c:366). */
function fateOf(target: Target, { name }: InjectName, example: string): Prevented[] {
  const address = example.replace(/^user/, NOBODY);
  if (name !== 'defaulthost') return [{ id: 'INJECT-Q1' }];
  const { channel, outcome } = target.trace(address);
  if (channel === 'local') {
    const message = outcome?.message ?? null;
    return message === null ? [{ id: 'INJECT-Q1' }] : [{ id: message, data: outcome?.data ?? {} }];
  }
  const host = address.slice(address.lastIndexOf('@') + 1);
  const possible = /^[A-Za-z0-9._-]+$/.test(host) && !/^\.|\.\./.test(host);
  return possible || relaying(target)(host) ? [{ id: 'INJECT-Q1' }] : [{ id: 'REMOTE-11', data: { host } }];
}

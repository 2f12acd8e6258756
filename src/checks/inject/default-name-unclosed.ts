import { INJECT_FILES } from '../../qmail/inject.ts';
import type { Check } from '../check.ts';
import { injectNames, namePath } from '../inject-names.ts';

/** qmail-inject parses these names at every start, needed or not (qmail-inject.c:670). */
export const check: Check = function* (target) {
  const names = injectNames(target);
  if (names === null) return;
  const seen = new Set<string>();
  for (const each of INJECT_FILES.map((name) => names[name])) {
    const path = namePath(target, each);
    if (path === null || !('unclosed' in each.tokens) || each.value.startsWith('#') || seen.has(path)) continue;
    seen.add(path);
    const mark = each.tokens.unclosed;
    yield {
      data: { file: `control/${each.from}`, value: each.value, mark, path },
      subject: { path, line: 1 },
      prevents: [{ id: 'INJECT-6', data: { line: each.line } }],
    };
  }
};

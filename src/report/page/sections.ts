/** What the page says beside the findings: what was not checked, what failed, what is accepted on purpose. */
import type { AuditOutcome, SkipKind } from '../../audit/outcome.ts';
import type { Language } from '../../qmail/message.ts';
import { reasonIn } from '../reasons.ts';
import { WORDS } from '../words.ts';
import { code, html, prose } from './markup.ts';
import { PAGE_WORDS } from './words.ts';

/** By reason, with the rules that it stopped; what could not be checked is open, since it may hide a finding. */
export function* skippedSection({ skipped }: AuditOutcome, language: Language): Generator<string> {
  const words = WORDS[language];
  const kinds: [SkipKind, string][] = [
    ['could-not', words.couldNot],
    ['not-asked', words.notAsked],
    ['not-applicable', words.notApplicable],
  ];
  if (skipped.length === 0) return;
  yield `<section class="aside" aria-labelledby="s-rest"><h2 id="s-rest">${html(PAGE_WORDS[language].rest)}</h2>\n`;
  for (const [kind, label] of kinds) {
    const reasons = new Map<string, Set<string>>();
    for (const { rule, reason, path } of skipped.filter((each) => each.kind === kind)) {
      const said = reasonIn(language, reason);
      const key = path === undefined ? said : `${path}: ${said}`;
      reasons.set(key, (reasons.get(key) ?? new Set()).add(rule));
    }
    if (reasons.size === 0) continue;
    yield `<details class="skipped ${kind}"${kind === 'could-not' ? ' open' : ''}><summary><h3>${html(label)} <span class="count">${reasons.size}</span></h3></summary><ul>\n`;
    for (const [reason, rules] of reasons)
      yield `<li>${prose(reason)} <span class="quiet">${[...rules].map((each) => code(each)).join(' ')}</span></li>\n`;
    yield '</ul></details>\n';
  }
  yield '</section>\n';
}

export function* failedSection({ failed }: AuditOutcome, language: Language): Generator<string> {
  if (failed.length === 0) return;
  yield `<section class="aside" aria-labelledby="s-failed"><h2 id="s-failed">${html(WORDS[language].failed)}</h2><ul>\n`;
  for (const { rule, error } of failed) yield `<li>${code(rule)} ${prose(error)}</li>\n`;
  yield '</ul></section>\n';
}

export function* suppressedSection({ suppressed, summary }: AuditOutcome, language: Language): Generator<string> {
  if (suppressed.length === 0) return;
  const words = PAGE_WORDS[language];
  yield `<section class="aside" aria-labelledby="s-suppressed"><h2 id="s-suppressed">${html(words.suppressed)} <span class="count">${summary.suppressed}</span></h2><ul>\n`;
  for (const { message, rule, severity, reason, until } of suppressed) {
    const why = `<br>${html(words.reason)}: ${prose(reason)}`;
    const end = until === undefined ? '' : `, ${html(words.until)} ${html(until)}`;
    yield `<li><span class="severity ${severity}">${html(WORDS[language].severity[severity])}</span> ${prose(message)} ${code(rule)}${why}${end}</li>\n`;
  }
  yield '</ul></section>\n';
}

/** What was there before, and how much of it is mended. */
export function* knownSection({ baseline }: AuditOutcome, language: Language): Generator<string> {
  if (baseline === undefined) return;
  const { size, mended, unchecked, added, known } = baseline;
  yield `<section class="aside" aria-labelledby="s-known"><h2 id="s-known">${html(PAGE_WORDS[language].known)}</h2><p>${html(WORDS[language].baseline(size, mended, unchecked, added))}</p><ul>\n`;
  for (const { message, rule, severity } of known)
    yield `<li><span class="severity ${severity}">${html(WORDS[language].severity[severity])}</span> ${prose(message)} ${code(rule)}</li>\n`;
  yield '</ul></section>\n';
}

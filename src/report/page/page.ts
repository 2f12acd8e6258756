/** The audit as one HTML file: opened from anywhere, asks nothing of any network, readable without its script. */
import type { MailFlow } from '../../audit/mail-flow.ts';
import type { AuditOutcome } from '../../audit/outcome.ts';
import type { Traced } from '../../audit/traced.ts';
import type { Severity } from '../../checks/check.ts';
import type { Language } from '../../qmail/message.ts';
import type { Look } from '../format.ts';
import { isFine } from '../ran.ts';
import { WORDS } from '../words.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './assets.ts';
import { charts } from './charts.ts';
import { kindCard } from './finding.ts';
import { classOf, type Kind, kindsOf } from './kinds.ts';
import { html } from './markup.ts';
import { routeDiagram } from './route.ts';
import { failedSection, knownSection, skippedSection, suppressedSection } from './sections.ts';
import { toolbar } from './toolbar.ts';
import { PAGE_WORDS } from './words.ts';

export interface PageExtras {
  /** When the machine was looked at. */
  readonly at?: Date;
  /** The way of the address that a finding speaks of, by fingerprint. */
  readonly routes?: ReadonlyMap<string, Traced>;
  /** What a log and a queue show. */
  readonly flow?: MailFlow;
}

/** Up to so many kinds are open from the start; of more, the worst. */
const OPEN = 25;
const OPEN_OF_MANY = 5;
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Piece by piece: memory follows one card, not the report. */
export function* htmlReport(
  outcome: AuditOutcome,
  { language }: Pick<Look, 'language'>,
  extras: PageExtras = {},
): Generator<string> {
  const words = PAGE_WORDS[language];
  const kinds = kindsOf(outcome);
  yield head(outcome, language, kinds.length > OPEN);
  yield header(outcome, kinds, language, extras.at);
  yield `<main id="findings" tabindex="-1">${toolbar(outcome, language)}
<p id="nothing" class="nothing" hidden>${html(words.nothing)}</p>\n`;
  let place = 0;
  for (const severity of SEVERITIES) {
    const here = kinds.filter(({ findings }) => findings[0].severity === severity);
    if (here.length === 0) continue;
    yield `<section class="severity-section" aria-labelledby="s-${severity}"><h2 id="s-${severity}">${html(WORDS[language].heading[severity])}</h2>\n`;
    for (const kind of here) {
      place += 1;
      const open = place <= (kinds.length <= OPEN ? OPEN : OPEN_OF_MANY);
      yield* kindCard(kind, language, open, routeOf(kind, language, extras.routes));
    }
    yield '</section>\n';
  }
  yield* chartSection(extras.flow, language);
  yield* skippedSection(outcome, language);
  yield* failedSection(outcome, language);
  yield* suppressedSection(outcome, language);
  yield* knownSection(outcome, language);
  yield `</main>
<footer><p>${html(words.foot)}</p></footer>
<p id="spoken" class="spoken" role="status"></p>
<script>${PAGE_SCRIPT.text}</script>
</body>
</html>
`;
}

function head({ target }: AuditOutcome, language: Language, many: boolean): string {
  const policy = `default-src 'none'; script-src '${PAGE_SCRIPT.hash}'; style-src '${PAGE_STYLE.hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const title = `${target.host ?? target.home}: ${PAGE_WORDS[language].report}`;
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${html(title)}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE.text}</style>
</head>
<body${many ? ' class="many"' : ''}>
<a class="skip" href="#findings">${html(PAGE_WORDS[language].skip)}</a>
`;
}

function header(outcome: AuditOutcome, kinds: readonly Kind[], language: Language, at?: Date): string {
  const { target, summary } = outcome;
  const words = WORDS[language];
  const page = PAGE_WORDS[language];
  const silent = kinds
    .filter(({ findings }) => classOf(findings[0]) === 'silent')
    .reduce((sum, { count }) => sum + count, 0);
  const fine = isFine(outcome) ? `<p class="fine">${html(words.fine)}</p>` : '';
  const assumed = target.assumed.map((each) => words.assumption[each] ?? each);
  const facts = [
    target.root === null ? '' : words.elsewhere(target.root),
    assumed.length === 0 ? '' : `${words.assumed}: ${assumed.join(language === 'ja' ? '、' : ', ')}`,
  ].filter((each) => each !== '');
  const time =
    at === undefined
      ? ''
      : ` · ${html(page.checked)} <time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`;
  return `<header>
<p class="what">${html(page.report)}${time}</p>
<h1>${html(target.host ?? target.home)}</h1>
<p class="where">${html(words.title(target.home, null, target.variant))}</p>
<div class="tiles" role="group" aria-label="${html(page.bySeverity)}">
${tile('silent', silent, page.silentTile)}
${SEVERITIES.map((each) => tile(each, summary[each], words.heading[each])).join('\n')}
</div>
${fine}<p class="verdict">${html(page.mailboxes(summary.mailboxes))}${silent > 0 ? html(page.silentNote(silent)) : ''}</p>
${facts.map((each) => `<p class="quiet">${html(each)}</p>`).join('\n')}
<noscript><p class="quiet">${html(page.noScript)}</p></noscript>
</header>
`;
}

/** A count that is a filter where the script runs. */
function tile(name: string, count: number, label: string): string {
  return `<button type="button" class="tile ${name}${count === 0 ? ' zero' : ''}" data-tile="${name}" aria-pressed="false"><b>${count}</b> <span>${html(label)}</span></button>`;
}

function routeOf({ findings }: Kind, language: Language, routes: PageExtras['routes']): string {
  const found = findings.map(({ fingerprint }) => routes?.get(fingerprint)).find((each) => each !== undefined);
  return found === undefined ? '' : routeDiagram(found, language);
}

function* chartSection(data: MailFlow | undefined, language: Language): Generator<string> {
  if (data === undefined) return;
  const drawn = [...charts(data, language)];
  if (drawn.length === 0) return;
  yield `<section class="aside" aria-labelledby="s-flow"><h2 id="s-flow">${html(PAGE_WORDS[language].mailFlow)}</h2>${drawn.join('')}</section>\n`;
}

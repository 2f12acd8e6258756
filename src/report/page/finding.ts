/** One kind of finding as a card: what is wrong, what the log would say, why, and what to type. */
import type { Finding, PreventedText } from '../../audit/outcome.ts';
import { RULES } from '../../checks/index.ts';
import type { Language } from '../../qmail/message.ts';
import { distinct, variesIn } from '../varies.ts';
import { WORDS } from '../words.ts';
import { classOf, type Kind } from './kinds.ts';
import { code, html, prose } from './markup.ts';
import { PAGE_WORDS } from './words.ts';

const ABOUT = new Map(RULES.map(({ rule }) => [rule.id, rule]));
/** So many of a kind stand in the open; the others are folded. */
const OPEN_ITEMS = 5;

/** `open`: unfolded from the start. `route`: the diagram of the way of an address, made already, or nothing. */
export function* kindCard(kind: Kind, language: Language, open: boolean, route: string): Generator<string> {
  const [first] = kind.findings;
  const rule = ABOUT.get(first.rule);
  const many = kind.findings.length > 1;
  const heading = many && rule !== undefined ? rule.title[language] : first.message;
  const words = WORDS[language];
  yield `<details class="kind${many ? '' : ' item'}"${many ? '' : itemData(first)} data-severity="${first.severity}" data-class="${classOf(first)}" data-rule="${html(first.rule)}" data-count="${kind.count}"${open ? ' open' : ''}>
<summary><span class="severity ${first.severity}">${html(words.severity[first.severity])}</span><h3>${prose(heading)}${many ? ` <span class="count">${kind.count}</span>` : ''}</h3>${tag(first, language)}</summary>
<dl>`;
  if (kind.prevents !== null) yield evidence(kind.prevents, language);
  if (rule !== undefined) yield row(PAGE_WORDS[language].why, html(rule.why[language]));
  if (kind.remedy !== null || kind.command !== null)
    yield row(words.remedy, remedy(kind.remedy, kind.command, language));
  if (many) yield* items(kind, language);
  else yield placeRow(first, language);
  const plain = isLoud(first)
    ? ''
    : ` <span class="quiet">${html(PAGE_WORDS[language].classes[classOf(first)])}</span>`;
  yield row(words.rule, code(first.rule) + plain);
  yield `</dl>${route}</details>\n`;
}

/** Of a class that the reader should not miss. */
function isLoud(finding: Finding): boolean {
  const named = classOf(finding);
  return named === 'silent' || named === 'security';
}

function tag(finding: Finding, language: Language): string {
  const named = classOf(finding);
  return isLoud(finding) ? `<span class="tag ${named}">${html(PAGE_WORDS[language].classes[named])}</span>` : '';
}

function row(label: string, content: string): string {
  return `<dt>${html(label)}</dt><dd>${content}</dd>\n`;
}

function evidence(prevents: readonly PreventedText[], language: Language): string {
  return prevents.map((each) => row(WORDS[language].where[each.where], seen(each, language))).join('');
}

/** The line as it stands there, with what it means; or, where nothing is written, what happens. */
function seen(prevented: PreventedText, language: Language): string {
  const { text, status, where, meaning } = prevented;
  if (text === null) return prose(meaning);
  const report = where === 'log' && (status === 'failure' || status === 'deferral' || status === 'success');
  const parts = variesIn(prevented, language);
  const varies = parts === null ? '' : `<p class="quiet">${html(parts)}</p>`;
  return `${code(report ? `${status}: ${text}` : text, 'log')}${varies}<p class="quiet">${html(meaning)}</p>`;
}

function remedy(text: string | null, command: string | null, language: Language): string {
  const said = text === null ? '' : `<p>${prose(text)}</p>`;
  if (command === null) return said;
  const { copy } = PAGE_WORDS[language];
  return `${said}<div class="command">${code(command)}<button type="button" class="copy" hidden>${html(copy)}</button></div>`;
}

function itemData({ subject, fingerprint }: Finding): string {
  return ` id="f-${html(fingerprint)}"${subject.user === undefined ? '' : ` data-user="${html(subject.user)}"`}`;
}

function placeRow({ subject }: Finding, language: Language): string {
  const { path, line } = subject;
  return path === undefined ? '' : row(PAGE_WORDS[language].place, code(line === undefined ? path : `${path}:${line}`));
}

function* items(kind: Kind, language: Language): Generator<string> {
  const words = PAGE_WORDS[language];
  const { findings, count } = kind;
  const later = findings.slice(OPEN_ITEMS);
  yield `<dt>${html(words.kindOf)}</dt><dd class="items"><ul>\n`;
  for (const finding of findings.slice(0, OPEN_ITEMS)) yield item(finding, kind, language);
  yield '</ul>';
  if (later.length > 0) {
    yield `<details class="more"><summary>${html(words.moreOfKind(later.length))}</summary><ul>\n`;
    for (const finding of later) yield item(finding, kind, language);
    yield '</ul></details>';
  }
  if (count > findings.length) yield `<p class="quiet">${html(words.unlisted(count - findings.length))}</p>`;
  yield '</dd>\n';
}

/** What it does not share with the others of its kind. */
function item(finding: Finding, kind: Kind, language: Language): string {
  const own = [
    kind.prevents === null
      ? distinct(finding.prevents)
          .map((each) => seen(each, language))
          .join('')
      : '',
    remedy(
      kind.remedy === null ? finding.remedy.text : null,
      kind.command === null ? finding.remedy.command : null,
      language,
    ),
  ].join('');
  return `<li class="item"${itemData(finding)}>${prose(finding.message)}${own}</li>\n`;
}

/** The way of an address, drawn from its trace: a station for each decision, a branch for each forward. */
import type { Traced, TracedStep } from '../../audit/traced.ts';
import type { Language } from '../../qmail/message.ts';
import { sentence } from '../trace.ts';
import { shownReport, TRACE_WORDS, whyUnknown } from '../trace-words.ts';
import { code, html, prose } from './markup.ts';
import { PAGE_WORDS } from './words.ts';

/** More branches than a person follows; the trace itself is bounded too. */
const BRANCHES = 20;

export function routeDiagram(trace: Traced, language: Language): string {
  const title = PAGE_WORDS[language].route(trace.address);
  return `<details class="way"><summary>${html(title)}</summary>${line(trace, language, { left: BRANCHES })}</details>`;
}

function line(trace: Traced, language: Language, budget: { left: number }): string {
  const stations = stationsOf(trace.steps);
  return `<ol class="route">
<li class="start"><span class="program">${html(PAGE_WORDS[language].routeStart)}</span><div>${code(trace.address)}</div></li>
${stations.map(([program, steps]) => station(program, steps, language)).join('\n')}
${end(trace, language)}${branches(trace, language, budget)}</ol>`;
}

/** Consecutive decisions of one program are one stop. */
function stationsOf(steps: readonly TracedStep[]): [string, TracedStep[]][] {
  const stations: [string, TracedStep[]][] = [];
  for (const step of steps) {
    const last = stations.at(-1);
    if (last?.[0] === step.program) last[1].push(step);
    else stations.push([step.program, [step]]);
  }
  return stations;
}

function station(program: string, steps: readonly TracedStep[], language: Language): string {
  const said = steps.map((step) => `<p>${prose(sentence(step, language))}${place(step)}</p>`).join('');
  return `<li><span class="program" translate="no">${html(program)}</span><div>${said}</div></li>`;
}

function place({ file, line: at }: TracedStep): string {
  return file === undefined ? '' : ` ${code(at === undefined ? file : `${file}:${at}`, 'place')}`;
}

function end(trace: Traced, language: Language): string {
  const { outcome, relays } = trace;
  const words = TRACE_WORDS[language];
  const relay =
    relays.length === 0
      ? ''
      : `<li><span class="program">${html(words.connects)}</span><div>${code(relays.join(', '))}</div></li>\n`;
  if (outcome === null) return relay;
  const { status, report, message } = outcome;
  const said =
    report === null ? `<p>${html(whyUnknown(trace, language))}</p>` : code(shownReport(report, message), 'log');
  return `${relay}<li class="end ${html(status)}"><span class="program">${html(status)}</span><div>${said}</div></li>\n`;
}

function branches({ then }: Traced, language: Language, budget: { left: number }): string {
  const shown = then.slice(0, Math.max(budget.left, 0));
  budget.left -= shown.length;
  return shown.map((each) => `<li class="branch">${line(each, language, budget)}</li>`).join('\n');
}

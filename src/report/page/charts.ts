/** Charts of a log and a queue as inline SVG, each with the numbers beside it for who cannot see them. */
import { scaleBand, scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter, stack } from 'd3-shape';
import type { AgeBand, DeliverySpan, MailFlow, TopReport } from '../../audit/mail-flow.ts';
import type { Language } from '../../qmail/message.ts';
import { CHART_WORDS } from './chart-words.ts';
import { code, html } from './markup.ts';

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 52;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;
const STATUSES = ['success', 'deferral', 'failure'] as const;
const DAY = 86_400_000;

export function* charts(data: MailFlow, language: Language): Generator<string> {
  if (data.deliveries.length > 0) yield deliveries(data.deliveries, language);
  if (data.reports.length > 0) yield topReports(data.reports, language);
  if (data.queueAge.length > 0) yield queueAge(data.queueAge, language);
}

function deliveries(spans: readonly DeliverySpan[], language: Language): string {
  const words = CHART_WORDS[language];
  const last = spans.at(-1) as DeliverySpan;
  const width = spans.length > 1 ? last.from.getTime() - (spans.at(-2) as DeliverySpan).from.getTime() : 3_600_000;
  const until: DeliverySpan = { ...last, from: new Date(last.from.getTime() + width) };
  const x = scaleUtc([(spans[0] as DeliverySpan).from, until.from], [LEFT, WIDTH - RIGHT]);
  const most = Math.max(1, ...spans.map(({ success, failure, deferral }) => success + failure + deferral));
  const y = scaleLinear([0, most], [HEIGHT - BOTTOM, TOP]).nice(4);
  const layers = stack<DeliverySpan, (typeof STATUSES)[number]>().keys(STATUSES)([...spans, until]);
  const shape = area<(typeof layers)[number][number]>(
    ({ data }) => x(data.from),
    ([low]) => y(low),
    ([, high]) => y(high),
  )
    .curve(curveStepAfter)
    .digits(1);
  const body = layers.map((layer) => `<path class="fill ${layer.key}" d="${shape(layer)}"/>`).join('');
  const [date, time] = [x.tickFormat(6, words.dateFormat), x.tickFormat(6, '%H:%M')];
  const ticks = x
    .ticks(6)
    .map((at) => label(x(at), HEIGHT - 8, at.getTime() % DAY === 0 ? date(at) : time(at), 'middle'))
    .join('');
  const legend = STATUSES.map((each) => `<li class="${each}">${html(words.status[each])}</li>`).join('');
  const rows = spans.map((each) => [each.from.toISOString().slice(0, 16), ...STATUSES.map((key) => `${each[key]}`)]);
  return figure(
    words.deliveries,
    `${svg(HEIGHT, grid(y) + body + ticks)}<ul class="legend">${legend}</ul>`,
    numbers(words.numbers, [words.time, ...STATUSES.map((each) => words.status[each])], rows),
  );
}

function topReports(reports: readonly TopReport[], language: Language): string {
  const words = CHART_WORDS[language];
  const x = scaleLinear([0, Math.max(1, ...reports.map(({ count }) => count))], [0, 160]);
  const rows = reports
    .map(
      ({ status, text, count }) =>
        `<tr><td class="number">${count}</td><td class="bar"><svg viewBox="0 0 160 10" width="160" height="10" aria-hidden="true"><rect class="fill ${status}" width="${Math.max(1, x(count)).toFixed(1)}" height="10" rx="1"/></svg></td><td>${html(words.status[status])}</td><td>${code(text, 'log')}</td></tr>`,
    )
    .join('\n');
  return figure(
    words.reports,
    `<div class="scroll" tabindex="0" role="group" aria-label="${html(words.reports)}"><table><thead><tr><th scope="col" class="number">${html(words.count)}</th><td></td><th scope="col">${html(words.result)}</th><th scope="col">${html(words.report)}</th></tr></thead><tbody>${rows}</tbody></table></div>`,
    '',
  );
}

function queueAge(bands: readonly AgeBand[], language: Language): string {
  const words = CHART_WORDS[language];
  const names = bands.map(({ upTo }, index) =>
    upTo === null ? words.older(words.span(bands[index - 1]?.upTo ?? 0)) : words.upTo(words.span(upTo)),
  );
  const x = scaleBand(names, [LEFT, WIDTH - RIGHT])
    .paddingInner(0.25)
    .paddingOuter(0.15);
  const y = scaleLinear([0, Math.max(1, ...bands.map(({ messages }) => messages))], [HEIGHT - BOTTOM, TOP]).nice(4);
  const bars = bands
    .map(({ messages }, index) => {
      const left = x(names[index] as string) ?? 0;
      const top = y(messages);
      return `<rect class="fill age" x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${x.bandwidth().toFixed(1)}" height="${(y(0) - top).toFixed(1)}"/>${label(left + x.bandwidth() / 2, HEIGHT - 8, names[index] as string, 'middle')}`;
    })
    .join('');
  const rows = bands.map(({ messages }, index) => [names[index] as string, `${messages}`]);
  return figure(words.queueAge, svg(HEIGHT, grid(y) + bars), numbers(words.numbers, [words.age, words.messages], rows));
}

type Linear = ReturnType<typeof scaleLinear<number, number>>;

function grid(y: Linear): string {
  return y
    .ticks(4)
    .filter(Number.isInteger)
    .map((at) => {
      const height = y(at).toFixed(1);
      return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${height}" y2="${height}"/>${label(LEFT - 8, y(at) + 4, y.tickFormat(4, 's')(at), 'end')}`;
    })
    .join('');
}

function label(x: number, y: number, text: string, anchor: 'middle' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${html(text)}</text>`;
}

function svg(height: number, body: string): string {
  return `<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" aria-hidden="true">${body}</svg>`;
}

function figure(caption: string, drawing: string, table: string): string {
  return `<figure><figcaption>${html(caption)}</figcaption>${drawing}${table}</figure>\n`;
}

function numbers(summary: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((each) => `<th scope="col">${html(each)}</th>`).join('');
  const body = rows
    .map(([name, ...cells]) => {
      const tds = cells.map((each) => `<td class="number">${html(each)}</td>`).join('');
      return `<tr><th scope="row">${html(name ?? '')}</th>${tds}</tr>`;
    })
    .join('');
  return `<details class="numbers"><summary>${html(summary)}</summary><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></details>`;
}

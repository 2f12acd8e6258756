/** The formats that an audit is written in, each loaded only where it is asked for. */
import type { AuditOutcome } from '../audit/outcome.ts';
import type { FailOn } from '../exit.ts';
import type { AuditFormat } from '../formats.ts';
import type { Look } from '../report/format.ts';
import type { PageExtras } from '../report/page/page.ts';

export interface Rendering {
  readonly outcome: AuditOutcome;
  readonly look: Look;
  /** When the machine was looked at. */
  readonly at: Date;
  readonly failOn: FailOn;
  /** What only the page shows. */
  extras(): Promise<PageExtras>;
}

type Render = (rendering: Rendering) => Promise<Iterable<string>>;

const RENDER: Readonly<Record<AuditFormat, Render>> = {
  table: async ({ outcome, look }) => (await import('../report/table.ts')).tableReport(outcome, look),
  json: async ({ outcome }) => (await import('../report/json.ts')).jsonReport(outcome),
  html: async ({ outcome, look, extras }) =>
    (await import('../report/page/page.ts')).htmlReport(outcome, look, await extras()),
  markdown: async ({ outcome, look }) => (await import('../report/markdown.ts')).markdownReport(outcome, look),
  sarif: async ({ outcome, look }) => (await import('../report/sarif.ts')).sarifReport(outcome, look),
  junit: async ({ outcome, look, at, failOn }) =>
    (await import('../report/junit.ts')).junitReport(outcome, look, { at, failOn }),
  nagios: async ({ outcome, look }) => (await import('../report/nagios.ts')).nagiosReport(outcome, look),
  prometheus: async ({ outcome, at }) => (await import('../report/prometheus.ts')).prometheusReport(outcome, at),
  github: async ({ outcome, look }) => (await import('../report/github.ts')).githubReport(outcome, look),
};

export function render(format: AuditFormat, rendering: Rendering): Promise<Iterable<string>> {
  return RENDER[format](rendering);
}

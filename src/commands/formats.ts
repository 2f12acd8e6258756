/** The formats that an audit is written in, each loaded only where it is asked for. */
import type { AuditOutcome } from '../audit/outcome.ts';
import type { AuditFormat } from '../formats.ts';
import type { Look } from '../report/format.ts';
import type { PageExtras } from '../report/page/page.ts';

export interface Rendering {
  readonly outcome: AuditOutcome;
  readonly look: Look;
  /** What only the page shows. */
  extras(): Promise<PageExtras>;
}

type Render = (rendering: Rendering) => Promise<Iterable<string>>;

const RENDER: Readonly<Record<AuditFormat, Render>> = {
  table: async ({ outcome, look }) => (await import('../report/table.ts')).tableReport(outcome, look),
  json: async ({ outcome }) => (await import('../report/json.ts')).jsonReport(outcome),
  html: async ({ outcome, look, extras }) =>
    (await import('../report/page/page.ts')).htmlReport(outcome, look, await extras()),
};

export function render(format: AuditFormat, rendering: Rendering): Promise<Iterable<string>> {
  return RENDER[format](rendering);
}

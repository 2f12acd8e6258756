/** Rules whose findings hang on what the DNS says at the moment. */
import { RULES } from '../checks/index.ts';

/** Beside those of the scope `dns`: the DNS decides whether, or with which consequence, they find something. */
const ASKING = [
  'assign-domain-idle',
  'bare-names-leave',
  'bounces-unanswerable',
  'double-bounces-leave',
  'entry-cr',
  'entry-leading-blank',
  'entry-trailing-comment',
  'list-bom',
  'locals-empty',
  'me-not-local',
  'non-ascii-domain',
  'route-relay-unknown',
  'route-to-self',
  'value-odd-bytes',
];

const ASKS: ReadonlySet<string> = new Set([
  ...ASKING,
  ...RULES.filter(({ rule }) => rule.scope === 'dns').map(({ rule }) => rule.id),
]);

export function asksDns(rule: string): boolean {
  return ASKS.has(rule);
}

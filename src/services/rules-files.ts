// PLACEHOLDER so that others can compile: overwrite this file.
import type { Host } from '../host/host.ts';
import type { Services, SmtpService } from './types.ts';
export interface RulesFile {
  readonly cdb: string | null;
  readonly source: string | null;
  readonly usedBy: readonly SmtpService[];
}
export function findRules(_host: Host, _home: string, _services: Services): RulesFile[] {
  return [];
}

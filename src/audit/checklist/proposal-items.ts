/** What the audit says of the proposed files, as if they were in place. */

import { RULES } from '../../checks/index.ts';
import { bytesOf, textOf } from '../../host/bytes.ts';
import type { Host } from '../../host/host.ts';
import { DISCARD } from '../../migrate/proposal/lines.ts';
import type { PlannedFile } from '../../migrate/proposal/types.ts';
import { audit } from '../audit.ts';
import type { Wording } from '../finding.ts';
import { openTarget, type TargetOptions } from '../target.ts';
import type { Item } from './types.ts';

const MOST = 20;

/** What is taken from outside is what the old system took: that a virtual domain is not among it may be meant. */
const MEANT = 'virtual-not-accepted';

/** That a file throws mail away is what the old system did, where the file says so. */
const THROWN_AWAY = 'dot-qmail-comment-only';

/** Errors and warnings that name one of the files. Nothing is asked of the DNS. */
export async function proposalItems(
  host: Host,
  options: TargetOptions,
  files: readonly PlannedFile[],
  { wording, ticked }: { readonly wording: Wording; readonly ticked: ReadonlySet<string> },
): Promise<Item[]> {
  const target = openTarget(host, options);
  const rules = new Set(
    RULES.filter(({ rule }) => rule.scope !== 'dns' && rule.id !== MEANT).map(({ rule }) => rule.id),
  );
  const { findings } = await audit(target, { wording, rules, most: MOST, workerFile: null });
  const planned = new Set(files.map(({ path }) => textOf(path)));
  const discarding = new Set(files.filter(({ text }) => text === `${DISCARD}\n`).map(({ path }) => textOf(path)));
  return findings.flatMap(({ rule, severity, message, subject, prevents, remedy }): Item[] => {
    if (severity === 'info' || subject.path === undefined || !planned.has(subject.path)) return [];
    if (rule === THROWN_AWAY && discarding.has(subject.path)) return [];
    const id = `audit:${rule}:${subject.path}${subject.line === undefined ? '' : `:${subject.line}`}`;
    return [
      {
        id,
        group: 'control',
        what: 'audit-finding',
        data: { message: bytesOf(message), remedy: bytesOf(remedy.text) },
        state: 'different',
        ticked: ticked.has(id),
        file: bytesOf(subject.path),
        prevents,
        from: [],
        remarks: [],
      },
    ];
  });
}

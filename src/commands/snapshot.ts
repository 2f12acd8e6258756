/** `qmail-lint snapshot`: the machine as an image. */
import { openTarget, type TargetOptions } from '../audit/target.ts';
import type { Target } from '../checks/check.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import type { Host } from '../host/host.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { recording } from '../host/recording.ts';
import { remembering } from '../host/remembering.ts';
import { writeFile } from '../output-file.ts';
import { progressOn } from '../progress.ts';
import { discretion } from '../snapshot/discretion.ts';
import { hasOtherMta } from '../snapshot/mta.ts';
import { passwordTables } from '../snapshot/postfix-secrets.ts';
import { secrets } from '../snapshot/secrets.ts';
import { snapshot } from '../snapshot/snapshot.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { targetOptions } from './machine.ts';

export interface SnapshotArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly output?: string;
}

/** Returns the exit code: 3 where something could not be looked at. Throws UsageError for a wrong target or file. */
export async function takeSnapshot(options: SnapshotArguments, terminal: Terminal): Promise<number> {
  const { host, defaultDelivery } = await openHost(options);
  const given = targetOptions(options, defaultDelivery);
  const recorder = recording(host, discretion(host, given.home));
  const target = targetIn(remembering(recorder.host), options.home, given);
  const progress = progressOn(terminal.stderr);
  const chunks = snapshot({
    host,
    recorder,
    target,
    secrets: secrets(passwordTables(host)),
    defaultDelivery: options.defaultDelivery ?? defaultDelivery,
    progress: progress.tell,
  });
  const file = options.output ?? `${host.hostname ?? 'machine'}.json.gz`;
  if (file === '-') await writeAll(terminal.stdout, chunks);
  else await writeFile(file, chunks, !file.endsWith('.json'));
  progress.clear();
  const { unread } = recorder.said;
  if (file !== '-') terminal.stderr.write(`${file}\n`);
  return unread.size > 0 ? EXIT.incomplete : EXIT.fine;
}

/** A machine that is to be left need not have qmail. */
function targetIn(host: Host, home: string | undefined, given: Omit<TargetOptions, 'domains'>): Target | null {
  try {
    return openTarget(host, given);
  } catch (error) {
    if (error instanceof UsageError && home === undefined && hasOtherMta(host)) return null;
    throw error;
  }
}

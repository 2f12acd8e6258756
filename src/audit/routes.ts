/** The way of the addresses that findings speak of. */
import type { Target } from '../checks/check.ts';
import { bytesOf, textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import { SOMEONE } from '../qmail/trace.ts';
import type { Finding } from './outcome.ts';
import { tracer } from './trace.ts';
import type { Traced } from './traced.ts';

/** A person looks at a few; a report of a hundred thousand mailboxes need not hold them all. */
const MOST = 200;

/** By fingerprint, one for each kind of finding. Nothing where no trace can begin. */
export async function routesOf(target: Target, findings: readonly Finding[]): Promise<Map<string, Traced>> {
  const routes = new Map<string, Traced>();
  const suffix = localSuffix(target);
  const folds = new Set<string>();
  try {
    const trace = await tracer(target, { sender: SOMEONE, smtp: null });
    for (const { fold, fingerprint, recipient, subject } of findings) {
      const address = addressOf(recipient ?? subject.user, subject.domain, suffix);
      if (routes.size === MOST || address === null || folds.has(fold)) continue;
      folds.add(fold);
      routes.set(fingerprint, await trace(address));
    }
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
  }
  return routes;
}

/** `@` and a domain that is local here; null where there is none. Throws nothing: what cannot be read has no route. */
function localSuffix(target: Target): string | null {
  try {
    const controls = target.send();
    if ('refused' in controls) return null;
    const domain = controls.locals.entries[0]?.key;
    return domain === undefined || domain === '' ? null : `@${domain}`;
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

/** As bytes; null where the finding speaks of no address, or of one that was not told whole. */
function addressOf(local: string | undefined, domain: string | undefined, suffix: string | null): string | null {
  const text = local !== undefined ? (suffix === null ? null : local) : domain === undefined ? null : 'postmaster';
  if (text === null) return null;
  const bytes = bytesOf(text);
  if (textOf(bytes) !== text || text.includes('\\')) return null;
  if (local !== undefined) return bytes.includes('@') ? bytes : bytes + suffix;
  return `${bytes}@${bytesOf(domain ?? '')}`;
}

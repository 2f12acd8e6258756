/** Looks that a rule goes on after: a place that could not be looked at is skipped, and the next has its turn. */
import { CouldNotCheck } from '../host/host.ts';
import type { Skipped } from './check.ts';

/** What `look` gives, or why it could not be looked at. */
export function tried<T>(look: () => T): T | Skipped {
  try {
    return look();
  } catch (error) {
    return couldNot(error);
  }
}

/** Why a place could not be looked at. Throws what is no CouldNotCheck again. */
export function couldNot(error: unknown): Skipped {
  if (error instanceof CouldNotCheck) return { skip: error.kind, reason: error.reason, path: error.path };
  throw error;
}

import { CouldNotCheck } from '../host/host.ts';

/** What cannot be looked at was noted when it was asked for. */
export function quietly<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof CouldNotCheck) return otherwise;
    throw error;
  }
}

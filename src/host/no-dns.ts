import type { Resolver } from './host.ts';

/** A resolver that asks nothing. */
export const noDns: Resolver = {
  mx: async () => ({ kind: 'not-asked' }),
  a: async () => ({ kind: 'not-asked' }),
  ptr: async () => ({ kind: 'not-asked' }),
};

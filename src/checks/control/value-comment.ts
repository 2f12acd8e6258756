import type { Check } from '../check.ts';
import { wrongValues } from '../line-values.ts';

/** A file of one line has no comments: its first line is the value whatever it begins with (control.c:54). */
export const check: Check = (target) =>
  wrongValues(target, (_, value) => (value.startsWith('#') ? { message: 'default' } : null));

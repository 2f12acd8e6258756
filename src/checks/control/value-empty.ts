import type { Check } from '../check.ts';
import { wrongValues } from '../line-values.ts';

/** An empty first line is the value, and no default takes its place (control.c:54). An empty doublebounceto is meant. */
export const check: Check = (target) =>
  wrongValues(target, (name, value, text) => {
    if (value !== '' || name === 'doublebounceto') return null;
    if (name === 'me' || name === 'bouncefrom') return { message: name };
    return { message: /\S/.test(text) ? 'first-line' : 'default' };
  });

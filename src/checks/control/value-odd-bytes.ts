import type { Check } from '../check.ts';
import { BOM } from '../entries.ts';
import { wrongValues } from '../line-values.ts';

/** A value is used with every byte it has (control.c:54): in HELO, the greeting, From and Message-ID. */
export const check: Check = (target) =>
  wrongValues(target, (name, value) => {
    const message = value.startsWith('#') ? null : oddity(name, value);
    return message === null ? null : { message, shown: value.replace(/\r$/, '') };
  });

/** RFC 822 white space is dropped when these are parsed (token822.c). */
const PARSED = ['defaultdomain', 'defaulthost', 'plusdomain'];
/** Words are normal there: after the host name, or as the quoted user of an address. */
const WORDS = ['smtpgreeting', 'bouncefrom'];

function oddity(name: string, value: string): 'bom' | 'cr' | 'blank' | 'byte' | null {
  const looked = PARSED.includes(name) ? value.replace(/[\r\t ]/g, '') : value;
  if (looked.startsWith(BOM)) return 'bom';
  if (/[\x80-\xff]|[\0-\x08\x0a-\x0c\x0e-\x1f\x7f]/.test(looked)) return 'byte';
  if (looked.includes('\r')) return 'cr';
  return /[ \t]/.test(looked) && !WORDS.includes(name) ? 'blank' : null;
}
